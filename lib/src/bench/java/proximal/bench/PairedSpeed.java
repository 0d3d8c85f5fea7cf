package proximal.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import proximal.policy.ProductsBenchmark;

/**
 * The fused update of 64 samples against the bare matrix products, in turns of half a millisecond: neighbours slow a core
 * down for longer than that, so they slow down both sides of a ratio, and the median of the ratios does not know them.
 * Prints a line of figures: the speed of the 64x64x64 product in GFlop/s, the time of an update in microseconds, the
 * update's speed as a share of the speed of its bare products, and the time of an update on a core that gives 60 GFlop/s in
 * the 64x64x64 product. All are medians over the turns.
 */
final class PairedSpeed {
    private static final int WARM_UP = 3_000;
    private static final int TURNS = 3_000;
    private static final int PRODUCTS = 60;
    private static final int UPDATES = 5;

    private PairedSpeed() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) {
        ProductsBenchmark bare = new ProductsBenchmark();
        UpdateBenchmark benchmark = new UpdateBenchmark();
        UpdateBenchmark.Update setting = new UpdateBenchmark.Update();
        setting.engine = "fused";
        setting.size = "17-6-64";
        setting.setUp();
        double[] product = new double[TURNS];
        double[] products = new double[TURNS];
        double[] update = new double[TURNS];
        for (int turn = -WARM_UP; turn < TURNS; turn++) {
            int t = Math.max(turn, 0);
            product[t] = microseconds(PRODUCTS, bare::product);
            products[t] = microseconds(UPDATES, bare::update);
            update[t] = microseconds(UPDATES, () -> benchmark.update(setting));
        }
        System.out.printf(
                Locale.ROOT,
                "%.6g %.6g %.6g %.6g%n",
                median(t -> ProductsBenchmark.PRODUCT_OPERATIONS / product[t] / 1e3),
                median(t -> update[t]),
                median(t -> products[t] / update[t]),
                median(t -> update[t] * ProductsBenchmark.PRODUCT_OPERATIONS / product[t] / 1e3 / 60));
    }

    private static double microseconds(int times, Runnable work) {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return (System.nanoTime() - begin) * 1e-3 / times;
    }

    private static double median(IntToDoubleFunction of) {
        double[] values = new double[TURNS];
        Arrays.setAll(values, of);
        Arrays.sort(values);
        return values[TURNS / 2];
    }
}
