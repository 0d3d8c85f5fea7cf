package proximal.update;

import proximal.policy.ActorCritic;
import proximal.rollout.Rollout;

/**
 * Measures the exact KL(old, new) over a whole rollout after an update, by one more evaluation of it.
 * Allocates nothing in a measurement.
 *
 * <p>Copy: with the library.
 */
public final class PolicyDivergence {
    private final float[] parameters;
    private final float[] values;
    private final float[] kl;

    /**
     * Makes a measurement for rollouts of one size.
     *
     * @param network the network that will be updated
     * @param rolloutSize the samples of a rollout
     */
    public PolicyDivergence(ActorCritic network, int rolloutSize) {
        parameters = new float[rolloutSize * network.distribution().parameterSize()];
        values = new float[rolloutSize];
        kl = new float[rolloutSize];
    }

    /**
     * Measures the divergence of the network from the policy that collected a rollout.
     *
     * @param network the network as it is now
     * @param rollout the rollout, of the size that this was made for
     * @return the mean of KL(old, new) over the samples, nats
     */
    public double measure(ActorCritic network, Rollout rollout) {
        int n = rollout.size();
        network.evaluate(rollout.observations, n, parameters, values);
        network.distribution().kl(rollout.oldParameters, parameters, n, kl);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += kl[i];
        }
        return sum / n;
    }
}
