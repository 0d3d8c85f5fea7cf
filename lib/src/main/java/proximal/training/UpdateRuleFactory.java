package proximal.training;

import proximal.policy.ActorCritic;
import proximal.update.MinibatchDescent;
import proximal.update.TrustRegionConfig;
import proximal.update.TrustRegionStep;
import proximal.update.UpdateRule;

/**
 * Makes the update rule of a run. An implementation has no state and may be called from several threads.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface UpdateRuleFactory {

    /**
     * Makes a rule for one network.
     *
     * @param network the network that will be updated
     * @param config the hyperparameters of the run; its rollouts have numEnvs * rolloutSteps samples
     * @return the rule
     * @throws IllegalArgumentException if the hyperparameters do not fit together
     */
    UpdateRule create(ActorCritic network, TrainingConfig config);

    /**
     * Checks hyperparameters before anything is made, so that an ablation refuses them before its first run. Checks nothing
     * where it is not overridden.
     *
     * @param config the hyperparameters of the run
     * @throws IllegalArgumentException if they do not fit together
     */
    default void requireFit(TrainingConfig config) {}

    /**
     * {@return the rule of PPO, A2C and REINFORCE, {@link MinibatchDescent}}
     */
    static UpdateRuleFactory minibatchDescent() {
        return new Descent();
    }

    /**
     * The rule of TRPO, {@link TrustRegionStep}. Of the run's hyperparameters it takes normalizeAdvantages for the whole
     * rollout, and minibatchSize, learningRate, maxGradNorm and adamEpsilon for its fit of the value function; epochs and
     * targetKl mean nothing to it. The surrogate of the paper is {@link proximal.surrogate.ImportanceSampledSurrogate}.
     *
     * @param region the step
     * @return the rule
     */
    static UpdateRuleFactory trustRegion(TrustRegionConfig region) {
        return new TrustRegion(region);
    }

    /**
     * Makes a {@link TrustRegionStep}.
     *
     * @param region the step
     */
    record TrustRegion(TrustRegionConfig region) implements UpdateRuleFactory {

        @Override
        public void requireFit(TrainingConfig config) {
            TrustRegionStep.requireFit(config.rolloutSize(), config.minibatchSize(), config.normalizeAdvantages());
        }

        @Override
        public UpdateRule create(ActorCritic network, TrainingConfig config) {
            return new TrustRegionStep(
                    network,
                    (int) config.rolloutSize(),
                    region,
                    config.minibatchSize(),
                    config.normalizeAdvantages(),
                    config.maxGradNorm(),
                    config.adamEpsilon());
        }
    }

    /** Makes a {@link MinibatchDescent}. */
    record Descent() implements UpdateRuleFactory {

        @Override
        public void requireFit(TrainingConfig config) {
            MinibatchDescent.requireFit(config.rolloutSize(), config.minibatchSize(), config.normalizeAdvantages());
        }

        @Override
        public UpdateRule create(ActorCritic network, TrainingConfig config) {
            return new MinibatchDescent(
                    network,
                    (int) config.rolloutSize(),
                    config.minibatchSize(),
                    config.epochs(),
                    config.normalizeAdvantages(),
                    config.maxGradNorm(),
                    config.targetKl(),
                    config.adamEpsilon());
        }
    }
}
