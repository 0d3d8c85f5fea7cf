package proximal.policy;

import proximal.environment.Require;

/**
 * A network whose observations end in a mask of the actions, on any engine. The network within sees the observation without
 * the mask; of what it gives, the logits of forbidden actions become minus infinity, so that the distribution is the one over
 * the allowed actions: a forbidden action is never drawn, and its logit has no gradient. The rollout keeps the masks, as it
 * keeps observations.
 *
 * <p>Copy: with the library.
 */
public final class MaskedActorCritic implements ActorCritic {
    private final ActorCritic network;
    private final int maskSize;
    private final int size;
    private float[] seen = {};

    private MaskedActorCritic(ActorCritic network, int maskSize) {
        this.network = network;
        this.maskSize = maskSize;
        size = network.observationSize();
        Require.that(
                network.distribution().parameterSize() == maskSize,
                "the number of logits of a masked policy",
                "that of the numbers of its mask, " + maskSize + ",",
                network.distribution().parameterSize());
    }

    /**
     * Makes a network for observations that may end in a mask.
     *
     * @param factory makes the network within
     * @param observationSize the number of floats of an observation, with the mask
     * @param maskSize how many of them are the mask; 0 for none, which gives the network itself
     * @param distribution the family of action distributions, a {@link Categorical} or {@link MultiCategorical} where there is
     *     a mask
     * @param seed what the initial parameters come from
     * @return the network; null where the factory gives null
     * @throws IllegalArgumentException if the mask has another size than the logits
     */
    public static ActorCritic of(
            ActorCriticFactory factory, int observationSize, int maskSize, ActionDistribution distribution, long seed) {
        ActorCritic network = factory.create(observationSize - maskSize, distribution, seed);
        return maskSize == 0 || network == null ? network : new MaskedActorCritic(network, maskSize);
    }

    /** {@return the network within} */
    public ActorCritic network() {
        return network;
    }

    /** {@return how many of the last floats of an observation are the mask} */
    public int maskSize() {
        return maskSize;
    }

    @Override
    public int observationSize() {
        return size + maskSize;
    }

    @Override
    public ActionDistribution distribution() {
        return network.distribution();
    }

    @Override
    public void evaluate(float[] observations, int n, float[] distributionParameters, float[] values) {
        network.evaluate(see(observations, n), n, distributionParameters, values);
        mask(observations, n, distributionParameters);
    }

    @Override
    public void forward(float[] observations, int n, float[] distributionParameters, float[] values) {
        network.forward(see(observations, n), n, distributionParameters, values);
        mask(observations, n, distributionParameters);
    }

    private float[] see(float[] observations, int n) {
        ArrayChecks.requireLength("observations", observations, (long) n * observationSize());
        if (seen.length < n * size) {
            seen = new float[n * size];
        }
        for (int i = 0; i < n; i++) {
            System.arraycopy(observations, i * observationSize(), seen, i * size, size);
        }
        return seen;
    }

    private void mask(float[] observations, int n, float[] logits) {
        for (int i = 0; i < n; i++) {
            int mask = i * observationSize() + size;
            for (int k = 0; k < maskSize; k++) {
                if (observations[mask + k] == 0) {
                    logits[i * maskSize + k] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }

    @Override
    public void backward(float[] distributionGradient, float[] valueGradient) {
        network.backward(distributionGradient, valueGradient);
    }

    @Override
    public void tangent(float[] direction, float[] distributionTangent) {
        network.tangent(direction, distributionTangent);
    }

    @Override
    public float[] parameters() {
        return network.parameters();
    }

    @Override
    public float[] gradient() {
        return network.gradient();
    }

    @Override
    public void parametersChanged() {
        network.parametersChanged();
    }

    @Override
    public void close() {
        network.close();
    }
}
