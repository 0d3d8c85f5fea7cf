package proximal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import proximal.environment.ClassicControl;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DiagonalGaussian;
import proximal.policy.PerceptronConfig;
import proximal.record.LogCsv;
import proximal.training.Algorithms;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;
import proximal.update.Adam;

/**
 * The same seed gives the same bits whatever vectors the processor has. Each line of what {@link Computation} prints in this
 * JVM is compared with what it prints in others: with older instruction sets, with vectors of other lengths (those that this
 * processor has not are emulated by the Vector API), and with plain loops.
 */
class SameBitsTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final List<List<String>> JVMS = List.of(
            List.of(),
            List.of(VECTORS, "-XX:UseAVX=0"),
            List.of(VECTORS, "-XX:UseAVX=1"),
            List.of(VECTORS, "-XX:UseAVX=2"),
            List.of(VECTORS, "-XX:UseAVX=3"),
            List.of(VECTORS, "-XX:MaxVectorSize=16"),
            List.of(VECTORS, "-Dproximal.simdBits=64"),
            List.of(VECTORS, "-Dproximal.simdBits=512"));

    @Test
    void everyVectorLengthGivesTheBitsOfEveryOther() throws Exception {
        List<String> here = Computation.lines();
        assertThat(here).doesNotHaveDuplicates();
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<Future<List<String>>> others = new ArrayList<>();
        for (List<String> options : JVMS) {
            others.add(two.submit(() -> elsewhere(options)));
        }
        two.shutdown();
        for (int i = 0; i < JVMS.size(); i++) {
            assertThat(others.get(i).get()).as("java " + JVMS.get(i)).isEqualTo(here);
        }
    }

    private static List<String> elsewhere(List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+IgnoreUnrecognizedVMOptions"); // UseAVX, on other architectures
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Computation.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return lines;
    }

    /** What each JVM computes: a line for each part of the engine, and one for each of three short trainings. */
    static final class Computation {
        private static final int ROWS = 150;
        private static final int OBSERVATION = 17;

        private Computation() {}

        public static void main(String[] arguments) {
            lines().forEach(System.out::println);
        }

        static List<String> lines() {
            List<String> lines = new ArrayList<>();
            addEngine(lines);
            lines.add("ppo-clip " + trained("ppo-clip", "CartPole-v1"));
            lines.add("ppo-penalty " + trained("ppo-penalty", "Pendulum-v1"));
            lines.add("trpo " + trained("trpo", "Acrobot-v1"));
            return lines;
        }

        /** Widths that fill vectors, and such as do not; one and several of them in a block. */
        private static void addEngine(List<String> lines) {
            Random random = new Random(1);
            for (int[] hidden : new int[][] {{64, 64}, {5, 33}, {100}}) {
                PerceptronConfig config = PerceptronConfig.withDefaults().withHiddenSizes(hidden);
                try (var network =
                        ActorCriticFactory.perceptron(config).create(OBSERVATION, new DiagonalGaussian(6), 1)) {
                    float[] outputs = new float[ROWS * 12];
                    float[] values = new float[ROWS];
                    network.forward(gaussian(random, ROWS * OBSERVATION), ROWS, outputs, values);
                    lines.add("forward " + digest(outputs) + " " + digest(values));
                    network.backward(gaussian(random, ROWS * 12), gaussian(random, ROWS));
                    lines.add("backward " + digest(network.gradient()));
                    network.tangent(network.gradient(), outputs);
                    lines.add("tangent " + digest(outputs));
                    Adam adam = new Adam(network.parameters().length);
                    for (int step = 0; step < 3; step++) {
                        adam.step(network.parameters(), network.gradient(), 1e-2, 0.5);
                    }
                    lines.add("Adam " + digest(network.parameters()));
                }
            }
        }

        private static String trained(String algorithm, String task) {
            TrainingConfig config = Algorithms.named(algorithm)
                    .withNumEnvs(2)
                    .withRolloutSteps(64)
                    .withMinibatchSize(algorithm.equals("trpo") ? 128 : 32)
                    .withTotalSteps(512);
            try (TrainingRun run = new TrainingRun(() -> ClassicControl.make(task), algorithm, config, 1)) {
                while (!run.finished()) {
                    run.update();
                }
                String updates = LogCsv.write(run.log()).get("updates");
                return digest(run.network().parameters()) + " "
                        + crc(withoutSpeed(updates).getBytes());
            }
        }

        private static String withoutSpeed(String csv) {
            int column =
                    List.of(csv.lines().findFirst().orElseThrow().split(",")).indexOf("stepsPerSecond");
            StringBuilder rows = new StringBuilder();
            csv.lines().map(line -> line.split(",", -1)).forEach(cells -> {
                cells[column] = "";
                rows.append(String.join(",", cells)).append('\n');
            });
            return rows.toString();
        }

        private static float[] gaussian(Random random, int size) {
            float[] numbers = new float[size];
            for (int i = 0; i < size; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            return numbers;
        }

        private static String digest(float[] numbers) {
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
            bytes.asFloatBuffer().put(numbers);
            return crc(bytes.array());
        }

        private static String crc(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }
}
