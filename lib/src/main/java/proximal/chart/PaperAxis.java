package proximal.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * An axis of numbers: where a value lies on it, and where it has its ticks: at round numbers, at least three of them labelled
 * where there is room, and no label over another.
 *
 * <p>Copy: with the library.
 */
public final class PaperAxis {
    /** The multiples of a power of ten that a logarithmic axis of less than two decades labels, the most welcome ones first. */
    private static final double[][] MULTIPLES = {{1}, {2, 5}, {1.5, 3, 4, 6, 7, 8, 9}};

    /**
     * A tick.
     *
     * @param value where it stands
     * @param label what it says; null for a mark alone
     */
    public record Tick(double value, String label) {}

    private final boolean logarithmic;
    private final double low;
    private final double high;
    private final DoubleFunction<String> own;

    private PaperAxis(boolean logarithmic, Double low, Double high, Function<Double, String> own) {
        this.logarithmic = logarithmic;
        this.low = low == null ? Double.NaN : low;
        this.high = high == null ? Double.NaN : high;
        this.own = own == null ? null : own::apply;
    }

    /**
     * {@return the x axis of a chart}
     *
     * @param styler the chart's styler
     */
    public static PaperAxis x(AxesChartStyler styler) {
        return new PaperAxis(
                styler.isXAxisLogarithmic(),
                styler.getXAxisMin(),
                styler.getXAxisMax(),
                styler.getxAxisTickLabelsFormattingFunction());
    }

    /**
     * {@return the y axis of a chart}
     *
     * @param styler the chart's styler
     */
    public static PaperAxis y(AxesChartStyler styler) {
        return new PaperAxis(
                styler.isYAxisLogarithmic(),
                styler.getYAxisMin(),
                styler.getYAxisMax(),
                styler.getyAxisTickLabelsFormattingFunction());
    }

    /**
     * {@return where a value lies: 0 is the lower end, 1 the upper}
     *
     * @param value the value
     */
    public double share(double value) {
        return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /**
     * {@return the ticks; none where the axis has no ends}
     *
     * @param length the length of the axis, pixels
     * @param spacing how far two labels of a linear axis should be apart, pixels
     * @param room how much of the length a label takes, pixels
     */
    public List<Tick> ticks(double length, double spacing, ToDoubleFunction<String> room) {
        if (!(high > low) || !(length > 0)) {
            return List.of();
        }
        return logarithmic ? logarithmic(length, room) : linear(length, spacing, room);
    }

    private List<Tick> linear(double length, double spacing, ToDoubleFunction<String> room) {
        DoubleFunction<String> text = own == null ? PaperStyle::label : own;
        List<Tick> best = List.of();
        int exponent = (int) Math.floor(Math.log10(high - low));
        for (int k = 0; k < 12; k++) { // from coarse to fine
            double step = (k % 3 == 0 ? 5 : k % 3 == 1 ? 2 : 1) * Math.pow(10, exponent - k / 3);
            List<Tick> ticks = new ArrayList<>();
            for (double i = Math.ceil(low / step - 1e-6); i <= high / step + 1e-6; i++) {
                ticks.add(new Tick(i * step, text.apply(i * step)));
            }
            double apart = step / (high - low) * length;
            boolean fits = ticks.stream().allMatch(tick -> room.applyAsDouble(tick.label) <= apart);
            if (best.size() > 1 && (!fits || apart < spacing && best.size() > 2)) {
                return best;
            }
            best = ticks;
        }
        return best;
    }

    /** Powers of ten, or multiples of them where the axis has fewer than three. */
    private List<Tick> logarithmic(double length, ToDoubleFunction<String> room) {
        double decade = length / Math.log10(high / low);
        int first = (int) Math.floor(Math.log10(low) + 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        boolean powers = Math.log10(low) < -4 - 1e-9 || last > 5; // throughout, where a plain number would be long
        DoubleFunction<String> text = own != null ? own : powers ? PaperStyle::power : PaperStyle::label;
        List<Tick> labelled = decades((int) Math.ceil(Math.log10(low) - 1e-9), last, decade, room, text);
        for (int k = 0; k < MULTIPLES.length && labelled.size() < 3; k++) {
            for (Tick tick : multiples(first, last, MULTIPLES[k], text)) {
                double half = room.applyAsDouble(tick.label) / 2;
                if (labelled.stream()
                        .allMatch(other -> Math.abs(Math.log10(other.value / tick.value)) * decade
                                >= room.applyAsDouble(other.label) / 2 + half)) {
                    labelled.add(tick);
                }
            }
        }
        if (labelled.size() < 3) { // hardly longer than a step, so as good as linear
            return linear(length, 60, room);
        }
        double[] marks = decade > 30 ? IntStream.range(1, 10).asDoubleStream().toArray() : MULTIPLES[0];
        List<Tick> ticks = new ArrayList<>(multiples(first, last, marks, value -> null));
        ticks.removeIf(mark -> labelled.stream().anyMatch(tick -> Math.abs(tick.value / mark.value - 1) < 1e-9));
        ticks.addAll(labelled);
        return ticks;
    }

    /** Every power of ten, or every second and so on as they have room; none where there are fewer than three. */
    private static List<Tick> decades(
            int first, int last, double decade, ToDoubleFunction<String> room, DoubleFunction<String> text) {
        List<Tick> all = new ArrayList<>();
        double longest = IntStream.rangeClosed(first, last)
                .mapToDouble(i -> room.applyAsDouble(text.apply(Math.pow(10, i))))
                .max()
                .orElse(0);
        int every = Math.max(1, (int) Math.ceil(longest / decade));
        for (int i = first; i <= last && last - first > 1; i++) {
            if (Math.floorMod(i, every) == 0) {
                all.add(new Tick(Math.pow(10, i), text.apply(Math.pow(10, i))));
            }
        }
        return all;
    }

    /** Multiples of the powers of ten, as far as the axis reaches. */
    private List<Tick> multiples(int first, int last, double[] factors, DoubleFunction<String> text) {
        List<Tick> all = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            for (double factor : factors) {
                double value = factor * Math.pow(10, i);
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
                    all.add(new Tick(value, text.apply(value)));
                }
            }
        }
        return all;
    }
}
