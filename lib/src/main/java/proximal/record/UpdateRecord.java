package proximal.record;

/**
 * What one update measured. Losses, divergences, ratios and gradient norms are means over all minibatches of all epochs of
 * the update, each sample with the same weight, and not those of the last minibatch.
 *
 * <p>Copy: with the library.
 *
 * @param update the number of the update, from 1
 * @param steps the environment steps so far, over all environments
 * @param episodeReturn the mean undiscounted return of the last 100 episodes that ended (fewer at first); NaN before any
 * @param learningRate the learning rate of the update
 * @param klCoef beta of the penalty on KL(old, new) in this update
 * @param policyLoss minus the mean of the surrogate
 * @param valueLoss the mean of the value loss, its factor 1/2 included, before the value coefficient
 * @param entropy the mean entropy of the policy, nats
 * @param kl the mean exact divergence KL(old, new), nats
 * @param approxKlK1 the mean of -log r, an estimator of the divergence (Schulman 2020, k1)
 * @param approxKlK2 the mean of (log r)^2 / 2 (k2)
 * @param approxKl the mean of r - 1 - log r (k3), never negative
 * @param lastApproxKl the mean of r - 1 - log r over the last epoch alone: what targetKl is held against
 * @param finalKl the mean exact divergence KL(old, new) over the whole rollout after the update, nats; NaN where it was not
 *     measured
 * @param clipFraction the share of samples with |r - 1| &gt; clipRange
 * @param ratioMean the mean ratio
 * @param ratioVariance the variance of the ratios
 * @param ratioMin the smallest ratio
 * @param ratioMax the largest ratio
 * @param effectiveSampleSize (sum r)^2 / sum r^2 over the samples of an epoch, both sums being means over the epochs: the
 *     samples of a rollout where every ratio is 1, fewer the more they differ
 * @param advantageMean the mean of the advantages before their normalisation
 * @param advantageVariance the variance of the advantages before their normalisation
 * @param explainedVariance 1 - Var[valueTargets - values] / Var[valueTargets]; NaN where the targets do not vary
 * @param gradientNorm the mean Euclidean norm of the minibatch gradients before clipping
 * @param gradientVariance the variance of the minibatch gradients before clipping, summed over all parameters; the way that
 *     the parameters went during the update is in it. NaN for a single minibatch
 * @param backtracks the steps that a line search rejected; 0 where there is none
 * @param stepFraction the share of the full step that a line search took, 0 where it rejected all and the policy stayed; NaN
 *     where there is none
 * @param expectedImprovement what the policy's objective would gain by the full step of a line search if it were linear; NaN
 *     where there is none, or no step could be computed
 * @param improvement what the policy's objective gained by the step that a line search took, 0 where it rejected all; NaN
 *     where there is none
 * @param epochs the epochs done, fewer than configured where targetKl stopped the update
 * @param stepsPerSecond the environment steps per second of wall-clock time in this update, its rollout included
 */
public record UpdateRecord(
        int update,
        long steps,
        double episodeReturn,
        double learningRate,
        double klCoef,
        double policyLoss,
        double valueLoss,
        double entropy,
        double kl,
        double approxKlK1,
        double approxKlK2,
        double approxKl,
        double lastApproxKl,
        double finalKl,
        double clipFraction,
        double ratioMean,
        double ratioVariance,
        double ratioMin,
        double ratioMax,
        double effectiveSampleSize,
        double advantageMean,
        double advantageVariance,
        double explainedVariance,
        double gradientNorm,
        double gradientVariance,
        int backtracks,
        double stepFraction,
        double expectedImprovement,
        double improvement,
        int epochs,
        double stepsPerSecond) {}
