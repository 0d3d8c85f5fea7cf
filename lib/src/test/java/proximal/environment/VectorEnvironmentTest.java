package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorEnvironmentTest {

    private static VectorEnvironment vector(String id, int numEnvs, long seed) {
        return new VectorEnvironment(() -> ClassicControl.make(id), numEnvs, seed);
    }

    private static VectorEnvironment normalized(String id, int numEnvs, long seed) {
        VectorEnvironment environments = vector(id, numEnvs, seed);
        return environments
                .withObservationNormalization(new ObservationNormalization(
                        environments.observationSpace().size()))
                .withRewardNormalization(new RewardNormalization(numEnvs, 0.99));
    }

    /** Fills the actions of one step; those of environment e depend on e and the step only. */
    private static void act(VectorEnvironment environments, float[] actions, int step) {
        for (int env = 0; env < environments.numEnvs(); env++) {
            long bits = SplitMix64.streamSeed(env, step);
            actions[env] = environments.actionSpace() instanceof DiscreteSpace discrete
                    ? Long.remainderUnsigned(bits, discrete.n())
                    : (bits >> 40) / (float) (1 << 22);
        }
    }

    /** Oracle: each environment on its own, reset by hand with the documented seeds where an episode ends. */
    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "Pendulum-v1"})
    void stepsAsEachEnvironmentAlone(String id) {
        int numEnvs = 3;
        VectorEnvironment environments = vector(id, numEnvs, 42);
        environments.reset();
        float[] actions = new float[numEnvs + 2];
        int size = environments.observationSpace().size();
        Environment[] alone = new Environment[numEnvs];
        int[] episodes = new int[numEnvs];
        float[] observation = new float[size];
        StepResult result = new StepResult();
        for (int env = 0; env < numEnvs; env++) {
            alone[env] = ClassicControl.make(id);
            alone[env].reset(SplitMix64.streamSeed(SplitMix64.streamSeed(42, env), 0), observation);
            assertThat(row(environments.observations, env, size)).isEqualTo(observation);
        }
        for (int step = 0; step < 1000; step++) {
            act(environments, actions, step);
            environments.step(actions);
            for (int env = 0; env < numEnvs; env++) {
                alone[env].step(new float[] {actions[env]}, observation, result);
                assertThat(row(environments.finalObservations, env, size)).isEqualTo(observation);
                assertThat(environments.rawRewards[env]).isEqualTo(result.reward());
                assertThat(environments.rewards[env]).isEqualTo((float) result.reward());
                assertThat(environments.terminated[env]).isEqualTo(result.terminated());
                assertThat(environments.truncated[env]).isEqualTo(result.truncated());
                if (result.done()) {
                    episodes[env]++;
                    long seed = SplitMix64.streamSeed(SplitMix64.streamSeed(42, env), episodes[env]);
                    alone[env].reset(seed, observation);
                }
                assertThat(row(environments.observations, env, size)).isEqualTo(observation);
            }
        }
        assertThat(Arrays.stream(episodes).min().getAsInt()).isGreaterThan(3);
    }

    private static float[] row(float[] rows, int env, int size) {
        return Arrays.copyOfRange(rows, env * size, (env + 1) * size);
    }

    /** All that some steps show, in order. */
    private static List<float[]> play(VectorEnvironment environments, int from, int to, int envsShown) {
        int size = environments.observationSpace().size();
        float[] actions = new float[environments.numEnvs()];
        List<float[]> shown = new ArrayList<>();
        for (int step = from; step < to; step++) {
            act(environments, actions, step);
            environments.step(actions);
            shown.add(Arrays.copyOf(environments.observations, envsShown * size));
            shown.add(Arrays.copyOf(environments.finalObservations, envsShown * size));
            shown.add(Arrays.copyOf(environments.rewards, envsShown));
        }
        return shown;
    }

    private static void assertSameBits(List<float[]> one, List<float[]> other) {
        assertThat(one).hasSameSizeAs(other);
        Iterator<float[]> expected = other.iterator();
        one.forEach(values -> assertThat(values).isEqualTo(expected.next()));
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
        VectorEnvironment one = normalized("CartPole-v1", 4, 7);
        VectorEnvironment same = normalized("CartPole-v1", 4, 7);
        VectorEnvironment other = normalized("CartPole-v1", 4, 8);
        one.reset();
        same.reset();
        other.reset();
        assertThat(one.observations).isEqualTo(same.observations).isNotEqualTo(other.observations);
        assertSameBits(play(one, 0, 500, 4), play(same, 0, 500, 4));
    }

    @Test
    void theEpisodesOfAnEnvironmentDoNotDependOnTheNumberOfEnvironments() {
        VectorEnvironment alone = vector("CartPole-v1", 1, 7);
        VectorEnvironment among = vector("CartPole-v1", 5, 7);
        alone.reset();
        among.reset();
        assertSameBits(play(alone, 0, 500, 1), play(among, 0, 500, 1));
    }

    @Test
    void anotherResetBeginsTheNextEpisode() {
        VectorEnvironment environments = vector("Pendulum-v1", 2, 7);
        environments.reset();
        float[] first = environments.observations.clone();
        environments.step(new float[2]);
        environments.reset();
        assertThat(environments.observations).isNotEqualTo(first);
        assertThat(environments.rewards).containsOnly(0);
        float[] expected = new float[3];
        new Pendulum().reset(SplitMix64.streamSeed(SplitMix64.streamSeed(7, 1), 1), expected);
        assertThat(row(environments.observations, 1, 3)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "Acrobot-v1", "MountainCarContinuous-v0", "Pendulum-v1"})
    void goesOnWithTheSameBitsFromAState(String id) {
        VectorEnvironment environments = normalized(id, 3, -1234567890123L);
        environments.reset();
        play(environments, 0, 230, 3);
        double[] state = environments.state();
        float[] observations = environments.observations.clone();
        List<float[]> expected = play(environments, 230, 600, 3);

        VectorEnvironment resumed = normalized(id, 3, -1234567890123L);
        resumed.setState(state);
        assertThat(resumed.observations).isEqualTo(observations);
        assertThat(resumed.state()).isEqualTo(state);
        assertSameBits(play(resumed, 230, 600, 3), expected);
        assertThat(resumed.state()).isEqualTo(environments.state());
    }

    /** Oracle: the raw values of an environment that is not normalised, shifted and scaled by moments that are frozen. */
    @Test
    void frozenNormalisationsScaleAndDoNotLearn() {
        VectorEnvironment training = vector("Pendulum-v1", 4, 1);
        ObservationNormalization learned = new ObservationNormalization(3);
        RewardNormalization scaled = new RewardNormalization(4, 0.9);
        training.withObservationNormalization(learned).withRewardNormalization(scaled);
        training.reset();
        play(training, 0, 300, 4);
        double[] moments = learned.state();

        VectorEnvironment raw = vector("Pendulum-v1", 1, 2);
        VectorEnvironment evaluation = vector("Pendulum-v1", 1, 2)
                .withObservationNormalization(learned.frozen())
                .withRewardNormalization(scaled.frozen(1));
        raw.reset();
        evaluation.reset();
        for (int step = 0; step < 250; step++) {
            play(raw, step, step + 1, 1);
            play(evaluation, step, step + 1, 1);
            for (int i = 0; i < 3; i++) {
                double deviation = Math.sqrt(learned.moments().variance(i) + 1e-8);
                double expected = (raw.observations[i] - learned.moments().mean(i)) / deviation;
                assertThat(evaluation.observations[i]).isEqualTo((float) expected);
            }
            assertThat(evaluation.rawRewards).isEqualTo(raw.rawRewards);
            double deviation = Math.sqrt(scaled.moments().variance(0) + 1e-8);
            assertThat(evaluation.rewards[0]).isEqualTo((float) (raw.rawRewards[0] / deviation));
        }
        assertThat(learned.state()).isEqualTo(moments);
    }

    /** The smallest of three counts: the compiler of the JVM now and then allocates on the thread that it serves. */
    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "Pendulum-v1"})
    void makesNoGarbage(String id) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        VectorEnvironment environments = normalized(id, 2, 1);
        environments.reset();
        float[] actions = new float[2];
        step(environments, actions, 50_000);
        long smallest = Long.MAX_VALUE;
        for (int count = 0; count < 3; count++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            step(environments, actions, 100_000);
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(smallest).isBetween(0L, 200L);
    }

    private static void step(VectorEnvironment environments, float[] actions, int steps) {
        for (int step = 0; step < steps; step++) {
            actions[0] = step & 1;
            actions[1] = (step >> 1) & 1;
            environments.step(actions);
        }
    }

    @Test
    void refusesBadActionsBeforeAnythingIsStepped() {
        VectorEnvironment environments = vector("CartPole-v1", 3, 1);
        assertThatThrownBy(() -> environments.step(new float[3]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CartPole-v1 must be reset");
        environments.reset();
        double[] before = environments.state();
        for (float bad : new float[] {2, -1, 0.5f, Float.NaN}) {
            assertThatThrownBy(() -> environments.step(new float[] {0, 1, bad}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("environment 2", "CartPole-v1", "step 1", "indices 0 to 1", "was " + bad);
        }
        assertThatThrownBy(() -> environments.step(new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("3 environments", "CartPole-v1", "3 numbers", "2");
        assertThat(environments.state()).isEqualTo(before);

        VectorEnvironment continuous = vector("Pendulum-v1", 1, 1);
        continuous.reset();
        assertThatThrownBy(() -> continuous.step(new float[] {Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environment 0 (Pendulum-v1) in step 1 must be a number but was NaN");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void namesTheEnvironmentThatGaveABadReward(double bad) {
        VectorEnvironment environments = faulty(0, bad);
        environments.reset();
        environments.step(new float[2]);
        assertThatThrownBy(() -> environments.step(new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("environment 1", "Faulty", "step 2", "episode 0", "" + bad);
        assertThatThrownBy(() -> environments.step(new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be reset");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void namesTheEnvironmentThatGaveABadObservation(float bad) {
        VectorEnvironment environments = faulty(bad, 0);
        environments.reset();
        environments.step(new float[2]);
        assertThatThrownBy(() -> environments.step(new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("environment 1", "Faulty", "step 2", "episode 0", "coordinate 1", "" + bad);
    }

    /** Two environments, the second of which gives the bad values in its second step. */
    private static VectorEnvironment faulty(float badObservation, double badReward) {
        int[] made = {0};
        return new VectorEnvironment(
                () -> {
                    boolean bad = made[0]++ == 1;
                    return new StubEnvironment() {
                        private int steps;

                        @Override
                        public String name() {
                            return "Faulty";
                        }

                        @Override
                        public void step(float[] action, float[] observation, StepResult result) {
                            super.step(action, observation, result);
                            if (++steps == 2 && bad) {
                                observation[1] = badObservation;
                                result.set(badReward, false, false);
                            }
                        }
                    };
                },
                2,
                0);
    }

    @Test
    void refusesFactoriesThatCannotServe() {
        assertThatThrownBy(() -> vector("CartPole-v1", 0, 1)).hasMessageContainingAll("numEnvs", "at least 1", "was 0");
        assertThatThrownBy(() -> new VectorEnvironment(() -> null, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gave null as number 0");
        Environment one = new CartPole();
        assertThatThrownBy(() -> new VectorEnvironment(() -> one, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CartPole-v1 again as number 1");
        Iterator<Environment> mixed =
                List.<Environment>of(new CartPole(), new Pendulum()).iterator();
        assertThatThrownBy(() -> new VectorEnvironment(mixed::next, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number 1 (Pendulum-v1) has others than number 0 (CartPole-v1)");
    }

    @Test
    void refusesNormalisationsThatDoNotFitOrComeTooLate() {
        VectorEnvironment environments = vector("CartPole-v1", 2, 1);
        assertThatThrownBy(() -> environments.withObservationNormalization(new ObservationNormalization(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size 4 but the normalisation is for size 3");
        assertThatThrownBy(() -> environments.withRewardNormalization(new RewardNormalization(1, 0.99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 environments but the normalisation is for 1");
        environments.reset();
        assertThatThrownBy(() -> environments.withRewardNormalization(new RewardNormalization(2, 0.99)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before the first reset");
    }

    @Test
    void refusesAStateOfOtherEnvironmentsAndChangesNothing() {
        VectorEnvironment environments = vector("CartPole-v1", 2, 1);
        assertThatThrownBy(environments::state).isInstanceOf(IllegalStateException.class);
        environments.reset();
        double[] state = environments.state();
        VectorEnvironment otherSeed = vector("CartPole-v1", 2, 1L << 40);
        otherSeed.reset();
        double[] before = otherSeed.state();
        for (double[] bad : List.of(state, Arrays.copyOf(before, before.length - 1), Arrays.copyOf(before, 200))) {
            assertThatThrownBy(() -> otherSeed.setState(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> vector("CartPole-v1", 3, 1).setState(state))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> normalized("CartPole-v1", 2, 1).setState(state))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(otherSeed.state()).isEqualTo(before);
    }
}
