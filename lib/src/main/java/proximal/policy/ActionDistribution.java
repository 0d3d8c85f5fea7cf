package proximal.policy;

import java.util.random.RandomGenerator;
import proximal.environment.DiscreteSpace;
import proximal.environment.MultiBinarySpace;
import proximal.environment.MultiDiscreteSpace;
import proximal.environment.Space;
import proximal.environment.SquashedSpace;

/**
 * A family of distributions over actions, in batches: {@link Categorical}, {@link MultiCategorical}, {@link
 * Bernoulli}, {@link DiagonalGaussian} and {@link SquashedGaussian}.
 *
 * <p>Arrays are row-major, may be longer than needed, and hold n rows: {@code parameters} [n][parameterSize], {@code
 * actions} [n][actionSize], {@code logProb}, {@code entropy} and {@code kl} [n]. Log-probabilities, entropies and
 * divergences are in nats, summed over the dimensions of the action. Implementations have no state.
 */
public interface ActionDistribution {

    /**
     * Gives the family for the actions of a space.
     *
     * @param actionSpace the space
     * @return a {@link Categorical} for a discrete space, a {@link MultiCategorical} for a multi-discrete one, a {@link
     *     Bernoulli} for bits, a {@link SquashedGaussian} for a squashed space, a {@link DiagonalGaussian} for every other
     */
    static ActionDistribution of(Space actionSpace) {
        return of(actionSpace, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Gives the family for the actions of a space, the log standard deviations of a Gaussian in some range.
     *
     * @param actionSpace the space
     * @param minLogStd the least log standard deviation
     * @param maxLogStd the greatest one
     * @return as {@link #of(Space)}
     */
    static ActionDistribution of(Space actionSpace, double minLogStd, double maxLogStd) {
        if (actionSpace instanceof DiscreteSpace discrete) {
            return new Categorical(discrete.n());
        }
        if (actionSpace instanceof MultiDiscreteSpace several) {
            return new MultiCategorical(
                    several.counts().stream().mapToInt(n -> n).toArray());
        }
        if (actionSpace instanceof MultiBinarySpace bits) {
            return new Bernoulli(bits.n());
        }
        return actionSpace instanceof SquashedSpace
                ? new SquashedGaussian(actionSpace.size(), minLogStd, maxLogStd)
                : new DiagonalGaussian(actionSpace.size(), minLogStd, maxLogStd);
    }

    /**
     * {@return how many of the last parameters may be free weights of a network, the same for every observation: the log
     * standard deviations of a Gaussian}
     */
    default int freeParameters() {
        return 0;
    }

    /**
     * Brings weights of a network into the range that this family has for them. A network calls it where its weights were
     * changed; does nothing where there is no such range.
     *
     * @param weights the weights
     * @param first the first of those that end each row of parameters, the same for every observation
     * @param count how many there are
     * @throws IllegalArgumentException if there is a range and what it is for is no weight but an output of the network
     */
    default void bound(float[] weights, int first, int count) {}

    /**
     * Checks that parameters are those of distributions; the default does not.
     *
     * @param parameters the parameters
     * @param n the number of rows
     * @throws IllegalArgumentException if they are not, the message naming the parameter
     */
    default void requireValid(float[] parameters, int n) {}

    /**
     * {@return the number of floats of one action; a discrete action is its index}
     */
    int actionSize();

    /**
     * {@return the number of parameters of the distribution of one action}
     */
    int parameterSize();

    /**
     * Draws one action from each distribution.
     *
     * @param parameters the parameters
     * @param n the number of rows
     * @param random where the randomness comes from
     * @param actions filled with the actions
     */
    void sample(float[] parameters, int n, RandomGenerator random, float[] actions);

    /**
     * Gives the most probable action of each distribution.
     *
     * @param parameters the parameters
     * @param n the number of rows
     * @param actions filled with the actions
     */
    void mode(float[] parameters, int n, float[] actions);

    /**
     * Computes the log-probability (or log-density) of each action.
     *
     * @param parameters the parameters
     * @param actions the actions
     * @param n the number of rows
     * @param logProb filled with the log-probabilities
     */
    void logProb(float[] parameters, float[] actions, int n, float[] logProb);

    /**
     * Computes the entropy of each distribution.
     *
     * @param parameters the parameters
     * @param n the number of rows
     * @param entropy filled with the entropies
     */
    void entropy(float[] parameters, int n, float[] entropy);

    /**
     * Computes the exact divergence KL(p, q) of each pair of distributions.
     *
     * @param p the parameters of the first (in PPO the old policy)
     * @param q the parameters of the second (the new policy)
     * @param n the number of rows
     * @param kl filled with the divergences
     */
    void kl(float[] p, float[] q, int n, float[] kl);

    /**
     * Computes log-probabilities, entropies and divergences from the old policy together, for less than one by one.
     *
     * @param parameters the parameters (of the new policy)
     * @param oldParameters the parameters of the old policy
     * @param actions the actions
     * @param n the number of rows
     * @param logProb filled with the log-probabilities
     * @param entropy filled with the entropies
     * @param kl filled with KL(old, new)
     */
    default void terms(
            float[] parameters,
            float[] oldParameters,
            float[] actions,
            int n,
            float[] logProb,
            float[] entropy,
            float[] kl) {
        logProb(parameters, actions, n, logProb);
        entropy(parameters, n, entropy);
        kl(oldParameters, parameters, n, kl);
    }

    /**
     * Computes the gradient in the parameters of sum_i [logProbGradient_i * logProb_i + entropyGradient * entropy_i +
     * klGradient * KL(old_i, new_i)].
     *
     * @param parameters the parameters (of the new policy)
     * @param actions the actions
     * @param oldParameters the parameters of the old policy; not read, and may be null, where klGradient is 0
     * @param n the number of rows
     * @param logProbGradient the gradient in each log-probability
     * @param entropyGradient the gradient in every entropy
     * @param klGradient the gradient in every divergence
     * @param parameterGradient filled with the gradient in the parameters
     */
    void backward(
            float[] parameters,
            float[] actions,
            float[] oldParameters,
            int n,
            float[] logProbGradient,
            double entropyGradient,
            double klGradient,
            float[] parameterGradient);

    /**
     * Computes the product of each distribution's Fisher matrix F and a vector. F is the Hessian of KL(p, q) in the
     * parameters of q at q = p. The default refuses.
     *
     * @param parameters the parameters
     * @param n the number of rows
     * @param vectors the vectors, [n][parameterSize]
     * @param products filled with the products; may be the same array as vectors
     * @throws UnsupportedOperationException if the family cannot compute it
     */
    default void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        throw new UnsupportedOperationException(
                "a trust region needs fisherProduct(), which " + getClass().getSimpleName() + " does not implement");
    }
}
