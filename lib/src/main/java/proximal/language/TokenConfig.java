package proximal.language;

import proximal.environment.Require;
import proximal.training.RecordCopies;
import proximal.update.FixedKl;
import proximal.update.KlRule;

/**
 * The hyperparameters of PPO on tokens. Immutable: each {@code withX} gives a changed copy. In brackets what is usual.
 *
 * <p>Copy: with the library.
 *
 * @param sampler what samples the answers, with temperature, end token and greatest length
 * @param prompts the prompts of an update, at least 1
 * @param answers the answers to each prompt, which stand together, at least 1 [1 for PPO, 4 to 16 for GRPO and RLOO]
 * @param minibatchSize the answers of a minibatch, at least 1; the last one of an epoch may be smaller
 * @param epochs the epochs of an update, at least 1 [1 to 4]
 * @param learningRate Adam's learning rate, finite and not negative
 * @param maxGradNorm the norm that a longer gradient is scaled down to, positive [1]
 * @param klCoef beta of the penalty on the divergence from the reference, a part of the reward; finite and not negative [0.01 to 0.2]
 * @param klRule how beta goes on after an update; its divergence is that of an answer, nats summed over its tokens
 * @param estimator what computes the advantages
 * @param whitened whether the advantages of a rollout are brought to mean 0 and variance 1
 * @param objective the loss
 * @param average what the terms of the loss are averaged over
 * @param clipRange beyond what clipFraction counts, positive
 */
public record TokenConfig(
        TokenSampler sampler,
        int prompts,
        int answers,
        int minibatchSize,
        int epochs,
        double learningRate,
        double maxGradNorm,
        double klCoef,
        KlRule klRule,
        TokenEstimator estimator,
        boolean whitened,
        TokenObjective objective,
        MaskedTerms.Average average,
        double clipRange) {

    /**
     * Checks every value, as the record says.
     *
     * @throws IllegalArgumentException if a value is out of its range, the message naming both
     */
    public TokenConfig {
        Require.that(sampler != null, "sampler", "given", sampler);
        Require.that(prompts >= 1, "prompts", "at least 1", prompts);
        Require.that(answers >= 1, "answers", "at least 1", answers);
        Require.that(minibatchSize >= 1, "minibatchSize", "at least 1", minibatchSize);
        Require.that(epochs >= 1, "epochs", "at least 1", epochs);
        Require.that(isFinite(learningRate), "learningRate", "finite and not negative", learningRate);
        Require.that(maxGradNorm > 0, "maxGradNorm", "positive", maxGradNorm);
        Require.that(isFinite(klCoef), "klCoef", "finite and not negative", klCoef);
        Require.that(klRule != null, "klRule", "a rule", klRule);
        Require.that(estimator != null, "estimator", "given", estimator);
        Require.that(objective != null, "objective", "given", objective);
        Require.that(average != null, "average", "given", average);
        Require.that(clipRange > 0, "clipRange", "positive", clipRange);
    }

    private static boolean isFinite(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }

    /**
     * {@return PPO as in TRL: GAE with discount 1 and lambda 0.95, clip ranges of 0.2, value coefficient 0.1, fixed beta 0.05}
     *
     * @param sampler what samples the answers
     */
    public static TokenConfig ppo(TokenSampler sampler) {
        return new TokenConfig(
                sampler,
                64,
                1,
                16,
                4,
                3e-4,
                1,
                0.05,
                new FixedKl(),
                TokenEstimator.gae(1, 0.95),
                true,
                TokenObjective.ppo(0.2, 0.2, 0.1),
                MaskedTerms.Average.TOKEN,
                0.2);
    }

    /**
     * {@return a copy with GRPO in the place of PPO: no critic, advantages within a group, the divergence in the loss}
     *
     * @param groupSize the answers to a prompt, at least 2; the answers of an update stay as many
     * @param lossKlCoef beta in the loss; 0.04 in the paper
     */
    public TokenConfig withGroupRelative(int groupSize, double lossKlCoef) {
        return withGroups(groupSize)
                .withEstimator(TokenEstimator.groupRelative(groupSize))
                .withKlCoef(0)
                .withObjective(TokenObjective.withoutCritic(clipRange, lossKlCoef))
                .withAverage(MaskedTerms.Average.SEQUENCE);
    }

    /**
     * {@return a copy with RLOO in the place of PPO: no critic, an answer against the others in its group}
     *
     * @param groupSize the answers to a prompt, at least 2; the answers of an update stay as many
     */
    public TokenConfig withLeaveOneOut(int groupSize) {
        return withGroups(groupSize)
                .withEstimator(TokenEstimator.leaveOneOut(groupSize))
                .withObjective(TokenObjective.withoutCritic(clipRange, 0));
    }

    private TokenConfig withGroups(int groupSize) {
        int all = prompts * answers;
        Require.that(
                groupSize >= 2 && all % groupSize == 0,
                () -> "groupSize must be at least 2 and divide the " + all + " answers of an update but was "
                        + groupSize);
        return withPrompts(all / groupSize).withAnswers(groupSize).withWhitened(false);
    }

    /**
     * Changes one hyperparameter by its name.
     *
     * @param name the name of the record component
     * @param value the value, of the component's type
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such hyperparameter, or the value does not fit it
     */
    public TokenConfig with(String name, Object value) {
        return RecordCopies.with(this, name, value);
    }

    /** {@return a copy with another sampler}
     * @param sampler the new value */
    public TokenConfig withSampler(TokenSampler sampler) {
        return with("sampler", sampler);
    }

    /** {@return a copy with another prompts}
     * @param prompts the new value */
    public TokenConfig withPrompts(int prompts) {
        return with("prompts", prompts);
    }

    /** {@return a copy with another answers}
     * @param answers the new value */
    public TokenConfig withAnswers(int answers) {
        return with("answers", answers);
    }

    /** {@return a copy with another minibatchSize}
     * @param minibatchSize the new value */
    public TokenConfig withMinibatchSize(int minibatchSize) {
        return with("minibatchSize", minibatchSize);
    }

    /** {@return a copy with another epochs}
     * @param epochs the new value */
    public TokenConfig withEpochs(int epochs) {
        return with("epochs", epochs);
    }

    /** {@return a copy with another learningRate}
     * @param learningRate the new value */
    public TokenConfig withLearningRate(double learningRate) {
        return with("learningRate", learningRate);
    }

    /** {@return a copy with another maxGradNorm}
     * @param maxGradNorm the new value */
    public TokenConfig withMaxGradNorm(double maxGradNorm) {
        return with("maxGradNorm", maxGradNorm);
    }

    /** {@return a copy with another klCoef}
     * @param klCoef the new value */
    public TokenConfig withKlCoef(double klCoef) {
        return with("klCoef", klCoef);
    }

    /** {@return a copy with another klRule}
     * @param klRule the new value */
    public TokenConfig withKlRule(KlRule klRule) {
        return with("klRule", klRule);
    }

    /** {@return a copy with another estimator}
     * @param estimator the new value */
    public TokenConfig withEstimator(TokenEstimator estimator) {
        return with("estimator", estimator);
    }

    /** {@return a copy with another whitened}
     * @param whitened the new value */
    public TokenConfig withWhitened(boolean whitened) {
        return with("whitened", whitened);
    }

    /** {@return a copy with another objective}
     * @param objective the new value */
    public TokenConfig withObjective(TokenObjective objective) {
        return with("objective", objective);
    }

    /** {@return a copy with another average}
     * @param average the new value */
    public TokenConfig withAverage(MaskedTerms.Average average) {
        return with("average", average);
    }

    /** {@return a copy with another clipRange}
     * @param clipRange the new value */
    public TokenConfig withClipRange(double clipRange) {
        return with("clipRange", clipRange);
    }
}
