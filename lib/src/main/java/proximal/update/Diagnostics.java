package proximal.update;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of what an update measures, over all samples of all minibatches of all epochs; {@link Measure} defines each quantity.
 * Whoever has the object may {@link #put} a number of one's own, or {@link #add} one for each minibatch: it becomes a column of
 * the tables of updates, of CSV files and of checkpoints. Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class Diagnostics {
    private static final Measure[] MEASURES = Measure.values();

    /** Of each measure the sum, over samples, minibatches or epochs, or what was put. */
    private final double[] values = new double[MEASURES.length];

    private long samples;
    private long valueSamples;
    private long epochSamples;
    private long minibatches;
    /** Sums of r - 1 and its square: near 1 the variance would lose its digits from those of r. */
    private double ratioExcess;

    private double squaredRatioExcess;
    private final RatioHistogram ratios = new RatioHistogram();
    private double squaredGradientNorm;
    private final float[] gradientSum;

    /** The sum and the count of each of one's own. */
    private final Map<String, double[]> own = new LinkedHashMap<>();

    /**
     * Makes diagnostics of no samples.
     *
     * @param parameterCount the number of parameters of the network
     */
    public Diagnostics(int parameterCount) {
        gradientSum = new float[parameterCount];
        clear();
    }

    /** Forgets all samples and all that was put or added, but for the names of one's own. */
    public void clear() {
        samples = 0;
        valueSamples = 0;
        minibatches = 0;
        ratioExcess = squaredRatioExcess = squaredGradientNorm = 0;
        ratios.clear();
        Arrays.fill(gradientSum, 0);
        for (Measure measure : MEASURES) {
            put(measure, isSum(measure) ? 0 : Double.NaN);
        }
        put(Measure.RATIO_MIN, Double.POSITIVE_INFINITY);
        put(Measure.RATIO_MAX, Double.NEGATIVE_INFINITY);
        own.values().forEach(sum -> Arrays.fill(sum, 0));
    }

    private static boolean isSum(Measure measure) {
        return switch (measure) {
            case POLICY_LOSS, VALUE_LOSS, ENTROPY, KL, APPROX_KL_K1, APPROX_KL_K2, APPROX_KL -> true;
            case CLIP_FRACTION, GRADIENT_NORM, BACKTRACKS, EPOCHS -> true;
            default -> false;
        };
    }

    /** Takes note that an epoch begins. */
    public void beginEpoch() {
        add(Measure.EPOCHS, 1);
        put(Measure.LAST_APPROX_KL, 0);
        epochSamples = 0;
    }

    /**
     * Adds the samples of a minibatch: their ratios, objectives, entropies and divergences.
     *
     * @param batch the minibatch after {@link Minibatch#evaluate} and the {@link PolicyTerm}
     * @param clipRange epsilon: a sample with |r - 1| beyond it counts as clipped
     */
    public void addSamples(Minibatch batch, double clipRange) {
        for (int i = 0; i < batch.size; i++) {
            double logRatio = batch.logRatio[i];
            double ratio = batch.ratio[i];
            add(Measure.POLICY_LOSS, batch.objective[i]);
            ratioExcess += ratio - 1;
            squaredRatioExcess += (ratio - 1) * (ratio - 1);
            ratios.add(logRatio);
            add(Measure.APPROX_KL_K1, -logRatio);
            add(Measure.APPROX_KL_K2, logRatio * logRatio);
            double excess = Math.max(0, ratio - 1 - logRatio);
            add(Measure.APPROX_KL, excess);
            add(Measure.LAST_APPROX_KL, excess);
            put(Measure.RATIO_MIN, Math.min(get(Measure.RATIO_MIN), ratio));
            put(Measure.RATIO_MAX, Math.max(get(Measure.RATIO_MAX), ratio));
            add(Measure.CLIP_FRACTION, Math.abs(ratio - 1) > clipRange ? 1 : 0);
            add(Measure.ENTROPY, batch.entropy[i]);
            add(Measure.KL, batch.kl[i]);
        }
        samples += batch.size;
        epochSamples += batch.size;
    }

    /**
     * Adds the value losses of a minibatch.
     *
     * @param batch the minibatch after the {@link ValueTerm}
     */
    public void addValues(Minibatch batch) {
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            sum += batch.valueLoss[i];
        }
        add(Measure.VALUE_LOSS, sum);
        valueSamples += batch.size;
    }

    /**
     * Adds the gradient of a minibatch.
     *
     * @param gradient the gradient in the parameters, before clipping
     * @param norm its Euclidean norm
     */
    public void addGradient(float[] gradient, double norm) {
        add(Measure.GRADIENT_NORM, norm);
        squaredGradientNorm += norm * norm;
        for (int i = 0; i < gradientSum.length; i++) {
            gradientSum[i] += gradient[i];
        }
        minibatches++;
    }

    /**
     * Sets a number of this update; one that was put or added before under the name is forgotten.
     *
     * @param name a name of one's own
     * @param value the number
     * @throws IllegalArgumentException if the name cannot be that of a column, or is that of a {@link Measure}
     */
    public void put(String name, double value) {
        double[] sum = own(name);
        sum[0] = value;
        sum[1] = 1;
    }

    /**
     * Adds a number, as one for each minibatch: the mean of all that is added in an update is recorded.
     *
     * @param name a name of one's own
     * @param value the number
     * @throws IllegalArgumentException if the name cannot be that of a column, or is that of a {@link Measure}
     */
    public void add(String name, double value) {
        double[] sum = own(name);
        sum[0] += value;
        sum[1]++;
    }

    private double[] own(String name) {
        double[] sum = own.get(name);
        if (sum == null) {
            Measure.requireOwn(name);
            if (own.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
                throw new IllegalArgumentException(
                        "the name of a measure must differ from others by more than its case but was " + name
                                + " beside " + own.keySet());
            }
            sum = new double[2];
            own.put(name, sum);
        }
        return sum;
    }

    /**
     * Sets a measure that is no sum over samples or minibatches, as those of a line search, or of the run around the update.
     *
     * @param measure which
     * @param value its value
     */
    public void put(Measure measure, double value) {
        values[measure.ordinal()] = value;
    }

    private void add(Measure measure, double value) {
        values[measure.ordinal()] += value;
    }

    /**
     * Gives a measure.
     *
     * @param measure which
     * @return its value so far; NaN where it was not measured
     */
    public double get(Measure measure) {
        double value = values[measure.ordinal()];
        return switch (measure) {
            case POLICY_LOSS -> -value / samples;
            case VALUE_LOSS -> value / valueSamples;
            case ENTROPY, KL, APPROX_KL_K1, APPROX_KL, CLIP_FRACTION -> value / samples;
            case APPROX_KL_K2 -> value / (2 * samples);
            case LAST_APPROX_KL -> value / epochSamples;
            case RATIO_MEAN -> 1 + ratioExcess / samples;
            case RATIO_VARIANCE -> ratioVariance();
            case EFFECTIVE_SAMPLE_SIZE -> effectiveSampleSize();
            case GRADIENT_NORM -> value / minibatches;
            case GRADIENT_VARIANCE -> gradientVariance();
            default -> value;
        };
    }

    /**
     * Gives a measure by its name.
     *
     * @param column the column of a {@link Measure}, or a name of one's own
     * @return its value so far; NaN where it was not measured
     * @throws IllegalArgumentException if there is no such name
     */
    public double get(String column) {
        Measure measure = Measure.of(column);
        if (measure != null) {
            return get(measure);
        }
        double[] sum = own.get(column);
        if (sum == null) {
            throw new IllegalArgumentException(
                    "the column must be one of " + Measure.COLUMNS + " and " + own.keySet() + " but was " + column);
        }
        return sum[0] / sum[1];
    }

    private double ratioVariance() {
        double mean = ratioExcess / samples;
        return Math.max(0, squaredRatioExcess / samples - mean * mean);
    }

    private double effectiveSampleSize() {
        double mean = 1 + ratioExcess / samples;
        double meanSquare = 1 + (2 * ratioExcess + squaredRatioExcess) / samples;
        return mean * mean / meanSquare * samples / get(Measure.EPOCHS);
    }

    private double gradientVariance() {
        if (minibatches < 2) {
            return Double.NaN;
        }
        double squaredSum = 0;
        for (float sum : gradientSum) {
            squaredSum += (double) sum * sum;
        }
        return Math.max(0, squaredGradientNorm - squaredSum / minibatches) / (minibatches - 1);
    }

    /**
     * {@return all measures as they are now, and those of one's own}
     */
    public UpdateRecord record() {
        List<String> columns = new ArrayList<>(Measure.COLUMNS);
        columns.addAll(own.keySet());
        return new UpdateRecord(columns, columns.stream().mapToDouble(this::get).toArray());
    }

    /**
     * {@return the histogram of the ratios; the live object, counted anew by the next update}
     */
    public RatioHistogram ratioHistogram() {
        return ratios;
    }
}
