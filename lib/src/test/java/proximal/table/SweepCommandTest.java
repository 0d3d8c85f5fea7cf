package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.experiment.SweepFile;
import tech.tablesaw.api.Table;

class SweepCommandTest {
    private static final String SWEEP = """
            {"algorithm": "ppo-clip",
             "config": {"totalSteps": 1024, "numEnvs": 2,
                        "surrogate": {"class": "proximal.surrogate.DualClippedSurrogate", "clipRange": 0.2, "dualClip": 3}},
             "space": {"gaeLambda": [0.9, 1], "epochs": {"uniform": [3, 10]}, "learningRate": {"logUniform": [1e-4, 1e-2]}},
             "draws": 3, "drawSeed": 1,
             "tasks": ["CartPole-v1"], "seeds": [1, 2],
             "store": "STORE", "results": "RESULTS"}""";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        String store = folder.resolve("runs").toString().replace("\\", "/");
        String results = folder.resolve("results.csv").toString().replace("\\", "/");
        return Files.writeString(
                folder.resolve("sweep.json"), text.replace("STORE", store).replace("RESULTS", results));
    }

    @Test
    void aFileBecomesATable() throws IOException {
        SweepCommand.main(new String[] {file(SWEEP).toString()});
        Table results = CsvTables.read(folder.resolve("results.csv"));
        assertThat(results.rowCount()).isEqualTo(6);
        assertThat(results.columnNames()).contains("gaeLambda", "epochs", "learningRate", "finalReturn", "seconds");
        assertThat(TableColumns.numbers(results, "totalSteps")).containsOnly(1024);
        for (double rate : TableColumns.numbers(results, "learningRate")) {
            assertThat(rate).isBetween(1e-4, 1e-2);
        }
        try (var runs = Files.list(folder.resolve("runs/runs"))) {
            assertThat(runs.filter(run -> read(run.resolve("run.json"))
                            .contains("DualClippedSurrogate[clipRange=0.2, dualClip=3.0]")))
                    .hasSize(6);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aWrongFileIsRefusedInASentence() {
        refused("\"numEnvs\": 2", "\"numEnv\": 2", "the name must be one of [totalSteps, numEnvs");
        refused("\"numEnvs\": 2", "\"numEnvs\": 2.5", "numEnvs must be of type int but was 2.5");
        refused("\"seeds\"", "\"sead\"", "a member of the sweep must be one of algorithm, config, drawSeed, draws, ");
        refused(", \"seeds\": \\[1, 2\\]", "", "the sweep needs a member seeds, a JSON list");
        refused(
                "\"uniform\"",
                "\"normal\"",
                "the space of epochs must be a list of values, {\"uniform\": [low, high]}");
        refused(
                "DualClippedSurrogate\"",
                "Dual\"",
                "surrogate is of the class proximal.surrogate.Dual, which this JVM has not");
        refused("CartPole-v1", "CartPole-v9", "CartPole-v9");
        refused("ppo-clip", "ppo", "the algorithm must be one of");
        refused("\\{\"gaeLambda\".*}}", "{}", "its space is empty");
    }

    private void refused(String part, String wrong, String message) {
        assertThatThrownBy(() -> SweepFile.read(file(SWEEP.replaceAll(part, wrong))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
