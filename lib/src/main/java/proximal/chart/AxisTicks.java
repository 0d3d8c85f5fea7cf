package proximal.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Where an axis has its ticks: at round numbers, at least three of them labelled where there is room, and no label over another.
 *
 * <p>Copy: with the library.
 */
public final class AxisTicks {
    /** The multiples of a power of ten that a logarithmic axis of less than two decades labels, the most welcome ones first. */
    private static final double[][] MULTIPLES = {{1}, {2, 5}, {1.5, 3, 4, 6, 7, 8, 9}};

    /**
     * A tick.
     *
     * @param value where it stands
     * @param label what it says; null for a mark alone
     */
    public record Tick(double value, String label) {}

    private AxisTicks() {}

    /**
     * {@return the ticks of a linear axis}
     *
     * @param low the lower end
     * @param high the upper end
     * @param length the length of the axis, pixels
     * @param spacing how far two labels should be apart, pixels
     * @param room how much of the length a label takes, pixels
     * @param label writes a value
     */
    public static List<Tick> linear(
            double low,
            double high,
            double length,
            double spacing,
            ToDoubleFunction<String> room,
            DoubleFunction<String> label) {
        List<Tick> best = List.of();
        int exponent = (int) Math.floor(Math.log10(high - low));
        for (int k = 0; k < 12; k++) { // from coarse to fine
            double step = (k % 3 == 0 ? 5 : k % 3 == 1 ? 2 : 1) * Math.pow(10, exponent - k / 3);
            List<Tick> ticks = new ArrayList<>();
            for (double i = Math.ceil(low / step - 1e-6); i <= high / step + 1e-6; i++) {
                ticks.add(new Tick(i * step, label.apply(i * step)));
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

    /**
     * {@return the ticks of a logarithmic axis: powers of ten, or multiples of them where it has fewer than three}
     *
     * @param low the lower end, positive
     * @param high the upper end
     * @param length the length of the axis, pixels
     * @param room how much of the length a label takes, pixels
     * @param label writes a value; null for plain numbers or, where one would be long, powers of ten throughout
     */
    public static List<Tick> logarithmic(
            double low, double high, double length, ToDoubleFunction<String> room, DoubleFunction<String> label) {
        double decade = length / Math.log10(high / low);
        int first = (int) Math.floor(Math.log10(low) + 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        boolean powers = Math.log10(low) < -4 - 1e-9 || last > 5;
        DoubleFunction<String> text = label != null ? label : powers ? PaperStyle::power : PaperStyle::label;
        List<Tick> marks = new ArrayList<>(); // from the lowest to the highest, without labels
        for (int i = first; i <= last; i++) {
            for (int m = 1; m < 10; m++) {
                double value = m * (i < 0 ? 1 / Math.pow(10, -i) : Math.pow(10, i));
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9) && (m == 1 || decade > 30)) {
                    marks.add(new Tick(value, null));
                }
            }
        }
        List<Integer> decades = IntStream.rangeClosed((int) Math.ceil(Math.log10(low) - 1e-9), last)
                .boxed()
                .toList();
        List<Tick> labelled = new ArrayList<>();
        if (decades.size() > 2) {
            double longest = decades.stream()
                    .mapToDouble(i -> room.applyAsDouble(text.apply(Math.pow(10, i))))
                    .max()
                    .orElseThrow();
            int every = Math.max(1, (int) Math.ceil(longest / decade));
            decades.stream()
                    .filter(i -> Math.floorMod(i, every) == 0)
                    .forEach(i -> labelled.add(new Tick(Math.pow(10, i), text.apply(Math.pow(10, i)))));
        }
        for (double[] multiples : MULTIPLES) {
            if (labelled.size() > 2) {
                break;
            }
            for (int i = first; i <= last; i++) {
                for (double m : multiples) {
                    double value = m * Math.pow(10, i);
                    boolean inside = value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
                    if (inside && free(labelled, value, decade, room, text.apply(value))) {
                        labelled.add(new Tick(value, text.apply(value)));
                    }
                }
            }
        }
        if (labelled.size() < 3) { // hardly longer than a step, so as good as linear
            return linear(low, high, length, 60, room, label != null ? label : PaperStyle::label);
        }
        marks.removeIf(mark -> labelled.stream().anyMatch(tick -> Math.abs(tick.value / mark.value - 1) < 1e-9));
        marks.addAll(labelled);
        return marks;
    }

    private static boolean free(
            List<Tick> labelled, double value, double decade, ToDoubleFunction<String> room, String label) {
        return labelled.stream()
                .allMatch(tick -> Math.abs(Math.log10(tick.value / value)) * decade
                        >= (room.applyAsDouble(tick.label) + room.applyAsDouble(label)) / 2);
    }
}
