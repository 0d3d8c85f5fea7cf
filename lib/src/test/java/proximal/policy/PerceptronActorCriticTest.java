package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Oracles: {@link ReferencePerceptron} in double precision, its central differences, and one path of the engine against
 * another. The seeds are fixed, for a ReLU may take the other side where double precision finds almost 0.
 */
class PerceptronActorCriticTest {
    private static final List<Kernels> BOTH = List.of(new SimdKernels(), new PlainKernels());

    @Property(tries = 60, seed = "1")
    void outputsAreThoseOfTheReference(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        for (Kernels kernels : BOTH) {
            PerceptronActorCritic network = c.network(kernels);
            float[] out = c.run(network);
            double[] parameters = RandomCase.doubles(network.parameters());
            for (int row = 0; row < c.n; row++) {
                double[] expected = c.reference().outputs(parameters, c.observations, row);
                for (int i = 0; i < c.parameterSize; i++) {
                    assertThat((double) out[row * c.parameterSize + i])
                            .isCloseTo(expected[i], within(2e-5 * (1 + Math.abs(expected[i]))));
                }
                double value = expected[c.parameterSize];
                assertThat((double) out[c.n * c.parameterSize + row])
                        .isCloseTo(value, within(2e-5 * (1 + Math.abs(value))));
            }
        }
    }

    @Property(tries = 60, seed = "2")
    void gradientIsThatOfCentralDifferences(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        for (Kernels kernels : BOTH) {
            PerceptronActorCritic network = c.network(kernels);
            c.run(network);
            double[] parameters = RandomCase.doubles(network.parameters());
            double scale = RandomCase.greatest(network.gradient());
            Random random = new Random(seed);
            for (int check = 0; check < 20; check++) {
                int i = check == 0 ? parameters.length - 1 : random.nextInt(parameters.length);
                assertThat((double) network.gradient()[i])
                        .isCloseTo(difference(c, parameters, i), within(1e-5 * scale + 1e-6));
            }
        }
    }

    private static double difference(RandomCase c, double[] parameters, int i) {
        double step = 1e-6;
        double[] moved = parameters.clone();
        moved[i] = parameters[i] + step;
        double above = c.reference().objective(moved, c.observations, c.n, c.distributionGradient, c.valueGradient);
        moved[i] = parameters[i] - step;
        double below = c.reference().objective(moved, c.observations, c.n, c.distributionGradient, c.valueGradient);
        return (above - below) / (2 * step);
    }

    /** The central difference along the gradient itself is its squared norm: no parameter can be left out of it. */
    @Property(tries = 40, seed = "3")
    void everyParameterHasItsGradient(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        PerceptronActorCritic network = c.network(new SimdKernels());
        c.run(network);
        double[] gradient = RandomCase.doubles(network.gradient());
        double squaredNorm = Arrays.stream(gradient).map(g -> g * g).sum();
        double step = 1e-6 / Math.sqrt(squaredNorm);
        double[] above = RandomCase.doubles(network.parameters());
        double[] below = above.clone();
        for (int i = 0; i < above.length; i++) {
            above[i] += step * gradient[i];
            below[i] -= step * gradient[i];
        }
        double change = c.reference().objective(above, c.observations, c.n, c.distributionGradient, c.valueGradient)
                - c.reference().objective(below, c.observations, c.n, c.distributionGradient, c.valueGradient);
        assertThat(change / (2 * step)).isCloseTo(squaredNorm, within(1e-4 * squaredNorm));
    }

    @Property(tries = 60, seed = "5")
    void tangentIsThatOfCentralDifferences(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        for (Kernels kernels : BOTH) {
            PerceptronActorCritic network = c.network(kernels);
            c.run(network);
            float[] direction = RandomCase.gaussian(new Random(seed + 2), network.parameters().length);
            float[] tangent = new float[c.n * c.parameterSize];
            network.tangent(direction, tangent);
            double step = 1e-7;
            double[] above = RandomCase.doubles(network.parameters());
            double[] below = above.clone();
            for (int i = 0; i < above.length; i++) {
                above[i] += step * direction[i];
                below[i] -= step * direction[i];
            }
            double scale = RandomCase.greatest(tangent);
            for (int row = 0; row < c.n; row++) {
                double[] up = c.reference().outputs(above, c.observations, row);
                double[] down = c.reference().outputs(below, c.observations, row);
                for (int i = 0; i < c.parameterSize; i++) {
                    assertThat((double) tangent[row * c.parameterSize + i])
                            .isCloseTo((up[i] - down[i]) / (2 * step), within(1e-5 * scale));
                }
            }
        }
    }

    /** u . (J v) = (J^T u) . v: one goes forward and the other one back. */
    @Property(tries = 40)
    void tangentIsTheAdjointOfBackward(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        PerceptronActorCritic network = c.network(new SimdKernels());
        float[] out = new float[c.n * c.parameterSize];
        network.forward(c.observations, c.n, out, new float[c.n]);
        float[] direction = RandomCase.gaussian(new Random(seed + 2), network.parameters().length);
        network.tangent(direction, out);
        network.backward(c.distributionGradient, new float[c.n]);
        double forward = 0;
        double size = 0;
        for (int i = 0; i < out.length; i++) {
            forward += (double) out[i] * c.distributionGradient[i];
            size += Math.abs((double) out[i] * c.distributionGradient[i]);
        }
        double back = 0;
        for (int i = 0; i < direction.length; i++) {
            back += (double) network.gradient()[i] * direction[i];
            size += Math.abs((double) network.gradient()[i] * direction[i]);
        }
        assertThat(forward).isCloseTo(back, within(1e-5 * size));
    }

    @Property(tries = 40)
    void noGradientIsAGradientOfZeros(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        PerceptronActorCritic network = c.network(new SimdKernels());
        c.run(network);
        network.backward(c.distributionGradient, new float[c.n]);
        float[] expected = network.gradient().clone();
        network.backward(c.distributionGradient, null);
        for (int i = 0; i < expected.length; i++) {
            assertThat(network.gradient()[i]).isCloseTo(expected[i], within(0f));
        }
        network.backward(new float[c.n * c.parameterSize], c.valueGradient);
        expected = network.gradient().clone();
        network.backward(null, c.valueGradient);
        for (int i = 0; i < expected.length; i++) {
            assertThat(network.gradient()[i]).isCloseTo(expected[i], within(0f));
        }
        network.backward(null, null);
        assertThat(network.gradient()).containsOnly(0);
    }

    @Property(tries = 20)
    void aForwardServesManyGradientsAndTangents(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        PerceptronActorCritic network = c.network(new SimdKernels());
        c.run(network);
        float[] expected = network.gradient().clone();
        float[][] tangents = new float[2][c.n * c.parameterSize];
        for (float[] tangent : tangents) {
            network.tangent(expected, tangent);
            network.backward(c.distributionGradient, c.valueGradient);
            assertThat(network.gradient()).isEqualTo(expected);
        }
        assertThat(tangents[1]).isEqualTo(tangents[0]);
        network.parametersChanged();
        assertThatThrownBy(() -> network.tangent(expected, tangents[0]))
                .hasMessage("tangent needs a forward with the present parameters before it");
    }

    @Property(tries = 100)
    void plainLoopsGiveTheBitsOfVectors(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        assertThat(c.run(c.network(new PlainKernels()))).isEqualTo(c.run(c.network(new SimdKernels())));
    }

    @Property(tries = 40)
    void evaluateGivesTheBitsOfForwardHoweverTheBatchIsSplit(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        for (Kernels kernels : BOTH) {
            PerceptronActorCritic network = c.network(kernels);
            float[] expected = c.run(network);
            float[] parameters = new float[c.n * c.parameterSize];
            float[] values = new float[c.n];
            network.evaluate(c.observations, c.n, parameters, values);
            assertThat(parameters).isEqualTo(Arrays.copyOf(expected, parameters.length));
            float[] one = new float[c.parameterSize];
            float[] oneValue = new float[1];
            int row = c.n - 1;
            float[] observation =
                    Arrays.copyOfRange(c.observations, row * c.observationSize, (row + 1) * c.observationSize);
            network.evaluate(observation, 1, one, oneValue);
            assertThat(one).isEqualTo(Arrays.copyOfRange(parameters, row * c.parameterSize, parameters.length));
            assertThat(oneValue[0]).isEqualTo(values[row]).isEqualTo(expected[c.n * c.parameterSize + row]);
        }
    }

    @Property(tries = 20)
    void nothingOfAnEarlierBatchIsLeft(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        float[] expected = c.run(c.network(new SimdKernels()));
        PerceptronActorCritic used = c.network(new SimdKernels());
        float[] nan = new float[150 * c.observationSize];
        Arrays.fill(nan, Float.NaN);
        used.forward(nan, 150, new float[150 * c.parameterSize], new float[150]);
        used.backward(new float[150 * c.parameterSize], new float[150]);
        assertThat(c.run(used)).isEqualTo(expected);
    }

    @Property(tries = 20)
    void evaluationBetweenForwardAndBackwardChangesNothing(@ForAll long seed) {
        RandomCase c = new RandomCase(seed);
        PerceptronActorCritic network = c.network(new SimdKernels());
        c.run(network);
        float[] expected = network.gradient().clone();
        network.forward(c.observations, c.n, new float[c.n * c.parameterSize], new float[c.n]);
        network.evaluate(new float[7 * c.observationSize], 7, new float[7 * c.parameterSize], new float[7]);
        network.backward(c.distributionGradient, c.valueGradient);
        assertThat(network.gradient()).isEqualTo(expected);
    }

    @Test
    void networksInTwoThreadsGiveTheBitsOfOneAfterTheOther() throws Exception {
        List<Callable<float[]>> runs = List.of(() -> repeated(new RandomCase(21)), () -> repeated(new RandomCase(22)));
        float[] first = runs.get(0).call();
        float[] second = runs.get(1).call();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            var results = threads.invokeAll(runs);
            assertThat(results.get(0).get()).isEqualTo(first);
            assertThat(results.get(1).get()).isEqualTo(second);
        } finally {
            threads.shutdown();
        }
    }

    private static float[] repeated(RandomCase c) {
        PerceptronActorCritic network = c.network(new SimdKernels());
        float[] out = c.run(network);
        for (int step = 0; step < 200; step++) {
            for (int i = 0; i < network.parameters().length; i++) {
                network.parameters()[i] -= 1e-5f * network.gradient()[i];
            }
            network.parametersChanged();
            out = c.run(network);
        }
        return out;
    }

    @Test
    void orthogonalInitializationHasTheGainsOfEachPlace() {
        float[] p = network(PerceptronConfig.withDefaults().withHiddenSizes(8, 7), 2)
                .parameters();
        // 5 -> 8 -> 7 -> 3, two free parameters, 5 -> 8 -> 7 -> 1.
        int[] sizes = {5, 8, 7, 3};
        int at = 0;
        for (int tower = 0; tower < 2; tower++) {
            for (int l = 0; l < 3; l++) {
                int outputs = l == 2 && tower == 1 ? 1 : sizes[l + 1];
                double gain = l < 2 ? Math.sqrt(2) : tower == 0 ? 0.01 : 1;
                double squares = 0;
                for (int i = 0; i < outputs * sizes[l]; i++) {
                    squares += (double) p[at] * p[at++];
                }
                // Each of the vectors of the shorter side has the length of the gain.
                assertThat(squares).isCloseTo(gain * gain * Math.min(outputs, sizes[l]), within(1e-5 * gain * gain));
                for (int i = 0; i < outputs; i++) {
                    assertThat(p[at++]).isZero();
                }
            }
            for (int i = 0; tower == 0 && i < 2; i++) {
                assertThat(p[at++]).isZero();
            }
        }
        assertThat(at).isEqualTo(p.length);
    }

    @Test
    void plainInitializationIsUniformWithinItsBound() {
        float[] p = network(
                        PerceptronConfig.withDefaults().withHiddenSizes(1000).withOrthogonal(false), 2)
                .parameters();
        double bound = 1 / Math.sqrt(5);
        double squares = 0;
        for (int i = 0; i < 6000; i++) {
            assertThat(Math.abs(p[i])).isLessThanOrEqualTo((float) bound);
            squares += p[i] * p[i];
        }
        // The variance of a uniform number in [-b, b] is b^2 / 3; five standard deviations of its estimate.
        assertThat(squares / 6000).isCloseTo(bound * bound / 3, within(5 * bound * bound * Math.sqrt(4 / 45.0 / 6000)));
        assertThat(Math.abs(p[6000])).isLessThanOrEqualTo((float) (1 / Math.sqrt(1000)));
    }

    @Test
    void theSeedDecidesTheParameters() {
        PerceptronConfig config = PerceptronConfig.withDefaults();
        assertThat(network(config, 0).parameters()).isEqualTo(network(config, 0).parameters());
        var other = new PerceptronActorCritic(5, new OutputsOnly(1, 3), 0, config, 8);
        assertThat(other.parameters()).isNotEqualTo(network(config, 0).parameters());
    }

    @Test
    void refusesWhatDoesNotFit() {
        PerceptronConfig config = PerceptronConfig.withDefaults();
        assertThatThrownBy(() -> new PerceptronActorCritic(0, new OutputsOnly(1, 2), 0, config, 1))
                .hasMessageContainingAll("observationSize", "at least 1", "was 0");
        assertThatThrownBy(() -> new PerceptronActorCritic(4, new OutputsOnly(1, 2), 2, config, 1))
                .hasMessageContaining("freeLogStd must be in [0, 1]")
                .hasMessageContaining("was 2");
        assertThatThrownBy(() -> config.withHiddenSizes(64, 0)).hasMessageContaining("[64, 0]");
        PerceptronActorCritic network = network(config, 0);
        assertThatThrownBy(() -> network.backward(new float[3], new float[1]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> network.forward(new float[9], 2, new float[6], new float[2]))
                .hasMessageContainingAll("observations", "at least 10", "holds 9");
        assertThatThrownBy(() -> network.evaluate(new float[10], 2, new float[5], new float[2]))
                .hasMessageContainingAll("distributionParameters", "at least 6", "holds 5");
        assertThatThrownBy(() -> network.evaluate(new float[10], 0, new float[6], new float[2]))
                .hasMessageContainingAll("n must", "at least 1", "was 0");
        network.forward(new float[10], 2, new float[6], new float[2]);
        assertThatThrownBy(() -> network.backward(new float[6], new float[1]))
                .hasMessageContainingAll("valueGradient", "at least 2", "holds 1");
        assertThatThrownBy(() -> network.tangent(new float[3], new float[6]))
                .hasMessageContaining("direction must hold at least");
        network.parametersChanged();
        assertThatThrownBy(() -> network.backward(new float[6], new float[2]))
                .isInstanceOf(IllegalStateException.class);
    }

    private static PerceptronActorCritic network(PerceptronConfig config, int freeLogStd) {
        return new PerceptronActorCritic(5, new OutputsOnly(1, 3 + freeLogStd), freeLogStd, config, 7);
    }
}
