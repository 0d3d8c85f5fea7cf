package proximal.policy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import proximal.environment.Require;
import proximal.environment.SplitMix64;

/**
 * The fast engine for the networks of the PPO literature: perceptrons of any depth and width with tanh or ReLU, separate
 * for policy and value or with shared hidden layers, forward and backward over preallocated float arrays, with the Vector
 * API where the JVM has it ({@code --add-modules jdk.incubator.vector}) and with plain loops where not. After the first
 * call with a number of observations, no call with as many or fewer allocates. The results do not depend on how a batch is
 * split, nor on the number of threads that train other networks beside this one.
 *
 * <p>The policy's output is [n][parameterSize]. The last {@code freeLogStd} of each row are no output of the network but
 * free parameters, the same for every observation: the log standard deviations of a diagonal Gaussian whose means the
 * network gives.
 *
 * <table>
 * <caption>The order of parameters and gradient; each W is [outputs][inputs], row-major, and its bias follows it</caption>
 * <tr><th>separate</th><th>shared trunk</th></tr>
 * <tr><td>the policy's hidden layers</td><td>the common hidden layers</td></tr>
 * <tr><td>the policy's head</td><td>the policy's head</td></tr>
 * <tr><td>the free log standard deviations, if any</td><td>the free log standard deviations, if any</td></tr>
 * <tr><td>the value's hidden layers</td><td></td></tr>
 * <tr><td>the value's head</td><td>the value's head</td></tr>
 * </table>
 */
public final class PerceptronActorCritic implements ActorCritic {
    /** Rows are taken through all layers in chunks that stay in the cache; a multiple of {@link Kernels#ROWS}. */
    private static final int CHUNK = 64;

    private final int observationSize;
    private final int observationStride;
    private final ActionDistribution distribution;
    private final int freeLogStd;
    private final int freeOffset;
    private final float[] parameters;
    private final float[] gradient;
    private final double[] freeGradient;
    private final PerceptronTower trunk;
    private final PerceptronTower policy;
    private final PerceptronTower value;
    private final Activations evaluated;

    private Activations kept;
    private int keptRows;

    /**
     * Builds and initialises the networks.
     *
     * @param observationSize the number of floats of one observation, at least 1
     * @param distribution the family of action distributions
     * @param freeLogStd how many of the last parameters of a distribution are free parameters, the same for every
     *     observation and 0 at first, and not outputs of the network: the size of the action for a diagonal Gaussian, 0 for a
     *     categorical distribution
     * @param config shape and initialisation
     * @param seed the seed of the initial parameters
     * @throws IllegalArgumentException if observationSize or freeLogStd is out of range
     */
    public PerceptronActorCritic(
            int observationSize, ActionDistribution distribution, int freeLogStd, PerceptronConfig config, long seed) {
        this(observationSize, distribution, freeLogStd, config, seed, Kernels.preferred());
    }

    PerceptronActorCritic(
            int observationSize,
            ActionDistribution distribution,
            int freeLogStd,
            PerceptronConfig config,
            long seed,
            Kernels kernels) {
        Require.that(observationSize >= 1, "observationSize", "at least 1", observationSize);
        int means = distribution.parameterSize() - freeLogStd;
        String range =
                "in [0, " + (distribution.parameterSize() - 1) + "], for the network gives at least one parameter,";
        Require.that(freeLogStd >= 0 && means >= 1, "freeLogStd", range, freeLogStd);
        this.observationSize = observationSize;
        this.observationStride = PerceptronLayer.pad(observationSize, kernels.lanes());
        this.distribution = distribution;
        this.freeLogStd = freeLogStd;
        freeGradient = new double[freeLogStd];

        int[] hidden = sizes(observationSize, config.hiddenSizes());
        int[] trunkSizes = config.sharedTrunk() ? hidden : new int[] {observationSize};
        int[] towerSizes = config.sharedTrunk() ? new int[] {hidden[hidden.length - 1]} : hidden;
        int[] policySizes = Arrays.copyOf(towerSizes, towerSizes.length + 1);
        policySizes[towerSizes.length] = means;
        int[] valueSizes = Arrays.copyOf(towerSizes, towerSizes.length + 1);
        valueSizes[towerSizes.length] = 1;

        int policyOffset = PerceptronTower.parameterCount(trunkSizes);
        freeOffset = policyOffset + PerceptronTower.parameterCount(policySizes);
        int valueOffset = freeOffset + freeLogStd;
        parameters = new float[valueOffset + PerceptronTower.parameterCount(valueSizes)];
        gradient = new float[parameters.length];
        var activation = config.activation();
        trunk = new PerceptronTower(kernels, activation, parameters, 0, trunkSizes, false, CHUNK, null);
        float[] features = trunk.outputGradient();
        policy = new PerceptronTower(kernels, activation, parameters, policyOffset, policySizes, true, CHUNK, features);
        value = new PerceptronTower(kernels, activation, parameters, valueOffset, valueSizes, true, CHUNK, features);
        evaluated = new Activations(CHUNK);
        kept = evaluated;

        RandomGenerator random = new SplitMix64(seed);
        trunk.initialize(parameters, config.orthogonal(), Math.sqrt(2), random);
        policy.initialize(parameters, config.orthogonal(), 0.01, random);
        value.initialize(parameters, config.orthogonal(), 1, random);
        parametersChanged();
    }

    private static int[] sizes(int first, List<Integer> others) {
        return IntStream.concat(IntStream.of(first), others.stream().mapToInt(size -> size))
                .toArray();
    }

    @Override
    public int observationSize() {
        return observationSize;
    }

    @Override
    public ActionDistribution distribution() {
        return distribution;
    }

    @Override
    public float[] parameters() {
        return parameters;
    }

    @Override
    public float[] gradient() {
        return gradient;
    }

    @Override
    public void parametersChanged() {
        distribution.bound(parameters, freeOffset, freeLogStd);
        trunk.load(parameters);
        policy.load(parameters);
        value.load(parameters);
        keptRows = 0;
    }

    @Override
    public void evaluate(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        for (int from = 0; from < n; from += CHUNK) {
            chunk(observations, from, Math.min(CHUNK, n - from), evaluated, 0, distributionParameters, values);
        }
    }

    @Override
    public void forward(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        if (kept.rows < n || kept == evaluated) {
            kept = new Activations(n);
        }
        for (int from = 0; from < n; from += CHUNK) {
            chunk(observations, from, Math.min(CHUNK, n - from), kept, from, distributionParameters, values);
        }
        keptRows = n;
    }

    /** Takes some observations through the networks, into the given row of the activations and into the outputs. */
    private void chunk(
            float[] observations,
            int from,
            int rows,
            Activations to,
            int row,
            float[] distributionParameters,
            float[] values) {
        for (int r = 0; r < rows; r++) {
            int at = (row + r) * observationStride;
            System.arraycopy(observations, (from + r) * observationSize, to.observations, at, observationSize);
        }
        trunk.forward(to.trunk, row, rows);
        policy.forward(to.policy, row, rows);
        value.forward(to.value, row, rows);

        givePolicy(to.policy[to.policy.length - 1], row, rows, parameters, distributionParameters, from);
        value.give(to.value[to.value.length - 1], row, rows, values, from, 1);
    }

    /** Takes rows of the policy's output out of the padded layout, and puts the free parameters behind each. */
    private void givePolicy(float[] output, int row, int rows, float[] free, float[] target, int targetRow) {
        int parameterSize = distribution.parameterSize();
        policy.give(output, row, rows, target, targetRow, parameterSize);
        for (int r = 1; r <= rows; r++) {
            System.arraycopy(free, freeOffset, target, (targetRow + r) * parameterSize - freeLogStd, freeLogStd);
        }
    }

    @Override
    public void backward(float[] distributionGradient, float[] valueGradient) {
        int n = requireForward("backward");
        boolean ofPolicy = distributionGradient != null;
        boolean ofValue = valueGradient != null;
        ArrayChecks.requireGradients(this, n, distributionGradient, valueGradient);
        Arrays.fill(freeGradient, 0);
        for (int from = 0; from < n; from += CHUNK) {
            int rows = Math.min(CHUNK, n - from);
            if (ofPolicy) {
                takePolicyGradients(distributionGradient, from, rows);
                policy.backward(kept.policy, from, rows, from > 0, false);
            }
            if (ofValue) {
                value.take(valueGradient, from, rows, 1);
                value.backward(kept.value, from, rows, from > 0, ofPolicy);
            }
            if (ofPolicy || ofValue) {
                trunk.backward(kept.trunk, from, rows, from > 0, false);
            }
        }
        storeGradients(ofPolicy, ofValue);
    }

    private void storeGradients(boolean ofPolicy, boolean ofValue) {
        if (!ofPolicy || !ofValue) {
            Arrays.fill(gradient, 0);
        }
        if (ofPolicy || ofValue) {
            trunk.store(gradient);
        }
        if (ofPolicy) {
            policy.store(gradient);
        }
        if (ofValue) {
            value.store(gradient);
        }
        for (int i = 0; i < freeLogStd; i++) {
            gradient[freeOffset + i] = (float) freeGradient[i];
        }
    }

    @Override
    public void tangent(float[] direction, float[] distributionTangent) {
        int n = requireForward("tangent");
        ArrayChecks.requireLength("direction", direction, parameters.length);
        ArrayChecks.requireLength("distributionTangent", distributionTangent, (long) n * distribution.parameterSize());
        trunk.loadDirection(direction);
        policy.loadDirection(direction);
        for (int from = 0; from < n; from += CHUNK) {
            int rows = Math.min(CHUNK, n - from);
            trunk.tangent(kept.trunk, from, rows);
            policy.tangent(kept.policy, from, rows);
            givePolicy(policy.outputGradient(), 0, rows, direction, distributionTangent, from);
        }
    }

    private int requireForward(String caller) {
        if (keptRows == 0) {
            throw new IllegalStateException(caller + " needs a forward with the present parameters before it");
        }
        return keptRows;
    }

    /** Spreads the gradients in the policy's outputs out into the padded layout, and sums up those of the free parameters. */
    private void takePolicyGradients(float[] distributionGradient, int from, int rows) {
        int parameterSize = distribution.parameterSize();
        policy.take(distributionGradient, from, rows, parameterSize);
        for (int r = 1; r <= rows; r++) {
            int free = (from + r) * parameterSize - freeLogStd;
            for (int i = 0; i < freeLogStd; i++) {
                freeGradient[i] += distributionGradient[free + i];
            }
        }
    }

    /** There is nothing to free: the arrays are the garbage collector's. */
    @Override
    public void close() {}

    /** The activations of every layer for a number of rows. */
    private final class Activations {
        final int rows;
        final float[] observations;
        final float[][] trunk;
        final float[][] policy;
        final float[][] value;

        Activations(int rows) {
            this.rows = rows;
            observations = new float[PerceptronLayer.pad(rows, Kernels.ROWS) * observationStride];
            trunk = PerceptronActorCritic.this.trunk.activations(observations, rows);
            float[] features = trunk[trunk.length - 1];
            policy = PerceptronActorCritic.this.policy.activations(features, rows);
            value = PerceptronActorCritic.this.value.activations(features, rows);
        }
    }
}
