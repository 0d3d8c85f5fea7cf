package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ValueLoss;

/** Oracle: central differences of the whole loss, every coefficient in it, in the outputs of the network. */
class ObjectiveTest {
    private static final int SIZE = 6;
    private static final Objective OBJECTIVE =
            new Objective(new ClippedSurrogate(0.2), ValueLoss.squaredError(), 0.5, 0.3, 0.7, 0.2);

    static Stream<ActionDistribution> families() {
        return Stream.of(new Categorical(3), new DiagonalGaussian(2));
    }

    private static Minibatch batch(ActionDistribution distribution) {
        SplitMix64 random = new SplitMix64(4);
        Minibatch batch = new Minibatch(SIZE, 1, distribution);
        for (float[] array : new float[][] {
            batch.distributionParameters,
            batch.oldDistributionParameters,
            batch.values,
            batch.valueTargets,
            batch.advantages
        }) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) random.nextGaussian();
            }
        }
        distribution.sample(batch.oldDistributionParameters, SIZE, random, batch.actions);
        distribution.logProb(batch.oldDistributionParameters, batch.actions, SIZE, batch.oldLogProb);
        return batch;
    }

    private static double loss(ActionDistribution distribution, Minibatch batch) {
        Diagnostics d = new Diagnostics(0);
        d.beginEpoch();
        OBJECTIVE.evaluate(distribution, batch, d);
        return d.get("policyLoss") + 0.5 * d.get("valueLoss") - 0.3 * d.get("entropy") + 0.7 * d.get("kl");
    }

    @ParameterizedTest
    @MethodSource("families")
    void gradientIsThatOfTheLoss(ActionDistribution distribution) {
        Minibatch batch = batch(distribution);
        loss(distribution, batch);
        float[] parameterGradient = batch.distributionGradient.clone();
        float[] valueGradient = batch.valueGradient.clone();
        assertGradient(distribution, batch, batch.distributionParameters, parameterGradient);
        assertGradient(distribution, batch, batch.values, valueGradient);
    }

    private static void assertGradient(
            ActionDistribution distribution, Minibatch batch, float[] outputs, float[] gradient) {
        for (int i = 0; i < outputs.length; i++) {
            float kept = outputs[i];
            outputs[i] = kept + 0.002f;
            double above = loss(distribution, batch);
            float up = outputs[i];
            outputs[i] = kept - 0.002f;
            double below = loss(distribution, batch);
            float down = outputs[i];
            outputs[i] = kept;
            double difference = (above - below) / ((double) up - down);
            assertThat((double) gradient[i])
                    .as("output %d", i)
                    .isCloseTo(difference, within(1e-3 * (0.1 + Math.abs(difference))));
        }
    }

    @Test
    void aNetworkThatGivesNoNumberIsNotTakenForTheSurrogate() {
        ActionDistribution distribution = new Categorical(3);
        Minibatch batch = batch(distribution);
        batch.distributionParameters[0] = Float.NaN;
        assertThatThrownBy(() -> loss(distribution, batch))
                .hasMessageStartingWith("the logits of row 0 must be numbers, of which at least one is finite");
    }

    /** A ratio is positive, as surrogates are promised, also where the exponential underflows. */
    @Test
    void aLambdaSurvivesARatioTooSmallForADouble() {
        ActionDistribution distribution = new DiagonalGaussian(2);
        Minibatch batch = batch(distribution);
        batch.oldLogProb[0] += 2000;
        Diagnostics measured = new Diagnostics(0);
        measured.beginEpoch();
        new Objective((ratio, advantage) -> ratio * advantage, ValueLoss.squaredError(), 0.5, 0, 0, 0.2)
                .evaluate(distribution, batch, measured);
        assertThat(batch.logProbGradient[0]).isZero();
        assertThat(measured.get("ratioMin")).isEqualTo(Double.MIN_NORMAL);
    }
}
