package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/** Oracle: closed forms of the gambler's ruin (Feller 1968, volume 1, chapter XIV) and of geometric waiting times. */
class FiniteMdpTest {
    private static final int N = 8; // the right end; 0 is the left one

    /** A walk from 0 to N; action 1 goes right with probability p, action 0 with 1 - p; the right end pays 1. */
    private static FiniteMdp walk(double p, double reward) {
        double[][][] transitions = new double[N + 1][2][N + 1];
        double[][][] rewards = new double[N + 1][2][N + 1];
        double[] start = new double[N + 1];
        for (int s = 1; s < N; s++) {
            start[s] = 1.0 / (N - 1);
            for (int a = 0; a < 2; a++) {
                transitions[s][a][s + 1] = a == 1 ? p : 1 - p;
                transitions[s][a][s - 1] = a == 1 ? 1 - p : p;
                Arrays.fill(rewards[s][a], reward);
                rewards[s][a][N] += 1;
            }
        }
        return new FiniteMdp("Walk", transitions, rewards, start);
    }

    private static double[][] always(double right) {
        double[][] policy = new double[N + 1][];
        Arrays.setAll(policy, s -> new double[] {1 - right, right});
        return policy;
    }

    @Test
    void undiscountedValuesAreTheProbabilitiesOfRuin() {
        double[] fair = walk(0.5, 0).values(always(0.5), 1);
        double[] drift = walk(0.7, 0).values(always(1), 1);
        double odds = 0.3 / 0.7;
        for (int s = 0; s < N; s++) {
            assertThat(fair[s]).isCloseTo((double) s / N, within(1e-12));
            assertThat(drift[s]).isCloseTo((1 - Math.pow(odds, s)) / (1 - Math.pow(odds, N)), within(1e-12));
        }
        assertThat(fair[N]).isZero(); // terminal
    }

    @Test
    void discountedValuesAndDurationsHaveTheirClosedForms() {
        double discount = 0.9;
        double root = (1 + Math.sqrt(1 - discount * discount)) / discount; // of discount (x^2 + 1) / 2 = x
        double[] values = walk(0.5, 0).values(always(0.5), discount);
        double[] durations = walk(0.5, 0).solve(always(0.5), 1, ones());
        for (int s = 1; s < N; s++) {
            // The reward comes with the last step, so it is discounted once less than there are steps.
            double exact =
                    (Math.pow(root, s) - Math.pow(root, -s)) / (Math.pow(root, N) - Math.pow(root, -N)) / discount;
            assertThat(values[s]).isCloseTo(exact, within(1e-12));
            assertThat(durations[s]).isCloseTo(s * (N - s), within(1e-10));
        }
    }

    private static double[] ones() {
        double[] ones = new double[N + 1];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void valuesAreTheMeanOfTheActionValuesUnderThePolicy() {
        FiniteMdp walk = walk(0.8, -0.1);
        double[] values = walk.values(always(0.3), 0.95);
        double[][] q = walk.actionValues(values, 0.95);
        for (int s = 0; s <= N; s++) {
            assertThat(0.7 * q[s][0] + 0.3 * q[s][1]).isCloseTo(values[s], within(1e-12));
        }
    }

    @Test
    void itsEpisodesHaveTheseMeans() {
        FiniteMdp walk = walk(0.7, 0);
        double[] values = walk.values(always(1), 1);
        double mean = Arrays.stream(values).sum() / (N - 1);
        float[] observation = new float[N + 1];
        StepResult result = new StepResult();
        int episodes = 20_000;
        double sum = 0;
        for (int episode = 0; episode < episodes; episode++) {
            walk.reset(SplitMix64.streamSeed(1, episode), observation);
            do {
                walk.step(new float[] {1}, observation, result);
                sum += result.reward();
            } while (!result.done());
            assertThat(observation[0] + observation[N]).isEqualTo(1);
        }
        assertThat(sum / episodes).isCloseTo(mean, within(5 * Math.sqrt(mean * (1 - mean) / episodes)));
    }

    @Test
    void keepsTheRulesOfEnvironmentsAndIsResumedFromItsState() {
        EnvironmentChecker.check(walk(0.6, 0)).requireValid();
        FiniteMdp one = walk(0.6, 0);
        FiniteMdp other = walk(0.6, 0);
        float[] observation = new float[N + 1];
        float[] copied = new float[N + 1];
        StepResult result = new StepResult();
        one.reset(-7, observation);
        for (int i = 0; i < 100; i++) {
            other.setState(one.state(), copied);
            assertThat(copied).isEqualTo(observation);
            one.step(new float[] {i % 2}, observation, result);
            other.step(new float[] {i % 2}, copied, new StepResult());
            assertThat(copied).isEqualTo(observation);
            assertThat(other.state()).isEqualTo(one.state());
            if (result.done()) {
                one.reset(i, observation);
            }
        }
    }

    @Test
    void ppoLearnsOnIt() {
        TrainingConfig config = TrainingConfig.withDefaults()
                .withLearningRate(1e-2)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withTotalSteps(8_192);
        try (TrainingRun run = new TrainingRun(() -> walk(0.8, 0), "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            double last = run.log().episodes().stream()
                    .skip(run.log().episodes().size() - 200)
                    .mapToDouble(episode -> episode.episodeReturn())
                    .average()
                    .orElseThrow();
            double best = Arrays.stream(walk(0.8, 0).values(always(1), 1)).sum() / (N - 1);
            assertThat(best).isGreaterThan(0.9);
            assertThat(last).isGreaterThan(0.8); // the random policy earns a half
        }
    }

    @Test
    void saysWhatIsWrong() {
        double[][][] ones = {{{1}}};
        assertThatThrownBy(() -> new FiniteMdp("Loop", new double[][][] {{{0.5}}}, ones, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("transitions[0][0] of Loop must be 1 probabilities of sum 1 but was [0.5]");
        assertThatThrownBy(() -> new FiniteMdp("Loop", ones, ones, new double[] {Double.NaN}))
                .hasMessageContaining("start of Loop must be");
        assertThatThrownBy(() -> new FiniteMdp("Loop", ones, new double[][][] {{{1, 2}}}, new double[] {1}))
                .hasMessageContaining("rewards of Loop must be of shape");
        assertThatThrownBy(() -> new FiniteMdp("End", new double[][][] {{{0}}}, ones, new double[] {1}))
                .hasMessageContaining("start[0] of a terminal state must be 0");
        FiniteMdp loop = new FiniteMdp("Loop", ones, ones, new double[] {1});
        assertThat(loop.values(new double[][] {{1}}, 0.5)[0]).isCloseTo(2, within(1e-12));
        assertThatThrownBy(() -> loop.values(new double[][] {{1}}, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
