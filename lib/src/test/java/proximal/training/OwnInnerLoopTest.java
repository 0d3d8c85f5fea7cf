package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import proximal.environment.ClassicControl;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.experiment.Ablation;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.DjlActorCritic;
import proximal.record.RunLog;
import proximal.rollout.Rollout;
import proximal.rollout.RolloutCollector;
import proximal.table.RunTables;
import proximal.update.Adam;
import proximal.update.Diagnostics;
import proximal.update.Measure;
import proximal.update.Minibatch;
import proximal.update.Objective;
import proximal.update.UpdateRule;
import tech.tablesaw.api.Table;

/** PPO's inner loop as a class of one's own, outside of the package of the built-in one and by its public API alone. */
class OwnInnerLoopTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(32)
            .withTotalSteps(512)
            .withTargetKl(2e-3);

    /** The loop of MinibatchDescent, which may stop within an epoch. */
    static final class OwnLoop implements UpdateRule {
        private final TrainingConfig config;
        private final boolean stopWithin;
        private final Adam adam;
        private final Minibatch batch;
        private final Diagnostics diagnostics;

        OwnLoop(ActorCritic network, TrainingConfig config, boolean stopWithin) {
            this.config = config;
            this.stopWithin = stopWithin;
            adam = new Adam(network.parameters().length, config.adamEpsilon());
            batch = new Minibatch(config.minibatchSize(), network.observationSize(), network.distribution());
            diagnostics = new Diagnostics(network.parameters().length);
        }

        @Override
        public Diagnostics update(
                ActorCritic network,
                Rollout rollout,
                Objective objective,
                double learningRate,
                RandomGenerator random) {
            diagnostics.clear();
            int[] order = IntStream.range(0, rollout.size()).toArray();
            int steps = 0;
            boolean stop = false;
            for (int epoch = 0; epoch < config.epochs() && !stop; epoch++) {
                diagnostics.beginEpoch();
                Minibatch.shuffle(order, random);
                for (int first = 0; first < order.length && !stop; first += batch.size) {
                    Minibatch.requireNotInterrupted();
                    batch.gather(rollout, order, first);
                    if (config.normalizeAdvantages()) {
                        batch.normalizeAdvantages();
                    }
                    network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
                    objective.evaluate(network.distribution(), batch, diagnostics);
                    stop = stopWithin && batch.mean(batch.kl) > config.targetKl();
                    if (!stop) {
                        network.backward(batch.distributionGradient, batch.valueGradient);
                        double norm =
                                adam.step(network.parameters(), network.gradient(), learningRate, config.maxGradNorm());
                        diagnostics.addGradient(network.gradient(), norm);
                        network.parametersChanged();
                        steps++;
                    }
                }
                stop |= diagnostics.get(Measure.LAST_APPROX_KL) > config.targetKl();
            }
            if (stopWithin) {
                diagnostics.put("stepsDone", steps);
            }
            return diagnostics;
        }

        @Override
        public List<Adam> optimizers() {
            return List.of(adam);
        }
    }

    private static Object[] bits(TrainingConfig config) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "v", config, 3)) {
            while (!run.finished()) {
                run.update();
            }
            return new Object[] {
                Arrays.toString(run.network().parameters()),
                run.log().updates().stream()
                        .map(update -> update.columns().stream()
                                .filter(column -> !column.equals("stepsPerSecond"))
                                .map(column -> column + Double.doubleToRawLongBits(update.get(column)))
                                .toList())
                        .toList()
            };
        }
    }

    @Test
    void unchangedItGivesTheBitsOfTheBuiltInOne() {
        for (TrainingConfig config : List.of(
                SMALL,
                SMALL.withNormalizeAdvantages(false).withTargetKl(1),
                SMALL.withNetwork(DjlActorCritic.perceptron(false, 16)).withTotalSteps(256))) {
            assertThat(bits(config.withUpdateRule((network, c) -> new OwnLoop(network, c, false))))
                    .isEqualTo(bits(config));
        }
    }

    @Test
    void anOuterLoopThatSplitsTheSeedAsDocumentedGivesTheBitsOfTheRun() {
        long seed = 5;
        VectorEnvironment actors = new VectorEnvironment(
                () -> ClassicControl.make("CartPole-v1"), SMALL.numEnvs(), SplitMix64.streamSeed(seed, 0));
        ActionDistribution policy = ActionDistribution.of(actors.actionSpace());
        ActorCritic network =
                SMALL.network().create(actors.observationSpace().size(), policy, SplitMix64.streamSeed(seed, 1));
        SplitMix64 actionRandom = new SplitMix64(SplitMix64.streamSeed(seed, 2));
        SplitMix64 orderRandom = new SplitMix64(SplitMix64.streamSeed(seed, 3));
        Rollout rollout = new Rollout(SMALL.rolloutSteps(), SMALL.numEnvs(), network.observationSize(), policy);
        RolloutCollector collector = new RolloutCollector(actors, network);
        UpdateRule rule = new OwnLoop(network, SMALL, false);
        Coefficients coefficients = new Coefficients(SMALL);
        for (double share = 0; share < 1; share += 0.25) {
            collector.collect(rollout, actionRandom, (environment, steps, episodeReturn, length, truncated) -> {});
            AdvantageEstimator.fill(rollout, SMALL);
            rule.update(network, rollout, coefficients.objective(share), coefficients.learningRate(share), orderRandom);
        }
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "v", SMALL, seed)) {
            while (!run.finished()) {
                run.update();
            }
            assertThat(network.parameters()).containsExactly(run.network().parameters());
        }
    }

    @Test
    void withAStopWithinTheEpochAndAMeasureOfItsOwnItRunsInAnAblation() {
        List<RunLog> logs = new Ablation(SMALL.withLearningRate(2e-3))
                .variant("built in", c -> c)
                .variant("stop within", c -> c.withUpdateRule((network, k) -> new OwnLoop(network, k, true)))
                .task("CartPole-v1")
                .run();
        Table updates = RunTables.updates(logs);
        double[] steps = updates.where(updates.stringColumn("variant").isEqualTo("stop within"))
                .doubleColumn("stepsDone")
                .asDoubleArray();
        assertThat(Arrays.stream(steps).boxed())
                .hasSize(4)
                .allMatch(n -> n >= 1 && n <= 16)
                .anyMatch(n -> n % 4 != 0);
        assertThat(updates.where(updates.stringColumn("variant").isEqualTo("built in"))
                        .doubleColumn("stepsDone")
                        .countMissing())
                .isEqualTo(4);
    }
}
