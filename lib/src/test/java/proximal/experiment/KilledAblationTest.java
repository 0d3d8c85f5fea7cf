package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.record.Disk;
import proximal.record.Recorded;

/** Kills an ablation (SIGKILL, in a JVM of its own) at ten random moments and has it go on each time. */
class KilledAblationTest {
    private static final int KILLS = 10;

    @TempDir
    Path temporary;

    @Test
    void afterTenKillsTheTablesAreThoseOfAnUndisturbedRun() throws Exception {
        Path undisturbed = temporary.resolve("undisturbed");
        Process first = start(undisturbed);
        long begun = awaitLine(first, "begun");
        long nanos = awaitLine(first, "done") - begun;
        assertThat(first.waitFor()).isZero();
        Map<String, String> expected = Recorded.tables(undisturbed);
        assertThat(expected).hasSize(12 * 3);
        assertThat(failures(undisturbed)).isBetween(1, 4); // the variant that is meant to

        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path store = temporary.resolve("killed");
        int kills = 0;
        int checkpoints = 0;
        for (int round = 0; kills < KILLS; round++) {
            Process process = start(store);
            awaitLine(process, "begun");
            if (round == 0) {
                assertThatThrownBy(() -> new RunStore(store, new Disk()))
                        .hasMessageContaining("is in use by another ablation");
            }
            process.waitFor((long) (random.nextDouble() * nanos / 4), TimeUnit.NANOSECONDS);
            boolean killed = process.isAlive();
            process.destroyForcibly().waitFor();
            kills += killed ? 1 : 0;
            checkpoints += files(store.resolve("checkpoints"));
            if (!killed) { // It was done: one more ablation to be killed.
                assertThat(process.exitValue()).as("seed %d", seed).isZero();
                assertThat(Recorded.tables(store)).as("seed %d", seed).isEqualTo(expected);
                Disk.delete(store);
            } else {
                assertThat(expected).as("seed %d", seed).containsAllEntriesOf(Recorded.tables(store));
            }
        }
        Process last = start(store);
        String output = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(last.waitFor()).as(output).isZero();
        assertThat(Recorded.tables(store)).as("seed %d", seed).isEqualTo(expected);
        assertThat(failures(store)).isEqualTo(failures(undisturbed));
        assertThat(files(store.resolve("checkpoints"))).as("seed %d", seed).isZero();
        assertThat(checkpoints).as("checkpoints found after kills").isPositive();
    }

    private static Process start(Path store) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledAblation.class.getName(),
                        store.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Reads up to a line, and gives the time. */
    private static long awaitLine(Process process, String line) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder before = new StringBuilder();
        for (String read = output.readLine(); !line.equals(read); read = output.readLine()) {
            assertThat(read).as("the output ended: %s", before).isNotNull();
            before.append(read).append('\n');
        }
        return System.nanoTime();
    }

    private static int failures(Path store) throws IOException {
        int failures = 0;
        try (Stream<Path> runs = Files.list(store.resolve("runs"))) {
            for (Path run : runs.toList()) {
                failures += Files.readString(run.resolve("run.json")).contains("\"failure\": \"after update ") ? 1 : 0;
            }
        }
        return failures;
    }

    private static int files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }
}
