package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.SplitMix64;
import proximal.experiment.Ablation;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronBlock;
import proximal.record.Checkpoint;
import proximal.record.Policy;

/** Oracles: the run's own network and rollout, the same returns after a file, and the closed form of a bounded action. */
class PolicyTest {
    private static final Supplier<Environment> CART_POLE = () -> ClassicControl.make("CartPole-v1");
    private static final Supplier<Environment> PENDULUM = () -> ClassicControl.make("Pendulum-v1");
    private static final TrainingConfig SHORT = TrainingConfig.withDefaults().withTotalSteps(2048);

    private static Policy trained(Supplier<Environment> task, TrainingConfig config) {
        try (TrainingRun run = new TrainingRun(task, "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            return run.log().policy().orElseThrow();
        }
    }

    @Test
    void thePolicyGivesTheDistributionsOfTheNetworkThatWasTrained() {
        TrainingConfig config = SHORT.withNormalizeObservations(true);
        try (TrainingRun run = new TrainingRun(PENDULUM, "ppo", config, 1)) {
            run.update();
            Policy policy = run.policy();
            // What the run saw last is normalised by the moments that the policy has, so mode and action must agree.
            float[] raw = {0.3f, -0.7f, 1.5f};
            float[] normalized = raw.clone();
            double[] moments = moments(policy);
            for (int i = 0; i < 3; i++) {
                normalized[i] = (float) ((raw[i] - moments[1 + i]) / Math.sqrt(moments[4 + i] + 1e-8));
            }
            float[] distribution = new float[2];
            run.network().evaluate(normalized, 1, distribution, new float[1]);
            float[] action = new float[1];
            try (Policy.Actor actor = policy.actor()) {
                actor.act(raw, action);
                assertThat(action[0]).isEqualTo(Math.min(Math.max(distribution[0], -2), 2));
                double sum = 0;
                for (int k = 0; k < 20_000; k++) {
                    actor.sample(raw, new SplitMix64(k), action);
                    sum += action[0];
                }
                assertThat(sum / 20_000).isCloseTo(distribution[0], within(0.05));
            }
            run.update();
            try (Policy.Actor actor = policy.actor()) {
                float[] again = new float[1];
                actor.act(raw, again);
                assertThat(again[0])
                        .as("a policy does not learn")
                        .isEqualTo(Math.min(Math.max(distribution[0], -2), 2));
            }
        }
    }

    private static double[] moments(Policy policy) {
        try {
            Path file = Files.createTempFile("policy", ".zip");
            policy.save(file);
            double[] moments = Checkpoint.read(file).doubles("normalization");
            Files.delete(file);
            return moments;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSavedPolicyPlaysTheSameEpisodes(@TempDir Path folder) {
        Path file = folder.resolve("cart.policy");
        Evaluation evaluation = Evaluation.withDefaults().withEpisodes(7);
        Policy policy = trained(CART_POLE, SHORT);
        List<Evaluation.Episode> played = evaluation.of(policy, CART_POLE);
        policy.save(file);
        assertThat(evaluation.of(Policy.load(file), CART_POLE)).isEqualTo(played);
        assertThat(evaluation.withThreads(3).of(policy, CART_POLE)).isEqualTo(played);
        assertThat(played).extracting(Evaluation.Episode::number).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(played).allSatisfy(episode -> {
            assertThat(episode.episodeReturn()).isEqualTo(episode.length());
            assertThat(episode.terminated()).isNotEqualTo(episode.truncated());
        });
        assertThat(evaluation.withSeed(2).of(policy, CART_POLE)).isNotEqualTo(played);
        List<Evaluation.Episode> modes = evaluation.withDeterministic(true).of(policy, CART_POLE);
        assertThat(modes)
                .isEqualTo(evaluation.withDeterministic(true).of(policy, CART_POLE))
                .isNotEqualTo(played);
    }

    @Test
    void scaledActionsReachTheTaskInItsOwnBox() {
        Policy policy = trained(PENDULUM, SHORT.withScaledActions(true));
        Policy plain = trained(PENDULUM, SHORT.withScaledActions(false));
        float[] action = new float[1];
        float[] other = new float[1];
        try (Policy.Actor actor = policy.actor();
                Policy.Actor unscaled = plain.actor()) {
            boolean beyondOne = false;
            for (int seed = 0; seed < 200; seed++) {
                actor.sample(new float[] {1, 0, 0}, new SplitMix64(seed), action);
                unscaled.sample(new float[] {1, 0, 0}, new SplitMix64(seed), other);
                assertThat(Math.abs(action[0])).isLessThanOrEqualTo(2);
                beyondOne |= Math.abs(action[0]) > 1.9;
            }
            assertThat(beyondOne).isTrue();
        }
        assertThat(policy.actions()).isEqualTo(PENDULUM.get().actionSpace());
    }

    @Test
    void aNetworkOfOnesOwnIsLoadedByItsFactory(@TempDir Path folder) {
        ActorCriticFactory mine = (size, distribution, seed) ->
                new DjlActorCritic(PerceptronBlock.shared(new int[] {8}, 2, seed), size, distribution, seed);
        Policy policy = trained(CART_POLE, SHORT.withTotalSteps(512).withNetwork(mine));
        Path file = folder.resolve("own.policy");
        policy.save(file);
        assertThatThrownBy(() -> Policy.load(file))
                .hasMessageEndingWith(
                        "has a network of one's own: give its factory, as in" + " Policy.load(path, factory)");
        Evaluation evaluation = Evaluation.withDefaults().withEpisodes(3);
        assertThat(evaluation.of(Policy.load(file, mine), CART_POLE)).isEqualTo(evaluation.of(policy, CART_POLE));
        ActorCriticFactory wider = (size, distribution, seed) ->
                new DjlActorCritic(PerceptronBlock.shared(new int[] {9}, 2, seed), size, distribution, seed);
        assertThatThrownBy(() -> Policy.load(file, wider).actor())
                .hasMessageContaining("the number of parameters of the policy's network must be that of the file");
    }

    @Test
    void anAblationAndItsStoreHandThePoliciesOver(@TempDir Path folder) {
        Ablation ablation = new Ablation(SHORT)
                .variant("ppo", c -> c)
                .task("CartPole-v1")
                .seeds(1, 2)
                .store(folder.resolve("runs"));
        Evaluation evaluation = Evaluation.withDefaults().withEpisodes(2);
        List<Evaluation.Episode> first =
                evaluation.of(ablation.run().get(1).policy().orElseThrow(), CART_POLE);
        assertThat(evaluation.of(ablation.run().get(1).policy().orElseThrow(), CART_POLE))
                .isEqualTo(first);
        assertThat(folder.resolve("runs").toFile()).isDirectoryRecursivelyContaining("glob:**policy.zip");
    }

    @Test
    void whatIsNoFittingPolicyIsSaid(@TempDir Path folder) throws IOException {
        Policy policy = trained(CART_POLE, SHORT);
        Path file = folder.resolve("cart.policy");
        policy.save(file);
        assertThatThrownBy(() -> Evaluation.withDefaults().of(policy, PENDULUM))
                .hasMessageStartingWith("the policy was trained with observations of 4 and actions in ")
                .hasMessageContaining("but Pendulum-v1 has observations of 3");
        byte[] whole = Files.readAllBytes(file);
        Path torn = Files.write(folder.resolve("torn"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Policy.load(torn)).hasMessageContaining("is no whole checkpoint");
        Path other = folder.resolve("other");
        new Checkpoint(Map.of("a", 1)).write(other);
        assertThatThrownBy(() -> Policy.load(other)).hasMessageContaining("is no policy, but a checkpoint");
        assertThatThrownBy(() -> Policy.load(folder.resolve("none"))).hasMessageContaining("there is no checkpoint");
        try (Policy.Actor actor = policy.actor()) {
            assertThatThrownBy(() -> actor.act(new float[3], new float[1]))
                    .hasMessage("the length of an observation of this policy must be 4 but was 3");
        }
        assertThatThrownBy(() -> Evaluation.withDefaults().withEpisodes(0))
                .hasMessage("episodes must be at least 1 but was 0");
    }
}
