package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.ScaledActions;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.experiment.Ablation;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronActorCritic;
import proximal.policy.PerceptronBlock;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.ValueLoss;

/** Actions, values and deviations out of the scale of a new policy. */
class ScaleTest {
    private static final ActorCriticFactory TINY =
            ActorCriticFactory.perceptron(PerceptronConfig.withDefaults().withHiddenSizes(8));
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(32)
            .withMinibatchSize(32)
            .withTotalSteps(6 * 64)
            .withNetwork(TINY);

    static Stream<ActorCriticFactory> engines() {
        return Stream.of(TINY, DjlActorCritic.perceptron(false, 8));
    }

    /** The reward is least far from 0 where the first action is 14 and the second 28. */
    private static final class Machine implements Environment {
        private final List<float[]> seen;
        private int steps;

        private final String name;

        Machine(String name, List<float[]> seen) {
            this.name = name;
            this.seen = seen;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(1, 0, 1);
        }

        @Override
        public Space actionSpace() {
            return new BoxSpace(new float[] {12, 23.25f}, new float[] {23.25f, 30});
        }

        @Override
        public void reset(long seed, float[] observation) {
            steps = 0;
            observation[0] = 1;
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            seen.add(action.clone());
            observation[0] = 1;
            result.set(-Math.abs(action[0] - 14) - Math.abs(action[1] - 28), false, ++steps == 50);
        }

        @Override
        public double[] state() {
            return new double[] {steps};
        }

        @Override
        public void setState(double[] state, float[] observation) {
            steps = (int) state[0];
            observation[0] = 1;
        }
    }

    @Test
    void aRunOutOfScaleIsWarnedOfAndScaledActionsExploreTheBox() {
        List<float[]> corner = new ArrayList<>();
        assertThat(said(() -> train(SMALL, corner)))
                .startsWith("Press: action coordinate 0 reaches from 12.0 to 23.25, but a new policy draws around 0")
                .contains("Press: action coordinate 1 reaches from 23.25 to 30.0")
                .contains("withScaledActions");
        assertThat(corner).allMatch(action -> action[0] == 12 && action[1] == 23.25f);
        List<float[]> scaled = new ArrayList<>();
        assertThat(said(() -> train(SMALL.withScaledActions(true), scaled))).isEmpty();
        assertThat(scaled.stream().mapToDouble(action -> action[0]).average().orElseThrow())
                .isCloseTo(17.625, within(2.0));
        assertThat(scaled).anyMatch(action -> action[0] > 22 && action[1] > 29);
    }

    private static void train(TrainingConfig config, List<float[]> seen) {
        try (TrainingRun run = new TrainingRun(() -> new Machine("Press", seen), "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
        }
    }

    private static String said(Runnable code) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true));
            code.run();
        } finally {
            System.setErr(before);
        }
        return said.toString();
    }

    @Test
    void aStoreTellsScaledRunsFromOthersAndTakesThemAgain(@TempDir Path folder) {
        List<String> texts = new ArrayList<>();
        for (boolean scaled : new boolean[] {false, true, true}) {
            Ablation.forget();
            new Ablation(SMALL.withScaledActions(scaled))
                    .variant("ppo", c -> c)
                    .task("machine", () -> new Machine("Machine", new ArrayList<>()))
                    .store(folder)
                    .progress((fraction, line) -> texts.add(line))
                    .run();
        }
        assertThat(texts.stream().filter(text -> text.startsWith("1 of 1 runs")).distinct())
                .hasSize(2)
                .first()
                .asString()
                .contains("1 of 1 runs, ");
        assertThat(texts.get(texts.size() - 1)).contains("1 from the store, checked, 0 trained");
        assertThat(SMALL.withScaledActions(true).describe()).containsEntry("scaledActions", "true");
    }

    /** Oracle: the share of a standard normal distribution within the box, below a fifth; or a box that is far wider. */
    @ParameterizedTest
    @CsvSource({
        "-1, 1, ",
        "-2, 2, ",
        "0, 1, ",
        "-0.4, 0.4, ",
        "-20, 20, a small part",
        "-10, 10, ",
        "0.9, 1.9, about 14 %",
        "-1.9, -0.9, about 14 %",
        "100, 101, about 0 %",
        "-30, -3, about 1 %",
        "0, 0.05, about 2 %",
        "0, 255, a small part",
        "5, Infinity, about 0 %",
        "-Infinity, Infinity, ",
        "-3.4028235E38, 3.4028235E38, a small part"
    })
    void aBoxThatANewPolicyCannotExploreIsWarnedOf(float low, float high, String why) {
        List<String> sentences = ScaledActions.warnings(BoxSpace.of(1, low, high));
        if (why == null) {
            assertThat(sentences).isEmpty();
        } else {
            assertThat(sentences).singleElement().asString().contains(why);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void deviationsKeepToTheirBounds(ActorCriticFactory engine) {
        TrainingConfig fast = SMALL.withNetwork(engine).withLearningRate(0.05).withAnnealLearningRate(false);
        assertThat(logStd(fast.withEntropyCoef(1))).isGreaterThan(0.3f);
        assertThat(logStd(fast.withEntropyCoef(1).withMaxLogStd(0.25))).isEqualTo(0.25f);
        assertThat(logStd(fast.withMinLogStd(-0.5).withMaxLogStd(-0.25))).isBetween(-0.5f, -0.25f);
        assertThat(logStd(fast.withMinLogStd(1.5).withLearningRate(1e-5))).isCloseTo(1.5f, within(0.01f));
        assertThat(fast.withMaxLogStd(2).describe()).containsEntry("maxLogStd", "2.0");
    }

    /** The log standard deviation after six updates of a pendulum. */
    private static float logStd(TrainingConfig config) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("Pendulum-v1"), "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            float[] parameters = new float[2];
            run.network().evaluate(new float[3], 1, parameters, new float[1]);
            return parameters[1];
        }
    }

    @Test
    void boundsOfWhatIsAnOutputAreRefused() {
        DiagonalGaussian bounded = new DiagonalGaussian(1, -5, 2);
        String expected = "minLogStd and maxLogStd bound log standard deviations that are weights";
        assertThatThrownBy(() -> new PerceptronActorCritic(3, bounded, 0, PerceptronConfig.withDefaults(), 1))
                .hasMessageStartingWith(expected);
        assertThatThrownBy(() -> new DjlActorCritic(PerceptronBlock.shared(new int[] {8}, 2, 1), 3, bounded, 1))
                .hasMessageStartingWith(expected);
        assertThatThrownBy(() -> SMALL.withMaxLogStd(-2).withMinLogStd(-2))
                .hasMessage("minLogStd must be below the maxLogStd of -2.0 but was -2.0");
        assertThatThrownBy(() -> SMALL.withMaxLogStd(Double.NaN)).hasMessageContaining("maxLogStd of NaN");
    }

    /** What drifts within an update is named there, and what was there before it by the rollout. */
    @ParameterizedTest
    @MethodSource("engines")
    void aDeviationThatDriftsIsNamedWithItsUpdate(ActorCriticFactory engine) {
        TrainingRun[] run = new TrainingRun[1];
        TrainingConfig poisoned = SMALL.withNetwork(engine).withAdvantageEstimator((rollout, discount) -> {
            AdvantageEstimator.generalized(0.95).estimate(rollout, discount);
            Arrays.fill(run[0].network().parameters(), Float.NaN);
            run[0].network().parametersChanged();
        });
        run[0] = new TrainingRun(() -> ClassicControl.make("Pendulum-v1"), "ppo", poisoned, 1);
        assertThatThrownBy(run[0]::update)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("in update 1: the mean of action dimension 0 in row 0 must be finite but was NaN");
        run[0].close();
        run[0] = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "ppo", SMALL.withNetwork(engine), 1);
        float[] weights = run[0].network().parameters();
        Arrays.fill(weights, weights.length - 9, weights.length, Float.NaN); // the head of the values
        run[0].network().parametersChanged();
        assertThatThrownBy(run[0]::update)
                .hasMessage("in step 0 of rollout 1 the network gave no actions or values: the value in row 0 must be"
                        + " finite but was NaN (the weights after update 0)");
        run[0].close();
        TrainingConfig wild = SMALL.withNetwork(engine).withMaxGradNorm(1e9).withEntropyCoef(1);
        TrainingConfig slow = wild.withLearningRate(14).withAnnealLearningRate(false);
        assertThatThrownBy(() -> logStd(slow.withMinibatchSize(64).withEpochs(1)))
                .hasMessageContainingAll(
                        "in step 0 of rollout 4", "log standard deviation", "(the weights after update 3)");
    }

    /** Oracle: a range that no value leaves is no clipping, and one of its own that equals the policy's is the default. */
    @Test
    void theValueClipHasARangeOfItsOwn() {
        float[] unclipped = trained(SMALL.withClipValueLoss(false));
        assertThat(trained(SMALL.withValueClipRange(1e9))).containsExactly(unclipped);
        float[] clipped = trained(SMALL);
        assertThat(trained(SMALL.withValueClipRange(0.2))).containsExactly(clipped);
        assertThat(trained(SMALL.withValueClipRange(0.001))).isNotEqualTo(clipped);
        assertThat(SMALL.withClipRange(0.1).describe()).containsEntry("valueLoss", "Clipped[clipRange=0.1]");
        assertThat(SMALL.withValueClipRange(10).describe()).containsEntry("valueLoss", "Clipped[clipRange=10.0]");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aValueLossFromACellTrains(ActorCriticFactory engine) {
        TrainingConfig config = SMALL.withNetwork(engine);
        float[] expected = trained(config.withClipValueLoss(false));
        float[] squared =
                trained(config.withValueLoss((value, old, target) -> (value - target) * (value - target) / 2));
        for (int i = 0; i < expected.length; i++) {
            assertThat(squared[i]).isCloseTo(expected[i], within(1e-3f));
        }
        ValueLoss huber = (value, old, target) -> Math.hypot(1, value - target);
        assertThat(trained(config.withValueLoss(huber))).isNotEqualTo(expected);
        assertThat(config.withValueLoss(huber).describe()).containsEntry("valueLoss", "lambda");
        assertThatThrownBy(() -> trained(config.withValueLoss((value, old, target) -> Math.sqrt(-1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "the value loss must give finite numbers but for value .* it was NaN and its slope NaN");
    }

    private static float[] trained(TrainingConfig config) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            float[] parameters = run.network().parameters();
            return Arrays.copyOf(parameters, parameters.length);
        }
    }
}
