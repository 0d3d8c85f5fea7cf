package proximal.experiment;

import proximal.policy.ActorCritic;
import proximal.update.MinibatchAscent;
import proximal.update.UpdateRule;

/** Makes the update rule of a run. An implementation has no state and may be called from several threads. */
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
     * {@return the rule of PPO, A2C and REINFORCE, {@link MinibatchAscent}}
     */
    static UpdateRuleFactory minibatchAscent() {
        return new Ascent();
    }

    /** Makes a {@link MinibatchAscent}. */
    record Ascent() implements UpdateRuleFactory {

        @Override
        public UpdateRule create(ActorCritic network, TrainingConfig config) {
            return new MinibatchAscent(
                    network,
                    config.numEnvs() * config.rolloutSteps(),
                    config.minibatchSize(),
                    config.epochs(),
                    config.normalizeAdvantages(),
                    config.maxGradNorm(),
                    config.targetKl(),
                    config.adamEpsilon());
        }
    }
}
