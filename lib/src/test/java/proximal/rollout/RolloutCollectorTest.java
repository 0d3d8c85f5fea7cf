package proximal.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import proximal.environment.BoxSpace;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;

/** Oracle: a task whose observations count its steps, and a value function that gives them back. */
class RolloutCollectorTest {

    /** Observes the number of steps of its episode; ends after three, by termination in odd episodes and truncation in even ones. */
    private static final class Counting implements Environment {
        private final Space actionSpace;
        private float lastAction;
        private int episode;
        private int steps;

        Counting(Space actionSpace) {
            this.actionSpace = actionSpace;
        }

        @Override
        public String name() {
            return "Counting-v0";
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(1, 0, 100);
        }

        @Override
        public Space actionSpace() {
            return actionSpace;
        }

        @Override
        public void reset(long seed, float[] observation) {
            episode++;
            steps = 0;
            observation[0] = 0;
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            lastAction = action[0];
            observation[0] = ++steps;
            boolean ends = steps == 3;
            result.set(10 * steps, ends && episode % 2 == 1, ends && episode % 2 == 0);
        }
    }

    /** V(s) = 100 + s; the policy is fixed. */
    private static final class Fixed implements ActorCritic {
        private final ActionDistribution distribution;
        private final float[] parameters;

        Fixed(ActionDistribution distribution, float... parameters) {
            this.distribution = distribution;
            this.parameters = parameters;
        }

        @Override
        public int observationSize() {
            return 1;
        }

        @Override
        public ActionDistribution distribution() {
            return distribution;
        }

        @Override
        public void evaluate(float[] observations, int n, float[] distributionParameters, float[] values) {
            for (int i = 0; i < n; i++) {
                System.arraycopy(parameters, 0, distributionParameters, i * parameters.length, parameters.length);
                values[i] = 100 + observations[i];
            }
        }

        @Override
        public void forward(float[] observations, int n, float[] distributionParameters, float[] values) {
            evaluate(observations, n, distributionParameters, values);
        }

        @Override
        public void backward(float[] distributionGradient, float[] valueGradient) {}

        @Override
        public float[] parameters() {
            return new float[0];
        }

        @Override
        public float[] gradient() {
            return new float[0];
        }

        @Override
        public void parametersChanged() {}

        @Override
        public void close() {}
    }

    @Test
    void keepsTheFinalObservationsValueWhereTheEpisodeWasTruncated() {
        ActorCritic network = new Fixed(new Categorical(2), 0, 0);
        VectorEnvironment environments = new VectorEnvironment(() -> new Counting(new DiscreteSpace(2)), 1, 1);
        RolloutCollector collector = new RolloutCollector(environments, network);
        Rollout rollout = new Rollout(7, 1, 1, network.distribution());
        List<String> episodes = new ArrayList<>();
        collector.collect(
                rollout,
                new SplitMix64(1),
                (env, steps, episodeReturn, length, truncated) ->
                        episodes.add(env + " " + steps + " " + episodeReturn + " " + length + " " + truncated));
        assertThat(rollout.observations).containsExactly(0, 1, 2, 0, 1, 2, 0);
        assertThat(rollout.values).containsExactly(100, 101, 102, 100, 101, 102, 100);
        assertThat(rollout.rewards).containsExactly(10, 20, 30, 10, 20, 30, 10);
        assertThat(rollout.terminated).containsExactly(false, false, true, false, false, false, false);
        assertThat(rollout.truncated).containsExactly(false, false, false, false, false, true, false);
        assertThat(rollout.finalValues).containsExactly(0, 0, 0, 0, 0, 103, 0);
        assertThat(rollout.lastValues).containsExactly(101);
        assertThat(episodes).containsExactly("0 3 60.0 3 false", "0 6 60.0 3 true");
        assertThat(rollout.oldLogProb).containsOnly((float) -Math.log(2));

        collector.collect(rollout, new SplitMix64(1), (env, steps, episodeReturn, length, truncated) -> {});
        assertThat(rollout.observations).as("goes on where it stopped").startsWith(1, 2, 0);
        assertThat(rollout.finalValues)
                .as("nothing is left of the rollout before")
                .containsExactly(0, 0, 0, 0, 103, 0, 0);
        assertThat(collector.totalSteps()).isEqualTo(14);
    }

    @Test
    void clipsActionsForTheEnvironmentAndKeepsThemAsDrawn() {
        List<Counting> made = new ArrayList<>();
        VectorEnvironment environments = new VectorEnvironment(
                () -> {
                    made.add(new Counting(BoxSpace.of(1, -0.5, 0.5)));
                    return made.get(made.size() - 1);
                },
                2,
                1);
        ActorCritic network = new Fixed(new DiagonalGaussian(1), 40, 0);
        Rollout rollout = new Rollout(1, 2, 1, network.distribution());
        new RolloutCollector(environments, network)
                .collect(rollout, new SplitMix64(3), (env, steps, episodeReturn, length, truncated) -> {});
        assertThat(rollout.actions[0]).isGreaterThan(30).isNotEqualTo(rollout.actions[1]);
        assertThat(made.get(0).lastAction).isEqualTo(0.5f);
        assertThat(made.get(1).lastAction).isEqualTo(0.5f);
    }

    @Test
    void networksAndRolloutsThatDoNotFitAreRefused() {
        VectorEnvironment environments = new VectorEnvironment(() -> new Counting(BoxSpace.of(3, -1, 1)), 1, 1);
        assertThatThrownBy(() -> new RolloutCollector(environments, new Fixed(new DiagonalGaussian(2), 0, 0, 0, 0)))
                .hasMessageContainingAll("size 1", "size 2", "has 1", "3");
        VectorEnvironment two = new VectorEnvironment(() -> new Counting(new DiscreteSpace(2)), 2, 1);
        ActorCritic network = new Fixed(new Categorical(2), 0, 0);
        assertThatThrownBy(() -> new RolloutCollector(two, network)
                        .collect(
                                new Rollout(4, 3, 1, network.distribution()), new SplitMix64(1), (a, b, c, d, e) -> {}))
                .hasMessageContaining("the rollout must be made for 2 environments")
                .hasMessageContaining("but it has 3 environments");
        assertThatThrownBy(() -> new Rollout(0, 1, 1, new Categorical(2)))
                .hasMessageContainingAll("numEnvs", "observationSize", "at least 1", "were 0");
    }
}
