package proximal.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import proximal.policy.ProductsBenchmark;

/**
 * Runs every benchmark and ends with one line a figure, {@code figure NAME VALUE}. Times are medians over the iterations, in
 * microseconds. Arguments are JMH's own, as in {@code -f 3}.
 */
public final class Benchmarks {
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
        Benchmarks benchmarks = new Benchmarks();
        benchmarks.take(new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .include("proximal\\..*Benchmark\\.")
                        .shouldFailOnError(true)
                        .build())
                .run());
        benchmarks.fusedEngine();
        benchmarks.figures.forEach((name, value) -> System.out.printf(Locale.ROOT, "figure %s %.4g%n", name, value));
    }

    private void take(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String key = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            String sizes = result.getParams().getParam("sizes");
            medians.put(
                    sizes == null ? key : key + " " + sizes,
                    result.getPrimaryResult().getStatistics().getPercentile(50));
        }
    }

    private void fusedEngine() {
        double product = ProductsBenchmark.PRODUCT_OPERATIONS / median("ProductsBenchmark.product") / 1e3;
        double products = median("ProductsBenchmark.update");
        double update = median("PerceptronBenchmark.update 17-6-6-64");
        figures.put("product_64x64x64_gflops", product);
        figures.put("products_gflops", ProductsBenchmark.UPDATE_OPERATIONS / products / 1e3);
        figures.put("update64_gflops", ProductsBenchmark.UPDATE_OPERATIONS / update / 1e3);
        figures.put("update64_share_of_products", products / update);
        figures.put("update64_fused_us", update);
        figures.put("update64_fused_us_at_60_gflops", update * product / 60);
        figures.put("update256_fused_us", median("PerceptronBenchmark.update 17-6-6-256"));
        figures.put("update2048_fused_us", median("PerceptronBenchmark.update 17-6-6-2048"));
        figures.put("update256_small_fused_us", median("PerceptronBenchmark.update 4-2-0-256"));
        figures.put("inference1_fused_us", median("PerceptronBenchmark.evaluate 17-6-6-1"));
        figures.put("inference8_fused_us", median("PerceptronBenchmark.evaluate 17-6-6-8"));
        figures.put("inference64_fused_us", median("PerceptronBenchmark.evaluate 17-6-6-64"));
    }

    private double median(String benchmark) {
        // Not run, if JMH's arguments left it out.
        return medians.getOrDefault(benchmark, Double.NaN);
    }
}
