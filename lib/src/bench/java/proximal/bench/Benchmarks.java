package proximal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import proximal.gymnasium.Gymnasium;
import proximal.mujoco.MuJoCo;
import proximal.policy.ProductsBenchmark;

/**
 * Runs every benchmark and ends with one line a figure, {@code figure NAME VALUE}; writes the same to
 * {@code target/benchmarks.csv}. Times are medians over the iterations, in the unit of the figure's name; every figure, ratios included, is the median of
 * three rounds. Arguments are JMH's own, as in {@code -f 3}.
 */
public final class Benchmarks {
    /** Neighbours on the machine slow a core down for seconds on end, so all is measured in rounds. */
    private static final int ROUNDS = 3;

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<String, Double> medians = new LinkedHashMap<>();

    private Benchmarks() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments JMH's arguments
     * @throws Exception if JMH fails
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            round(arguments).forEach((name, value) -> rounds.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(value));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        rounds.forEach((name, values) -> {
            values.sort(null);
            figures.put(name, values.get(values.size() / 2));
        });
        write(figures, Path.of("target", "benchmarks.csv"));
        figures.forEach((name, value) -> System.out.printf(Locale.ROOT, "figure %s %.4g%n", name, value));
    }

    private static Map<String, Double> round(String[] arguments) throws Exception {
        Benchmarks benchmarks = new Benchmarks();
        benchmarks.take(new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .include("proximal\\..*Benchmark\\.")
                        .shouldFailOnError(true)
                        .build())
                .run());
        benchmarks.update();
        benchmarks.paired();
        benchmarks.inference();
        benchmarks.environments();
        benchmarks.estimators();
        benchmarks.training();
        benchmarks.mujoco();
        benchmarks.gymnasium();
        return benchmarks.figures;
    }

    /** Writes the figures as they stand in datasets/benchmarks.csv. */
    private static void write(Map<String, Double> figures, Path path) throws IOException {
        StringBuilder csv = new StringBuilder("figure,value,machine,jdk,date\n");
        String machine = machine() + " (" + Runtime.getRuntime().availableProcessors() + " cores)";
        figures.forEach((name, value) -> csv.append(String.format(
                Locale.ROOT, "%s,%.4g,%s,%s,%s%n", name, value, machine, Runtime.version(), LocalDate.now())));
        Files.writeString(path, csv);
    }

    private static String machine() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        if (Files.isReadable(description)) {
            for (String line : Files.readAllLines(description)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        }
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    private void take(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String key = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            StringBuilder parameters = new StringBuilder();
            for (String parameter : result.getParams().getParamsKeys()) {
                parameters.append(' ').append(result.getParams().getParam(parameter));
            }
            medians.put(
                    key + parameters, result.getPrimaryResult().getStatistics().getPercentile(50));
        }
    }

    private void update() {
        double products = median("ProductsBenchmark.update");
        double update = median("UpdateBenchmark.update fused 17-6-64");
        double product = ProductsBenchmark.PRODUCT_OPERATIONS / median("ProductsBenchmark.product") / 1e3;
        figures.put("product_64x64x64_gflops", product);
        figures.put("products_gflops", ProductsBenchmark.UPDATE_OPERATIONS / products / 1e3);
        figures.put("update64_gflops", ProductsBenchmark.UPDATE_OPERATIONS / update / 1e3);
        for (String engine : new String[] {"fused", "djl"}) {
            figures.put("update64_" + engine + "_us", median("UpdateBenchmark.update " + engine + " 17-6-64"));
            figures.put("update256_" + engine + "_us", median("UpdateBenchmark.update " + engine + " 17-6-256"));
            figures.put("update2048_" + engine + "_us", median("UpdateBenchmark.update " + engine + " 17-6-2048"));
            figures.put("update256_small_" + engine + "_us", median("UpdateBenchmark.update " + engine + " 4-d2-256"));
        }
        figures.put("update64_djl_over_fused", median("UpdateBenchmark.update djl 17-6-64") / update);
    }

    /** The same update beside the products, in turns. */
    private void paired() throws IOException, InterruptedException {
        double[] paired = TrainingSpeed.inOwnJvm(PairedSpeed.class, "");
        figures.put("update64_paired_product_gflops", paired[0]);
        figures.put("update64_paired_us", paired[1]);
        figures.put("update64_share_of_products", paired[2]);
        figures.put("update64_fused_us_at_60_gflops", paired[3]);
    }

    private void inference() {
        for (String engine : new String[] {"fused", "djl"}) {
            for (int n : new int[] {1, 8, 64}) {
                figures.put(
                        "inference" + n + "_" + engine + "_us",
                        median("UpdateBenchmark.evaluate " + engine + " 17-6-" + n));
            }
        }
    }

    private void environments() {
        figures.put("step_cartpole_us", median("EnvironmentBenchmark.step CartPole-v1"));
        figures.put("step_mountaincar_us", median("EnvironmentBenchmark.step MountainCar-v0"));
        figures.put("step_pendulum_us", median("EnvironmentBenchmark.step Pendulum-v1"));
        figures.put("step_acrobot_us", median("EnvironmentBenchmark.step Acrobot-v1"));
    }

    private void estimators() {
        for (String estimator : EstimatorBenchmark.ESTIMATORS) {
            double micros = median("EstimatorBenchmark.estimate " + estimator);
            figures.put("importance_10m_" + estimator + "_seconds", micros / 1e6);
        }
    }

    /** Each in a JVM of its own, with a heap of 64 MiB. */
    private void training() throws IOException, InterruptedException {
        double[] one = TrainingSpeed.inOwnJvm(TrainingSpeed.class, "one");
        double[] two = TrainingSpeed.inOwnJvm(TrainingSpeed.class, "two");
        figures.put("cartpole_steps_per_second", one[0]);
        figures.put("cartpole_steps_per_second_with_warm_up", one[1]);
        figures.put("cartpole_steps_per_second_at_60_gflops", one[2]);
        figures.put("cartpole_two_seeds_steps_per_second", two[0]);
        figures.put("cartpole_two_seeds_steps_per_second_with_warm_up", two[1]);
        figures.put("cartpole_two_seeds_over_one", two[0] / one[0]);
        figures.put("cartpole_two_seeds_over_one_in_turns", TrainingSpeed.inOwnJvm(TrainingSpeed.class, "turns")[0]);
        figures.put("cartpole_heap_mib", (double) TrainingSpeed.HEAP_MIB);
    }

    /** Each task in a JVM of its own, with the same heap. */
    private void mujoco() throws IOException, InterruptedException {
        try {
            MuJoCo.make("Hopper-v5").close();
        } catch (IllegalStateException e) {
            System.out.println("no figures of MuJoCo: " + e.getMessage());
            return;
        }
        for (String task : MuJoCo.ids()) {
            double[] speed = TrainingSpeed.inOwnJvm(MuJoCoSpeed.class, task);
            String name = "mujoco_" + task.replace("-v5", "").toLowerCase(Locale.ROOT);
            figures.put(name + "_physics_us", speed[0]);
            figures.put(name + "_training_us", speed[1]);
            figures.put(name + "_training_over_physics", speed[2]);
        }
    }

    /** Each task with its number of environments and a guess of its steps a second, in a JVM of its own. */
    private void gymnasium() throws IOException, InterruptedException {
        for (String[] task : new String[][] {{"CartPole-v1", "8", "100000"}, {"MinAtar/Breakout-v1", "8", "40000"}}) {
            try {
                Gymnasium.of(task[0]).spaces();
            } catch (IllegalArgumentException | IllegalStateException e) {
                System.out.println("no figures of Gymnasium: " + e.getMessage());
                continue;
            }
            double[] speed = TrainingSpeed.inOwnJvm(GymnasiumSpeed.class, task);
            String name = "gymnasium_" + task[0].replaceAll(".*/|-v.*", "").toLowerCase(Locale.ROOT);
            figures.put(name + "_sync_vector_steps_per_second", speed[0]);
            figures.put(name + "_sync_vector_seeded_steps_per_second", speed[1]);
            figures.put(name + "_one_worker_steps_per_second", speed[2]);
            figures.put(name + "_two_workers_steps_per_second", speed[3]);
            figures.put(name + "_one_worker_over_sync_vector", speed[4]);
            figures.put(name + "_one_worker_over_sync_vector_seeded", speed[5]);
            figures.put(name + "_two_workers_over_sync_vector", speed[6]);
            figures.put(name + "_two_workers_over_sync_vector_seeded", speed[7]);
            figures.put(name + "_two_sync_vectors_side_by_side_over_one", speed[8]);
        }
    }

    private double median(String benchmark) {
        // Not run, if JMH's arguments left it out.
        return medians.getOrDefault(benchmark, Double.NaN);
    }
}
