package proximal.surrogate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objective of one sample as a function of its ratio and its advantage, to be maximised: what tells the algorithms of
 * the family apart. A new one is a lambda, and trains at full speed:
 *
 * <pre>{@code
 * Surrogate mine = (ratio, advantage) -> Math.min(ratio, 1.5) * advantage;
 * mine.objective(2, 3) // 4.5
 * }</pre>
 *
 * <p>The ratio is r = pi_new(a|s) / pi_old(a|s), positive. The gradient of the objective in log pi_new(a|s) is {@link
 * #slope slope} * r. An implementation has no state and may be called from several threads.
 *
 * <p>Copy: alone.
 */
@FunctionalInterface
public interface Surrogate {

    /**
     * The objective of one sample.
     *
     * @param ratio the probability of the action under the new policy over that under the old one, positive
     * @param advantage the advantage of the action
     * @return the objective, to be maximised
     */
    double objective(double ratio, double advantage);

    /**
     * The derivative of the objective in the ratio. The built-in surrogates have it exactly; by default it is the central
     * difference with a step of 1e-6 times the ratio, so that it never leaves the positive numbers. What training uses is slope
     * * ratio, whose error is then about 1e-10 times the objective.
     *
     * @param ratio the ratio, positive
     * @param advantage the advantage
     * @return the derivative of {@link #objective objective} in the ratio
     */
    default double slope(double ratio, double advantage) {
        double step = 1e-6 * ratio;
        double above = ratio + step;
        double below = ratio - step;
        return (objective(above, advantage) - objective(below, advantage)) / (above - below);
    }

    /**
     * Gives the ratios at which a sample does not move the policy, since the objective is flat there. The built-in surrogates
     * have them exactly; by default the slope is scanned at 4001 ratios from 1e-3 to 1e3, evenly spaced in the logarithm, each edge
     * is then halved in, and a region that reaches an end of the scan is taken to go on. Flat is a slope of less than 1e-6
     * times the advantage.
     *
     * @param advantage the advantage
     * @return the open intervals of the ratio, from left to right; none where every ratio has a gradient
     */
    default List<Interval> zeroGradient(double advantage) {
        List<Interval> regions = new ArrayList<>();
        int steps = 4000;
        double begin = isFlat(1e-3, advantage) ? 0 : Double.NaN;
        for (int i = 1; i <= steps; i++) {
            double left = Math.pow(10, -3 + 6.0 * (i - 1) / steps);
            double right = Math.pow(10, -3 + 6.0 * i / steps);
            boolean flat = isFlat(right, advantage);
            if (flat != !Double.isNaN(begin)) {
                for (int halving = 0; halving < 40; halving++) {
                    double middle = (left + right) / 2;
                    if (isFlat(middle, advantage) == flat) {
                        right = middle;
                    } else {
                        left = middle;
                    }
                }
                if (!flat) {
                    regions.add(new Interval(begin, right));
                }
                begin = flat ? right : Double.NaN;
            }
        }
        if (!Double.isNaN(begin)) {
            regions.add(new Interval(begin, Double.POSITIVE_INFINITY));
        }
        return regions;
    }

    private boolean isFlat(double ratio, double advantage) {
        return Math.abs(slope(ratio, advantage)) <= 1e-6 * Math.abs(advantage);
    }

    /**
     * Checks a clip range.
     *
     * @param clipRange epsilon
     * @throws IllegalArgumentException if it is not positive or not finite
     */
    static void requireClipRange(double clipRange) {
        if (!(clipRange > 0 && clipRange < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("clipRange must be positive and finite but was " + clipRange);
        }
    }

    /**
     * An open interval of ratios.
     *
     * @param low its lower end, at least 0
     * @param high its upper end; may be infinite
     */
    record Interval(double low, double high) {

        /** All ratios. */
        public static final Interval ALL = new Interval(0, Double.POSITIVE_INFINITY);

        /**
         * Gives the ratios outside of a range.
         *
         * @param low the lower end of the range
         * @param high the upper end of the range; infinite where nothing is above
         * @return the intervals below and above it that are not empty
         */
        public static List<Interval> outside(double low, double high) {
            return Stream.of(new Interval(0, low), new Interval(high, Double.POSITIVE_INFINITY))
                    .filter(interval -> interval.low < interval.high)
                    .toList();
        }

        /**
         * Says whether a ratio is within.
         *
         * @param ratio the ratio
         * @return whether it lies between the ends
         */
        public boolean contains(double ratio) {
            return ratio > low && ratio < high;
        }
    }
}
