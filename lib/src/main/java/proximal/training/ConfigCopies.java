package proximal.training;

import java.util.Map;
import proximal.policy.ActorCriticFactory;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.KlRule;
import proximal.update.LossTerm;
import proximal.update.Schedule;

/**
 * The changed copies of a configuration, one method for each hyperparameter; {@link TrainingConfig} says what each is, what is
 * legal and what is usual.
 *
 * <p>Copy: with the library.
 *
 * @param <C> the configuration
 */
public interface ConfigCopies<C> {
    /**
     * Changes one hyperparameter by its name.
     *
     * @param name the name of the hyperparameter
     * @param value the value, of the hyperparameter's type
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such hyperparameter, or the value does not fit it
     */
    C with(String name, Object value);

    /** {@return a copy with another totalSteps}
     * @param totalSteps the new value */
    default C withTotalSteps(long totalSteps) {
        return with("totalSteps", totalSteps);
    }

    /** {@return a copy with another numEnvs}
     * @param numEnvs the new value */
    default C withNumEnvs(int numEnvs) {
        return with("numEnvs", numEnvs);
    }

    /** {@return a copy with another rolloutSteps}
     * @param rolloutSteps the new value */
    default C withRolloutSteps(int rolloutSteps) {
        return with("rolloutSteps", rolloutSteps);
    }

    /** {@return a copy with another minibatchSize}
     * @param minibatchSize the new value */
    default C withMinibatchSize(int minibatchSize) {
        return with("minibatchSize", minibatchSize);
    }

    /** {@return a copy with another epochs}
     * @param epochs the new value */
    default C withEpochs(int epochs) {
        return with("epochs", epochs);
    }

    /** {@return a copy with another discount}
     * @param discount the new value */
    default C withDiscount(double discount) {
        return with("discount", discount);
    }

    /** {@return a copy with another gaeLambda}
     * @param gaeLambda the new value */
    default C withGaeLambda(double gaeLambda) {
        return with("gaeLambda", gaeLambda);
    }

    /** {@return a copy with another advantageEstimator}
     * @param advantageEstimator the new value */
    default C withAdvantageEstimator(AdvantageEstimator advantageEstimator) {
        return with("advantageEstimator", advantageEstimator);
    }

    /** {@return a copy with another baseline}
     * @param baseline the new value */
    default C withBaseline(boolean baseline) {
        return with("baseline", baseline);
    }

    /** {@return a copy with another learningRate}
     * @param learningRate the new value */
    default C withLearningRate(double learningRate) {
        return with("learningRate", learningRate);
    }

    /** {@return a copy with another learningRateSchedule}
     * @param schedule the new value */
    default C withLearningRateSchedule(Schedule schedule) {
        return with("learningRateSchedule", schedule);
    }

    /** {@return a copy with another clipRangeSchedule}
     * @param schedule the new value */
    default C withClipRangeSchedule(Schedule schedule) {
        return with("clipRangeSchedule", schedule);
    }

    /** {@return a copy with another entropyCoefSchedule}
     * @param schedule the new value */
    default C withEntropyCoefSchedule(Schedule schedule) {
        return with("entropyCoefSchedule", schedule);
    }

    /** {@return a copy with other lossTerms}
     * @param lossTerms the new value */
    default C withLossTerms(Map<String, LossTerm> lossTerms) {
        return with("lossTerms", lossTerms);
    }

    /** {@return a copy with another adamEpsilon}
     * @param adamEpsilon the new value */
    default C withAdamEpsilon(double adamEpsilon) {
        return with("adamEpsilon", adamEpsilon);
    }

    /** {@return a copy with another clipRange}
     * @param clipRange the new value */
    default C withClipRange(double clipRange) {
        return with("clipRange", clipRange);
    }

    /** {@return a copy with another surrogate}
     * @param surrogate the new value */
    default C withSurrogate(Surrogate surrogate) {
        return with("surrogate", surrogate);
    }

    /** {@return a copy with another clipValueLoss}
     * @param clipValueLoss the new value */
    default C withClipValueLoss(boolean clipValueLoss) {
        return with("clipValueLoss", clipValueLoss);
    }

    /** {@return a copy with another valueLoss}
     * @param valueLoss the new value */
    default C withValueLoss(ValueLoss valueLoss) {
        return with("valueLoss", valueLoss);
    }

    /** {@return a copy whose value loss is clipped at a range of its own, in units of the value}
     * @param range how far a value may move from the old one, positive */
    default C withValueClipRange(double range) {
        return withValueLoss(ValueLoss.clipped(range));
    }

    /** {@return a copy with another valueCoef}
     * @param valueCoef the new value */
    default C withValueCoef(double valueCoef) {
        return with("valueCoef", valueCoef);
    }

    /** {@return a copy with another entropyCoef}
     * @param entropyCoef the new value */
    default C withEntropyCoef(double entropyCoef) {
        return with("entropyCoef", entropyCoef);
    }

    /** {@return a copy with another klCoef}
     * @param klCoef the new value */
    default C withKlCoef(double klCoef) {
        return with("klCoef", klCoef);
    }

    /** {@return a copy with another klRule}
     * @param klRule the new value */
    default C withKlRule(KlRule klRule) {
        return with("klRule", klRule);
    }

    /** {@return a copy with another recordFinalKl}
     * @param recordFinalKl the new value */
    default C withRecordFinalKl(boolean recordFinalKl) {
        return with("recordFinalKl", recordFinalKl);
    }

    /** {@return a copy with another maxGradNorm}
     * @param maxGradNorm the new value */
    default C withMaxGradNorm(double maxGradNorm) {
        return with("maxGradNorm", maxGradNorm);
    }

    /** {@return a copy with another normalizeAdvantages}
     * @param normalizeAdvantages the new value */
    default C withNormalizeAdvantages(boolean normalizeAdvantages) {
        return with("normalizeAdvantages", normalizeAdvantages);
    }

    /** {@return a copy with another targetKl}
     * @param targetKl the new value */
    default C withTargetKl(double targetKl) {
        return with("targetKl", targetKl);
    }

    /** {@return a copy with another normalizeObservations}
     * @param normalizeObservations the new value */
    default C withNormalizeObservations(boolean normalizeObservations) {
        return with("normalizeObservations", normalizeObservations);
    }

    /** {@return a copy with another normalizeRewards}
     * @param normalizeRewards the new value */
    default C withNormalizeRewards(boolean normalizeRewards) {
        return with("normalizeRewards", normalizeRewards);
    }

    /** {@return a copy with another normalizationClip}
     * @param normalizationClip the new value */
    default C withNormalizationClip(double normalizationClip) {
        return with("normalizationClip", normalizationClip);
    }

    /** {@return a copy with another scaledActions}
     * @param scaledActions the new value */
    default C withScaledActions(boolean scaledActions) {
        return with("scaledActions", scaledActions);
    }

    /** {@return a copy with another minLogStd}
     * @param minLogStd the new value */
    default C withMinLogStd(double minLogStd) {
        return with("minLogStd", minLogStd);
    }

    /** {@return a copy with another maxLogStd}
     * @param maxLogStd the new value */
    default C withMaxLogStd(double maxLogStd) {
        return with("maxLogStd", maxLogStd);
    }

    /** {@return a copy with another updateRule}
     * @param updateRule the new value */
    default C withUpdateRule(UpdateRuleFactory updateRule) {
        return with("updateRule", updateRule);
    }

    /** {@return a copy with another network}
     * @param network the new value */
    default C withNetwork(ActorCriticFactory network) {
        return with("network", network);
    }
}
