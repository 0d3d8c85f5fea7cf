package proximal.policy;

import java.util.Arrays;
import java.util.Random;
import proximal.policy.PerceptronConfig.Activation;

/** A random network, batch and gradient in the outputs. */
final class RandomCase {
    final int observationSize;
    final int parameterSize;
    final int freeLogStd;
    final int n;
    final PerceptronConfig config;
    final float[] observations;
    final float[] distributionGradient;
    final float[] valueGradient;
    final long seed;

    RandomCase(long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        observationSize = 1 + random.nextInt(70);
        int outputs = 1 + random.nextInt(random.nextBoolean() ? 4 : 70);
        freeLogStd = random.nextBoolean() ? 0 : outputs;
        parameterSize = outputs + freeLogStd;
        n = 1 + random.nextInt(130);
        int[] hidden = new int[random.nextInt(4)];
        Arrays.setAll(hidden, l -> 1 + random.nextInt(70));
        config = PerceptronConfig.withDefaults()
                .withHiddenSizes(hidden)
                .withActivation(random.nextBoolean() ? Activation.TANH : Activation.RELU)
                .withSharedTrunk(random.nextBoolean())
                .withOrthogonal(random.nextBoolean());
        observations = gaussian(random, n * observationSize);
        distributionGradient = gaussian(random, n * parameterSize);
        valueGradient = gaussian(random, n);
    }

    static float[] gaussian(Random random, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** The network, with every parameter moved a little, so that no bias and no log standard deviation is 0. */
    PerceptronActorCritic network(Kernels kernels) {
        PerceptronActorCritic network = new PerceptronActorCritic(
                observationSize, new OutputsOnly(1, parameterSize), freeLogStd, config, seed, kernels);
        float[] noise = gaussian(new Random(seed + 1), network.parameters().length);
        for (int i = 0; i < noise.length; i++) {
            network.parameters()[i] += 0.1f * noise[i];
        }
        network.parametersChanged();
        return network;
    }

    ReferencePerceptron reference() {
        return new ReferencePerceptron(observationSize, parameterSize, freeLogStd, config);
    }

    /** Forward and backward; all that comes out, one after the other. */
    float[] run(PerceptronActorCritic network) {
        float[] distributionParameters = new float[n * parameterSize];
        float[] values = new float[n];
        network.forward(observations, n, distributionParameters, values);
        network.backward(distributionGradient, valueGradient);
        float[] all = Arrays.copyOf(distributionParameters, n * parameterSize + n + network.gradient().length);
        System.arraycopy(values, 0, all, n * parameterSize, n);
        System.arraycopy(network.gradient(), 0, all, n * parameterSize + n, network.gradient().length);
        return all;
    }

    static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    static double greatest(float[] numbers) {
        double greatest = 0;
        for (float number : numbers) {
            greatest = Math.max(greatest, Math.abs(number));
        }
        return greatest;
    }
}
