package proximal.update;

import java.util.List;
import java.util.random.RandomGenerator;
import proximal.policy.ActorCritic;
import proximal.rollout.Rollout;

/**
 * How a rollout with its advantages changes the parameters of a network: {@link MinibatchDescent} for PPO, A2C and REINFORCE,
 * {@link TrustRegionStep} for TRPO. A rule is made for one network and one size of rollout, and holds the state of its
 * optimisers. Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public interface UpdateRule {

    /**
     * Updates the network with a rollout whose advantages and value targets are filled in.
     *
     * @param network the network that this rule was made for
     * @param rollout the rollout, of the size that this rule was made for; left as it is
     * @param objective the loss
     * @param learningRate the learning rate of the optimisers, not negative
     * @param random where the order of the samples comes from
     * @return what was measured; the same object at every call
     * @throws IllegalArgumentException if the rollout has another size
     * @throws IllegalStateException if the surrogate or a gradient is not finite; the parameters stay as they were before
     *     the step that failed
     * @throws java.util.concurrent.CancellationException if the thread is interrupted: a rule looks before each minibatch
     */
    Diagnostics update(
            ActorCritic network, Rollout rollout, Objective objective, double learningRate, RandomGenerator random);

    /**
     * {@return the optimisers, always in the same order: together with the parameters all that a checkpoint has to keep of
     * this rule}
     */
    List<Adam> optimizers();
}
