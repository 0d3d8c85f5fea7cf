package proximal.update;

import java.util.Arrays;

/**
 * Sums of what an update measured, over all samples of all minibatches of all epochs; the accessors give means. See {@code
 * proximal.record.UpdateRecord} for the definition of each quantity.
 *
 * <p>Copy: with the library.
 */
public final class Diagnostics {
    private long samples;
    private long valueSamples;
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
    /** Sums of r - 1 and its square: near 1 the variance would lose its digits from those of r. */
    private double ratioExcess;

    private double squaredRatioExcess;
    private double ratioMin;
    private double ratioMax;
    private final RatioHistogram ratios = new RatioHistogram();
    private double gradientNorm;
    private double squaredGradientNorm;
    private final float[] gradientSum;
    private int backtracks;
    private double stepFraction;
    private double expectedImprovement;
    private double improvement;

    /**
     * Makes diagnostics of no samples.
     *
     * @param parameterCount the number of parameters of the network
     */
    public Diagnostics(int parameterCount) {
        gradientSum = new float[parameterCount];
        clear();
    }

    /** Forgets all samples. */
    void clear() {
        samples = 0;
        valueSamples = 0;
        minibatches = 0;
        epochs = 0;
        objective = valueLoss = entropy = kl = minusLogRatio = squaredLogRatio = k3 = 0;
        ratioExcess = squaredRatioExcess = gradientNorm = squaredGradientNorm = 0;
        clipped = 0;
        ratioMin = Double.POSITIVE_INFINITY;
        ratioMax = Double.NEGATIVE_INFINITY;
        ratios.clear();
        Arrays.fill(gradientSum, 0);
        backtracks = 0;
        stepFraction = expectedImprovement = improvement = Double.NaN;
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
        ratioExcess += ratio - 1;
        squaredRatioExcess += (ratio - 1) * (ratio - 1);
        ratios.add(logRatio);
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

    void addValueLoss(double sum, int n) {
        valueLoss += sum;
        valueSamples += n;
    }

    void addEntropyAndKl(float[] entropies, float[] divergences, int n) {
        for (int i = 0; i < n; i++) {
            entropy += entropies[i];
            kl += divergences[i];
        }
    }

    /** Adds the gradient of a minibatch, before clipping, and its Euclidean norm. */
    void addGradient(float[] gradient, double norm) {
        gradientNorm += norm;
        squaredGradientNorm += norm * norm;
        for (int i = 0; i < gradientSum.length; i++) {
            gradientSum[i] += gradient[i];
        }
        minibatches++;
    }

    /**
     * Takes note of a line search: how many steps it rejected, the share of the full step that it took at last, what the
     * gradient promised for the full step and what the step taken gained.
     */
    void setLineSearch(int backtracks, double stepFraction, double expectedImprovement, double improvement) {
        this.backtracks = backtracks;
        this.stepFraction = stepFraction;
        this.expectedImprovement = expectedImprovement;
        this.improvement = improvement;
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
        return valueLoss / valueSamples;
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
     * {@return the mean exact KL(old, new) after the update, nats, where the update rule looked at it, as a line search does; NaN
     * elsewhere}
     */
    public double finalKl() {
        return Double.isNaN(stepFraction) ? Double.NaN : kl();
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
        return 1 + ratioExcess / samples;
    }

    /**
     * {@return the variance of the ratios, with the number of samples in the denominator}
     */
    public double ratioVariance() {
        double mean = ratioExcess / samples;
        return Math.max(0, squaredRatioExcess / samples - mean * mean);
    }

    /**
     * {@return (sum r)^2 / sum r^2 over the samples of an epoch, the mean over the epochs taken inside both sums}
     */
    public double effectiveSampleSize() {
        double mean = 1 + ratioExcess / samples;
        double meanSquare = 1 + (2 * ratioExcess + squaredRatioExcess) / samples;
        return mean * mean / meanSquare * samples / epochs;
    }

    /**
     * {@return the histogram of the ratios; the live object, counted anew by the next update}
     */
    public RatioHistogram ratioHistogram() {
        return ratios;
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

    /**
     * {@return the variance of the minibatch gradients before clipping, summed over the parameters, with one less than the
     * number of minibatches in the denominator; NaN for a single minibatch}
     */
    public double gradientVariance() {
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
     * {@return the steps that a line search rejected; 0 where there is none}
     */
    public int backtracks() {
        return backtracks;
    }

    /**
     * {@return the share of the full step that a line search took, 0 where it rejected all; NaN where there is none}
     */
    public double stepFraction() {
        return stepFraction;
    }

    /**
     * {@return what the objective would gain by the full step of a line search if it were linear; NaN where there is none, or
     * no step}
     */
    public double expectedImprovement() {
        return expectedImprovement;
    }

    /**
     * {@return what the objective gained by the step of a line search, 0 where it rejected all; NaN where there is none}
     */
    public double improvement() {
        return improvement;
    }
}
