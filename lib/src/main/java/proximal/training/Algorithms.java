package proximal.training;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import proximal.environment.Require;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.LogProbabilitySurrogate;
import proximal.update.AdaptiveKl;
import proximal.update.FixedKl;
import proximal.update.Schedule;
import proximal.update.TrustRegionConfig;

/**
 * The algorithms of the family by their names, with standard hyperparameters. All are one loop; they differ in the advantage
 * estimator, the surrogate and the update rule.
 *
 * <table>
 * <caption>What tells them apart</caption>
 * <tr><th>name</th><th>advantage</th><th>surrogate</th><th>update</th></tr>
 * <tr><td>reinforce</td><td>returns R_t</td><td>log(r) A</td><td>one step on the whole rollout</td></tr>
 * <tr><td>reinforce-baseline</td><td>R_t - V(s_t)</td><td>log(r) A</td><td>one step on the whole rollout</td></tr>
 * <tr><td>a2c</td><td>R_t - V(s_t), from 5 steps</td><td>log(r) A</td><td>one step on the whole rollout</td></tr>
 * <tr><td>trpo</td><td>GAE</td><td>r A</td><td>one step to the edge of the trust region; epochs for V alone</td></tr>
 * <tr><td>ppo-penalty</td><td>GAE</td><td>r A - beta KL(old, new)</td><td>epochs of minibatches, then beta</td></tr>
 * <tr><td>ppo-clip</td><td>GAE</td><td>min(r A, clip(r) A)</td><td>epochs of minibatches</td></tr>
 * </table>
 *
 * <p>Where the end of a rollout cuts an episode, or a time limit does, R_t goes on with the value of the observation that came
 * next, so also REINFORCE without a baseline has a value function: it serves there and nowhere else.
 *
 * <p>Copy: with the library.
 */
public final class Algorithms {
    /** Those of CleanRL's ppo.py; null for advantageEstimator, surrogate and valueLoss, which then follow from the others. */
    private static final Map<String, Object> CLEAN_RL = Map.ofEntries(
            entry("totalSteps", 500_000L),
            entry("numEnvs", 4),
            entry("rolloutSteps", 128),
            entry("minibatchSize", 128),
            entry("epochs", 4),
            entry("discount", 0.99),
            entry("gaeLambda", 0.95),
            entry("baseline", true),
            entry("learningRate", 2.5e-4),
            entry("learningRateSchedule", Schedule.linear(0)),
            entry("adamEpsilon", 1e-5),
            entry("clipRange", 0.2),
            entry("clipRangeSchedule", Schedule.constant()),
            entry("clipValueLoss", true),
            entry("valueCoef", 0.5),
            entry("entropyCoef", 0.01),
            entry("entropyCoefSchedule", Schedule.constant()),
            entry("klCoef", 0.0),
            entry("klRule", new FixedKl()),
            entry("recordFinalKl", false),
            entry("maxGradNorm", 0.5),
            entry("normalizeAdvantages", true),
            entry("targetKl", Double.POSITIVE_INFINITY),
            entry("normalizeObservations", false),
            entry("normalizeRewards", false),
            entry("normalizationClip", Double.POSITIVE_INFINITY),
            entry("scaledActions", false),
            entry("minLogStd", Double.NEGATIVE_INFINITY),
            entry("maxLogStd", Double.POSITIVE_INFINITY),
            entry("lossTerms", Map.of()),
            entry("updateRule", UpdateRuleFactory.minibatchDescent()),
            entry("network", ActorCriticFactory.perceptron(PerceptronConfig.withDefaults())));

    private static final Map<String, Supplier<TrainingConfig>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("reinforce", () -> reinforce().withBaseline(false));
        BY_NAME.put("reinforce-baseline", Algorithms::reinforce);
        BY_NAME.put("a2c", Algorithms::a2c);
        BY_NAME.put("trpo", Algorithms::trpo);
        BY_NAME.put("ppo-penalty", Algorithms::ppoPenalty);
        BY_NAME.put("ppo-clip", TrainingConfig::withDefaults);
    }

    private Algorithms() {}

    /**
     * {@return the values of {@link TrainingConfig#withDefaults()} by the names of its components; without advantageEstimator,
     * surrogate and valueLoss, which follow from the others}
     */
    public static Map<String, Object> cleanRl() {
        return CLEAN_RL;
    }

    /**
     * {@return the names, from the simplest algorithm to PPO}
     */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * Gives the hyperparameters of an algorithm; 500,000 environment steps, discount 0.99, perceptrons of 64, 64 in all.
     *
     * <ul>
     *   <li>ppo-clip: {@link TrainingConfig#withDefaults()}, those of CleanRL's {@code ppo.py} for classic control.
     *   <li>ppo-penalty: 2048 samples (here from 4 environments), minibatches of 64, 10 epochs, learning rate 3e-4 throughout, no
     *       entropy bonus; beta 1 at first, adapted to a KL of 0.01 (Schulman et al. 2017, arXiv 1707.06347, table 3 and section 6.1).
     *       A learning rate that falls to 0 would take the KL below its target and beta to nothing.
     *   <li>trpo: radius 0.01, 10 iterations of conjugate gradient (Schulman et al. 2015, arXiv 1502.05477, table 1 and appendix C), the
     *       rest as Stable-Baselines3's contributed TRPO has it: 2048 samples (here from 4 environments), damping 0.1, steps shortened by
     *       0.8 up to ten times, advantages normalised, values fitted in ten epochs of minibatches of 128 at a learning rate of 1e-3.
     *   <li>a2c: 16 environments (Mnih et al. 2016, arXiv 1602.01783, section 8: 16 threads) of 5 steps, learning rate 7e-4 falling to 0, entropy
     *       0.01, value coefficient 0.5, greatest gradient norm 0.5: the defaults of OpenAI's baselines. Those take RMSprop; here it is Adam, as
     *       for all.
     *   <li>reinforce, reinforce-baseline: no paper gives numbers for such tasks, so these are ours: 4 environments of 128 steps as in
     *       ppo-clip, and for the one step on them a learning rate of 2.5e-3, ten times that of its sixteen; no entropy bonus, no
     *       normalisation of advantages, no gradient clipping.
     * </ul>
     *
     * @param name one of {@link #names()}
     * @return the hyperparameters
     * @throws IllegalArgumentException if there is no such algorithm
     */
    public static TrainingConfig named(String name) {
        Supplier<TrainingConfig> config = BY_NAME.get(name);
        Require.that(
                config != null,
                () -> "the algorithm must be one of " + String.join(", ", names()) + " but was " + name);
        return config.get();
    }

    private static TrainingConfig reinforce() {
        return oneStepOnTheWholeRollout(4, 128)
                .withLearningRate(2.5e-3)
                .withAnnealLearningRate(false)
                .withEntropyCoef(0)
                .withMaxGradNorm(Double.POSITIVE_INFINITY);
    }

    private static TrainingConfig a2c() {
        return oneStepOnTheWholeRollout(16, 5)
                .withLearningRate(7e-4)
                .withEntropyCoef(0.01)
                .withValueCoef(0.5)
                .withMaxGradNorm(0.5);
    }

    private static TrainingConfig oneStepOnTheWholeRollout(int numEnvs, int rolloutSteps) {
        return TrainingConfig.withDefaults()
                .withNumEnvs(numEnvs)
                .withRolloutSteps(rolloutSteps)
                .withMinibatchSize(numEnvs * rolloutSteps)
                .withEpochs(1)
                .withGaeLambda(1)
                .withSurrogate(new LogProbabilitySurrogate())
                .withClipValueLoss(false)
                .withNormalizeAdvantages(false);
    }

    private static TrainingConfig trpo() {
        return TrainingConfig.withDefaults()
                .withRolloutSteps(512)
                .withMinibatchSize(128)
                .withEpochs(1)
                .withLearningRate(1e-3)
                .withAnnealLearningRate(false)
                .withEntropyCoef(0)
                .withMaxGradNorm(Double.POSITIVE_INFINITY)
                .withSurrogate(new ImportanceSampledSurrogate())
                .withUpdateRule(UpdateRuleFactory.trustRegion(TrustRegionConfig.withDefaults()))
                .withClipValueLoss(false);
    }

    private static TrainingConfig ppoPenalty() {
        return TrainingConfig.withDefaults()
                .withRolloutSteps(512)
                .withMinibatchSize(64)
                .withEpochs(10)
                .withLearningRate(3e-4)
                .withAnnealLearningRate(false)
                .withEntropyCoef(0)
                .withSurrogate(new ImportanceSampledSurrogate())
                .withKlCoef(1)
                .withKlRule(AdaptiveKl.withTarget(0.01))
                .withClipValueLoss(false);
    }
}
