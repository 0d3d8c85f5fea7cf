package proximal.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import proximal.environment.Require;
import proximal.policy.ActorCriticFactory;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.KlRule;
import proximal.update.LossTerm;
import proximal.update.Measure;
import proximal.update.Schedule;

/**
 * The hyperparameters of a run. Immutable: each {@code withX} gives a changed copy, or throws an {@link
 * IllegalArgumentException} that names the value and its range.
 *
 * <p>{@link #withDefaults()} has those of CleanRL's {@code ppo.py} for classic control (Huang et al. 2022, "CleanRL", JMLR
 * 23): PPO-clip on separate tanh perceptrons of 64, 64.
 *
 * <p>Each line says what is legal, and in brackets what is usual.
 *
 * <p>Copy: with the library.
 *
 * @param totalSteps the environment steps of the run, over all environments, at least 1 [1e5 for classic control, 1e6 for
 *     MuJoCo]; whole rollouts are made, so a rest is left out
 * @param numEnvs the number of environments stepped together, at least 1 [1 to 16]
 * @param rolloutSteps the steps of each environment in a rollout (T in the PPO paper), at least 1 [5 to 2048]
 * @param minibatchSize the samples of a minibatch (M in the PPO paper), at least 1 [32 to 512]; when a run begins it must
 *     divide numEnvs * rolloutSteps
 * @param epochs the epochs of an update (K in the PPO paper), at least 1 [3 to 10]
 * @param discount gamma, in [0, 1] [0.98 to 0.999]
 * @param gaeLambda lambda of generalized advantage estimation, in [0, 1] [0.9 to 0.98]
 * @param advantageEstimator what fills in the advantages, a built-in one or a lambda; null stands for generalized advantage
 *     estimation with gaeLambda
 * @param baseline whether the surrogate is given the advantages; where false it is given returns, advantage + value, which
 *     is REINFORCE without a baseline where gaeLambda is 1
 * @param learningRate Adam's learning rate at the first update, positive and finite [1e-4 to 3e-3]
 * @param learningRateSchedule the factor of the learning rate, from update to update; not null
 * @param adamEpsilon Adam's epsilon, positive and finite [1e-8 to 1e-5]
 * @param clipRange epsilon of the clipped surrogate and of the clipped value loss, and what clipFraction counts beyond;
 *     positive and finite [0.1 to 0.3]
 * @param clipRangeSchedule the factor of clipRange, from update to update; not null. A surrogate that was set is not changed
 * @param surrogate the objective of one sample, a built-in one or a lambda; null stands for the clipped surrogate with
 *     clipRange
 * @param clipValueLoss whether the value loss is clipped at clipRange around the old value, where no valueLoss is set
 * @param valueLoss the loss of one value, a built-in one or a lambda; null stands for the squared error, clipped or not as
 *     clipValueLoss has it
 * @param valueCoef the coefficient c1 of the value loss, finite and not negative [0.25 to 1]
 * @param entropyCoef the coefficient c2 of the entropy bonus, finite and not negative [0 to 0.02]
 * @param entropyCoefSchedule the factor of entropyCoef, from update to update; not null
 * @param klCoef the coefficient beta of the penalty on KL(old, new), finite and not negative [0, or 0.3 to 10]; the first
 *     one where klRule changes it
 * @param klRule how beta goes on after an update, a built-in rule or a lambda; not null
 * @param recordFinalKl whether the KL(old, new) after each update is measured, which takes one more evaluation of the
 *     rollout, also where klRule does not need it; a trust region measures it anyway
 * @param maxGradNorm the Euclidean norm that a minibatch gradient is scaled down to, positive [0.5]; infinite for no clipping
 * @param normalizeAdvantages whether advantages are brought to mean 0 and standard deviation 1 in each minibatch
 * @param targetKl the mean of r - 1 - log r over an epoch above which an update stops early, positive [0.01 to 0.05];
 *     infinite for never. The multiple is 1: give 1.5 times the target for Spinning Up's rule
 * @param normalizeObservations whether observations are shifted and scaled by their running mean and variance [true for
 *     MuJoCo]
 * @param normalizeRewards whether rewards are scaled by the running standard deviation of the discounted return [true for
 *     MuJoCo]
 * @param normalizationClip the largest magnitude of a normalised observation or reward, positive; infinite for no clipping [10
 *     for MuJoCo]
 * @param scaledActions whether actions in [-1, 1] are brought to the task's box; see {@link
 *     proximal.environment.ScaledActions} [true where a box is far from [-1, 1]]
 * @param minLogStd the least log standard deviation of a Gaussian policy; -infinity for none [-5, or none]
 * @param maxLogStd the greatest one, above minLogStd; infinite for none [2, or none]
 * @param lossTerms terms of one's own by their names, added to the loss; see {@link LossTerm}
 * @param updateRule what makes the update rule, a built-in factory or a lambda; not null
 * @param network what makes the network, a built-in factory or a lambda; not null
 */
public record TrainingConfig(
        long totalSteps,
        int numEnvs,
        int rolloutSteps,
        int minibatchSize,
        int epochs,
        double discount,
        double gaeLambda,
        AdvantageEstimator advantageEstimator,
        boolean baseline,
        double learningRate,
        Schedule learningRateSchedule,
        double adamEpsilon,
        double clipRange,
        Schedule clipRangeSchedule,
        Surrogate surrogate,
        boolean clipValueLoss,
        ValueLoss valueLoss,
        double valueCoef,
        double entropyCoef,
        Schedule entropyCoefSchedule,
        double klCoef,
        KlRule klRule,
        boolean recordFinalKl,
        double maxGradNorm,
        boolean normalizeAdvantages,
        double targetKl,
        boolean normalizeObservations,
        boolean normalizeRewards,
        double normalizationClip,
        boolean scaledActions,
        double minLogStd,
        double maxLogStd,
        Map<String, LossTerm> lossTerms,
        UpdateRuleFactory updateRule,
        ActorCriticFactory network)
        implements ConfigCopies<TrainingConfig> {

    /**
     * Checks every value, as the record says.
     *
     * @throws IllegalArgumentException if a value is out of its range, the message naming both
     */
    public TrainingConfig {
        Require.that(totalSteps >= 1, "totalSteps", "at least 1", totalSteps);
        Require.that(numEnvs >= 1, "numEnvs", "at least 1", numEnvs);
        Require.that(rolloutSteps >= 1, "rolloutSteps", "at least 1", rolloutSteps);
        Require.that(minibatchSize >= 1, "minibatchSize", "at least 1", minibatchSize);
        Require.that(epochs >= 1, "epochs", "at least 1", epochs);
        Require.that(discount >= 0 && discount <= 1, "discount", "in [0, 1]", discount);
        Require.that(gaeLambda >= 0 && gaeLambda <= 1, "gaeLambda", "in [0, 1]", gaeLambda);
        Require.that(isPositive(learningRate), "learningRate", "positive and finite", learningRate);
        Require.that(isPositive(adamEpsilon), "adamEpsilon", "positive and finite", adamEpsilon);
        Require.that(isPositive(clipRange), "clipRange", "positive and finite", clipRange);
        Require.that(valueCoef == 0 || isPositive(valueCoef), "valueCoef", "finite and not negative", valueCoef);
        Require.that(
                entropyCoef == 0 || isPositive(entropyCoef), "entropyCoef", "finite and not negative", entropyCoef);
        Require.that(klCoef == 0 || isPositive(klCoef), "klCoef", "finite and not negative", klCoef);
        Require.that(maxGradNorm > 0, "maxGradNorm", "positive", maxGradNorm);
        Require.that(targetKl > 0, "targetKl", "positive", targetKl);
        Require.that(normalizationClip > 0, "normalizationClip", "positive", normalizationClip);
        Require.that(minLogStd < maxLogStd, "minLogStd", "below the maxLogStd of " + maxLogStd, minLogStd);
        for (Schedule schedule : new Schedule[] {learningRateSchedule, clipRangeSchedule, entropyCoefSchedule}) {
            Require.that(schedule != null, "a schedule", "given", schedule);
        }
        Require.that(lossTerms != null, "lossTerms", "given", lossTerms);
        lossTerms.keySet().forEach(Measure::requireOwn);
        lossTerms = Collections.unmodifiableMap(new LinkedHashMap<>(lossTerms));
        Require.that(klRule != null, "klRule", "a rule", klRule);
        Require.that(updateRule != null, "updateRule", "a factory", updateRule);
        Require.that(network != null, "network", "a factory", network);
    }

    /**
     * {@return the hyperparameters of CleanRL's ppo.py}
     */
    public static TrainingConfig withDefaults() {
        return RecordCopies.of(TrainingConfig.class, Algorithms.cleanRl());
    }

    /**
     * {@return the samples of a rollout, numEnvs * rolloutSteps}
     */
    public long rolloutSize() {
        return (long) numEnvs * rolloutSteps;
    }

    /**
     * {@return the objective of one sample; the clipped surrogate with clipRange where none was set}
     */
    @Override
    public Surrogate surrogate() {
        return surrogate == null ? new ClippedSurrogate(clipRange) : surrogate;
    }

    /**
     * {@return the loss of one value; the squared error where none was set, clipped at clipRange where clipValueLoss}
     */
    @Override
    public ValueLoss valueLoss() {
        return valueLoss != null ? valueLoss : clipValueLoss ? ValueLoss.clipped(clipRange) : ValueLoss.squaredError();
    }

    /**
     * {@return what fills in the advantages; generalized advantage estimation with gaeLambda where none was set}
     */
    @Override
    public AdvantageEstimator advantageEstimator() {
        return advantageEstimator == null ? AdvantageEstimator.generalized(gaeLambda) : advantageEstimator;
    }

    /**
     * Describes each hyperparameter: what a store compares to tell whether two runs had the same ones. A lambda is just
     * "lambda"; give a record or a class with a text of its own where that is too little.
     *
     * @return a text for each component of the record by its name, in their order
     */
    public Map<String, String> describe() {
        return Descriptions.ofComponents(this);
    }

    /**
     * {@return the hyperparameters that were set: numbers and booleans as they are, others as {@link #describe()} has them; those
     *     that are null, and follow from others, are left out}
     */
    public Map<String, Object> hyperparameters() {
        Map<String, Object> values = new LinkedHashMap<>();
        RecordCopies.values(this).forEach((name, value) -> {
            if (value != null) {
                boolean plain = value instanceof Number || value instanceof Boolean;
                values.put(name, plain ? value : Descriptions.of(value));
            }
        });
        return values;
    }

    /**
     * {@return the hyperparameters as {@link #describe()} has them}
     */
    @Override
    public String toString() {
        return Descriptions.of(this);
    }

    /**
     * Changes one hyperparameter by its name, as a sweep does.
     *
     * @param name the name of the record component
     * @param value the value, of the component's type
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such hyperparameter, or the value does not fit it
     */
    @Override
    public TrainingConfig with(String name, Object value) {
        return RecordCopies.with(this, name, value);
    }

    /** {@return a copy whose learning rate falls linearly from update to update, to 0 after the last, or stays}
     * @param anneal whether it falls */
    public TrainingConfig withAnnealLearningRate(boolean anneal) {
        return withLearningRateSchedule(anneal ? Schedule.linear(0) : Schedule.constant());
    }

    /** {@return a copy with a term more in the loss, or another one of that name}
     * @param name the column of its mean loss
     * @param term the term */
    public TrainingConfig withLossTerm(String name, LossTerm term) {
        Map<String, LossTerm> terms = new LinkedHashMap<>(lossTerms);
        terms.put(name, term);
        return withLossTerms(terms);
    }

    private static boolean isPositive(double value) {
        return value > 0 && value < Double.POSITIVE_INFINITY;
    }
}
