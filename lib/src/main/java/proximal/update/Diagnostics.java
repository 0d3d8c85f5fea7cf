package proximal.update;

/**
 * Sums of what an update measured, over all samples of all minibatches of all epochs; the accessors give means. See {@code
 * proximal.record.UpdateRecord} for the definition of each quantity.
 */
public final class Diagnostics {
    private long samples;
    private long minibatches;
    private int epochs;
    private double objective;
    private double valueLoss;
    private double entropy;
    private double kl;
    private double minusLogRatio;
    private double squaredLogRatio;
    private double k3;
    private double epochK3;
    private long epochSamples;
    private long clipped;
    private double ratio;
    private double ratioMin;
    private double ratioMax;
    private double gradientNorm;

    /** Makes diagnostics of no samples. */
    public Diagnostics() {
        clear();
    }

    /** Forgets all samples. */
    void clear() {
        samples = 0;
        minibatches = 0;
        epochs = 0;
        objective = valueLoss = entropy = kl = minusLogRatio = squaredLogRatio = k3 = ratio = gradientNorm = 0;
        clipped = 0;
        ratioMin = Double.POSITIVE_INFINITY;
        ratioMax = Double.NEGATIVE_INFINITY;
    }

    void beginEpoch() {
        epochs++;
        epochK3 = 0;
        epochSamples = 0;
    }

    void addSample(double logRatio, double ratio, double objective, boolean clipped) {
        samples++;
        epochSamples++;
        this.objective += objective;
        this.ratio += ratio;
        minusLogRatio -= logRatio;
        squaredLogRatio += logRatio * logRatio;
        double excess = Math.max(0, ratio - 1 - logRatio);
        k3 += excess;
        epochK3 += excess;
        ratioMin = Math.min(ratioMin, ratio);
        ratioMax = Math.max(ratioMax, ratio);
        if (clipped) {
            this.clipped++;
        }
    }

    void addValueLoss(double sum) {
        valueLoss += sum;
    }

    void addEntropyAndKl(float[] entropies, float[] divergences, int n) {
        for (int i = 0; i < n; i++) {
            entropy += entropies[i];
            kl += divergences[i];
        }
    }

    void addGradientNorm(double norm) {
        gradientNorm += norm;
        minibatches++;
    }

    /**
     * {@return the epochs done}
     */
    public int epochs() {
        return epochs;
    }

    /**
     * {@return minus the mean of the surrogate}
     */
    public double policyLoss() {
        return -objective / samples;
    }

    /**
     * {@return the mean value loss}
     */
    public double valueLoss() {
        return valueLoss / samples;
    }

    /**
     * {@return the mean entropy, nats}
     */
    public double entropy() {
        return entropy / samples;
    }

    /**
     * {@return the mean exact KL(old, new), nats}
     */
    public double kl() {
        return kl / samples;
    }

    /**
     * {@return the mean of -log r}
     */
    public double approxKlK1() {
        return minusLogRatio / samples;
    }

    /**
     * {@return the mean of (log r)^2 / 2}
     */
    public double approxKlK2() {
        return squaredLogRatio / (2 * samples);
    }

    /**
     * {@return the mean of r - 1 - log r}
     */
    public double approxKl() {
        return k3 / samples;
    }

    /**
     * {@return the mean of r - 1 - log r in the epoch that was done last}
     */
    public double lastApproxKl() {
        return epochK3 / epochSamples;
    }

    /**
     * {@return the share of samples with |r - 1| beyond the clip range}
     */
    public double clipFraction() {
        return (double) clipped / samples;
    }

    /**
     * {@return the mean ratio}
     */
    public double ratioMean() {
        return ratio / samples;
    }

    /**
     * {@return the smallest ratio}
     */
    public double ratioMin() {
        return ratioMin;
    }

    /**
     * {@return the largest ratio}
     */
    public double ratioMax() {
        return ratioMax;
    }

    /**
     * {@return the mean gradient norm of the minibatches, before clipping}
     */
    public double gradientNorm() {
        return gradientNorm / minibatches;
    }
}
