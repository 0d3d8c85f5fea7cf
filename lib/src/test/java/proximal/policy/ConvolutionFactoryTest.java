package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;

class ConvolutionFactoryTest {
    private static final Categorical FOUR = new Categorical(4);

    private static float[] noise(int size, long seed) {
        float[] numbers = new float[size];
        SplitMix64 random = new SplitMix64(seed);
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** The numbers of weights that the papers' networks have, with the head of the values beside that of the policy. */
    @Test
    void hasTheSizeOfThePapersNetworks() {
        try (ActorCritic nature = ConvolutionFactory.nature(List.of(4, 84, 84)).create(4 * 84 * 84, FOUR, 1);
                ActorCritic minAtar =
                        ConvolutionFactory.minAtar(List.of(10, 10, 4)).create(400, FOUR, 1)) {
            int convolutions = 32 * (4 * 64 + 1) + 64 * (32 * 16 + 1) + 64 * (64 * 9 + 1);
            assertThat(nature.parameters()).hasSize(convolutions + 512 * (64 * 49 + 1) + 5 * 513);
            assertThat(minAtar.parameters()).hasSize(16 * (4 * 9 + 1) + 128 * (16 * 64 + 1) + 5 * 129);
        }
    }

    @Test
    void takesChannelsFirstOrLast() {
        try (ActorCritic last = ConvolutionFactory.minAtar(List.of(10, 10, 4)).create(400, FOUR, 1);
                ActorCritic first =
                        ConvolutionFactory.minAtar(List.of(4, 10, 10)).create(400, FOUR, 1)) {
            assertThat(first.parameters()).isEqualTo(last.parameters());
            float[] image = noise(400, 2);
            float[] turned = new float[400];
            for (int pixel = 0; pixel < 100; pixel++) {
                for (int channel = 0; channel < 4; channel++) {
                    turned[channel * 100 + pixel] = image[pixel * 4 + channel];
                }
            }
            float[][] logits = new float[2][4];
            float[][] values = new float[2][1];
            last.evaluate(image, 1, logits[0], values[0]);
            first.evaluate(turned, 1, logits[1], values[1]);
            assertThat(values[0][0]).isCloseTo(values[1][0], within(1e-5f)).isNotZero();
            assertThat(logits[0][3]).isCloseTo(logits[1][3], within(1e-6f));
        }
    }

    /** Oracle: the derivative along a random direction, which the engine takes by differences in double precision. */
    @Test
    void theGradientIsThatOfTheOutputs() {
        try (ActorCritic network =
                ConvolutionFactory.minAtar(List.of(10, 10, 4)).create(400, FOUR, 1)) {
            float[] logits = new float[12];
            float[] weights = noise(12, 4);
            float[] direction = noise(network.parameters().length, 5);
            network.forward(noise(3 * 400, 3), 3, logits, new float[3]);
            network.backward(weights, null);
            network.tangent(direction, logits);
            double slope = 0;
            for (int k = 0; k < direction.length; k++) {
                slope += (double) network.gradient()[k] * direction[k];
            }
            double expected = 0;
            for (int k = 0; k < 12; k++) {
                expected += (double) weights[k] * logits[k];
            }
            assertThat(slope).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
    }

    @Test
    void refusesShapesThatAreNoImages() {
        assertThatThrownBy(() -> ConvolutionFactory.minAtar(List.of(4)))
                .hasMessage("the shape of an image must be rows, columns and channels but was [4]");
        assertThatThrownBy(() -> ConvolutionFactory.minAtar(List.of(10, 10, 4)).create(4, FOUR, 1))
                .hasMessageContaining("that of the shape [10, 10, 4] but was 4");
    }
}
