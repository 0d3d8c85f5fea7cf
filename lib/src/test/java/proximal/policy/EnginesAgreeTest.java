package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;

/** Oracle: PyTorch's autograd, on random networks and batches. */
class EnginesAgreeTest {

    @Property(tries = 40)
    void outputsAndGradients(
            @ForAll boolean shared,
            @ForAll boolean gaussian,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 20) int observationSize,
            @ForAll @IntRange(min = 1, max = 7) int actions,
            @ForAll @IntRange(min = 1, max = 70) int n,
            @ForAll long seed) {
        int[] hidden = new int[depth];
        Arrays.fill(hidden, width);
        ActionDistribution distribution = gaussian ? new DiagonalGaussian(actions) : new Categorical(actions);
        SplitMix64 random = new SplitMix64(seed);
        PerceptronConfig config =
                PerceptronConfig.withDefaults().withHiddenSizes(hidden).withSharedTrunk(shared);
        try (ActorCritic fused = ActorCriticFactory.perceptron(config).create(observationSize, distribution, seed);
                ActorCritic djl =
                        DjlActorCritic.perceptron(shared, hidden).create(observationSize, distribution, seed)) {
            int free = gaussian ? actions : 0;
            int valueParameters = shared ? width + 1 : towerParameters(observationSize, hidden);
            fill(fused.parameters(), random, 0.5);
            System.arraycopy(
                    toDjl(fused.parameters(), free, valueParameters), 0, djl.parameters(), 0, djl.parameters().length);
            fused.parametersChanged();
            djl.parametersChanged();

            float[] observations = filled(n * observationSize, random);
            float[] distributionGradient = filled(n * distribution.parameterSize(), random);
            float[] valueGradient = filled(n, random);
            float[][] outputs = new float[2][n * distribution.parameterSize()];
            float[][] values = new float[2][n];
            fused.forward(observations, n, outputs[0], values[0]);
            djl.forward(observations, n, outputs[1], values[1]);
            assertClose(outputs[0], outputs[1]);
            assertClose(values[0], values[1]);
            djl.evaluate(observations, n, outputs[0], values[0]);
            assertClose(outputs[0], outputs[1]);

            for (int repeated = 0; repeated < 2; repeated++) {
                fused.backward(distributionGradient, valueGradient);
                djl.backward(distributionGradient, valueGradient);
                assertClose(toDjl(fused.gradient(), free, valueParameters), djl.gradient());
                fused.backward(distributionGradient, null);
                djl.backward(distributionGradient, null);
                assertClose(toDjl(fused.gradient(), free, valueParameters), djl.gradient());
                fused.backward(null, valueGradient);
                djl.backward(null, valueGradient);
                assertClose(toDjl(fused.gradient(), free, valueParameters), djl.gradient());
                float[] direction = filled(fused.parameters().length, random);
                fused.tangent(direction, outputs[0]);
                djl.tangent(toDjl(direction, free, valueParameters), outputs[1]);
                assertClose(outputs[0], outputs[1]);
            }
        }
    }

    @Test
    void djlRefusesWhatDoesNotFit() {
        Categorical distribution = new Categorical(2);
        assertThatThrownBy(() -> new DjlActorCritic(PerceptronBlock.separate(new int[] {4}, 3, 1), 5, distribution, 1))
                .hasMessageContaining("the policy's output [n][k], k 2, ")
                .hasMessageContaining("[(1, 3), (1, 1)]");
        assertThatThrownBy(
                        () -> new DjlActorCritic(new SequentialBlock().add(Blocks.identityBlock()), 2, distribution, 1))
                .hasMessageContaining("but for one observation it gives [(1, 2)]");
        assertThatThrownBy(() -> PerceptronBlock.shared(new int[0], 2, 1))
                .hasMessageContaining("hiddenSizes was empty");
        try (ActorCritic network = DjlActorCritic.perceptron(false, 4).create(3, distribution, 1)) {
            assertThatThrownBy(() -> network.backward(new float[2], new float[1]))
                    .hasMessage("backward needs a forward with the present parameters before it");
            assertThatThrownBy(() -> network.evaluate(new float[3], 2, new float[4], new float[2]))
                    .hasMessageContainingAll("observations", "at least 6", "holds 3");
            network.forward(new float[3], 1, new float[2], new float[1]);
            assertThatThrownBy(() -> network.backward(new float[1], new float[1]))
                    .hasMessageContainingAll("distributionGradient", "at least 2", "holds 1");
        }
    }

    @Test
    void aBlockServesOneNetwork() {
        Block block = PerceptronBlock.separate(new int[] {4}, 2, 1);
        Categorical distribution = new Categorical(2);
        try (ActorCritic network = new DjlActorCritic(block, 3, distribution, 1)) {
            assertThat(network.parameters()).isNotEmpty();
            assertThatThrownBy(() -> new DjlActorCritic(block, 3, distribution, 1))
                    .hasMessageContaining("make a new block for each");
        }
        Block tooSmall = PerceptronBlock.separate(new int[] {4}, 1, 1);
        assertThatThrownBy(() -> new DjlActorCritic(tooSmall, 3, distribution, 1))
                .hasMessageContaining("k 2, ");
    }

    @Test
    void theBlockHasThePresentParameters() {
        try (DjlActorCritic network =
                new DjlActorCritic(PerceptronBlock.separate(new int[] {4}, 2, 1), 3, new Categorical(2), 1)) {
            network.parameters()[0] = 42;
            network.parametersChanged();
            float[] first =
                    network.block().getParameters().get(0).getValue().getArray().toFloatArray();
            assertThat(first[0]).isEqualTo(42);
        }
    }

    /** The fast engine has the free log standard deviations before the value's parameters, the DJL engine at the end. */
    private static float[] toDjl(float[] parameters, int free, int valueParameters) {
        float[] moved = new float[parameters.length];
        int policyParameters = parameters.length - free - valueParameters;
        System.arraycopy(parameters, 0, moved, 0, policyParameters);
        System.arraycopy(parameters, policyParameters + free, moved, policyParameters, valueParameters);
        System.arraycopy(parameters, policyParameters, moved, policyParameters + valueParameters, free);
        return moved;
    }

    private static int towerParameters(int inputs, int[] hidden) {
        int count = 0;
        for (int units : hidden) {
            count += (inputs + 1) * units;
            inputs = units;
        }
        return count + inputs + 1;
    }

    private static float[] filled(int size, SplitMix64 random) {
        float[] numbers = new float[size];
        fill(numbers, random, 1);
        return numbers;
    }

    private static void fill(float[] numbers, SplitMix64 random, double scale) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
    }

    /** To float rounding of sums of up to some hundred terms of about 0.1 and more; where they cancel, their rounding stays. */
    private static void assertClose(float[] actual, float[] expected) {
        double scale = 0.1;
        for (float number : expected) {
            scale = Math.max(scale, Math.abs(number));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(2e-5 * scale));
        }
    }
}
