package proximal.environment;

/**
 * Shifts and scales observations to about mean 0 and variance 1 by the running moments of all observations seen, as
 * Gymnasium's {@code NormalizeObservation} does for one environment and for a batch:
 *
 * <pre>
 * normalized = (observation - mean) / sqrt(variance + epsilon)
 * </pre>
 *
 * <p>A batch is taken into the moments first and normalised by them then. Optionally the result is clipped to [-clip, clip],
 * as implementations of PPO do. The moments are float64 (see {@link RunningMoments}). Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class ObservationNormalization {
    /** What is added to the variance where the caller names nothing else. */
    public static final double DEFAULT_EPSILON = 1e-8;

    private final RunningMoments moments;
    private final double epsilon;
    private final double clip;
    private final int kept;
    private double[] rows;

    /**
     * Makes a normalisation that has seen nothing, with epsilon 1e-8 and no clipping.
     *
     * @param observationSize the number of coordinates of an observation, at least 1
     * @throws IllegalArgumentException if observationSize is not positive
     */
    public ObservationNormalization(int observationSize) {
        this(observationSize, DEFAULT_EPSILON, Double.POSITIVE_INFINITY);
    }

    /**
     * Makes a normalisation that has seen nothing.
     *
     * @param observationSize the number of coordinates of an observation, at least 1
     * @param epsilon what is added to the variance, above 0
     * @param clip the largest magnitude of a normalised coordinate, above 0; infinite for no clipping
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public ObservationNormalization(int observationSize, double epsilon, double clip) {
        this(observationSize, epsilon, clip, 0);
    }

    /**
     * Makes a normalisation that has seen nothing and leaves the last coordinates as they are.
     *
     * @param observationSize the number of coordinates of an observation, at least 1
     * @param epsilon what is added to the variance, above 0
     * @param clip the largest magnitude of a normalised coordinate, above 0; infinite for no clipping
     * @param kept how many of the last coordinates are not normalised: those of a {@linkplain Environment#maskSize mask}
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public ObservationNormalization(int observationSize, double epsilon, double clip, int kept) {
        this(new RunningMoments(observationSize), epsilon, clip, kept);
    }

    private ObservationNormalization(RunningMoments moments, double epsilon, double clip, int kept) {
        Require.that(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY, "epsilon", "above 0 and finite", epsilon);
        Require.that(clip > 0, "clip", "above 0", clip);
        this.moments = moments;
        this.epsilon = epsilon;
        this.clip = clip;
        this.kept = kept;
        this.rows = new double[moments.size()];
    }

    /**
     * Takes a batch of observations into the moments, unless frozen, and normalises it in place.
     *
     * @param observations the observations, flat, {@code [row][observationSize]}; may be longer
     * @param count the number of observations
     * @throws IllegalArgumentException if there are fewer values than the observations need, or count is negative
     */
    public void normalize(float[] observations, int count) {
        int size = moments.size();
        if (count < 0 || observations.length < (long) count * size) {
            throw new IllegalArgumentException(count + " observations of " + size
                    + " coordinates were expected but there were " + observations.length + " values");
        }
        update(observations, count);
        for (int i = 0; i < size - kept; i++) {
            double mean = moments.mean(i);
            double deviation = Math.sqrt(moments.variance(i) + epsilon);
            for (int k = i; k < count * size; k += size) {
                double normalized = (observations[k] - mean) / deviation;
                observations[k] = (float) Math.min(Math.max(normalized, -clip), clip);
            }
        }
    }

    private void update(float[] observations, int count) {
        int length = count * moments.size();
        if (rows.length < length) {
            rows = new double[length];
        }
        for (int k = 0; k < length; k++) {
            rows[k] = observations[k];
        }
        moments.update(rows, count);
    }

    /**
     * Gives a normalisation for evaluation: it has the moments of this moment, and they never change.
     *
     * @return a frozen copy
     */
    public ObservationNormalization frozen() {
        return new ObservationNormalization(moments.frozen(), epsilon, clip, kept);
    }

    /**
     * {@return what is added to the variance}
     */
    public double epsilon() {
        return epsilon;
    }

    /**
     * {@return the largest magnitude of a normalised coordinate; infinite for no clipping}
     */
    public double clip() {
        return clip;
    }

    /**
     * {@return the moments of the observations seen, live}
     */
    public RunningMoments moments() {
        return moments;
    }

    /**
     * {@return the state, a new array of length 1 + 2 observationSize: that of the moments}
     */
    public double[] state() {
        return moments.state();
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the state, of length 1 + 2 observationSize
     * @throws IllegalArgumentException if the length is wrong
     */
    public void setState(double[] state) {
        moments.setState(state);
    }
}
