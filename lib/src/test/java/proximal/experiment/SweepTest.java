package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;

class SweepTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withTotalSteps(16 * 2 * 64)
            .withNetwork(ActorCriticFactory.perceptron(
                    PerceptronConfig.withDefaults().withHiddenSizes(8)));

    private static final List<Map<String, Object>> RATES =
            new Sweep().choices("learningRate", 1e-5, 1e-3, 1e-2, 3e-2).grid();

    @TempDir
    Path temporary;

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    private static Ablation sweep() {
        return new Ablation(SMALL)
                .variants(RATES)
                .task("CartPole-v1")
                .task("Pendulum-v1")
                .seeds(1, 2);
    }

    @Test
    void aGridHasAllCombinationsAndTheirNames() {
        List<Map<String, Object>> grid = new Sweep()
                .choices("clipRange", 0.1, 0.2)
                .choices("epochs", 4, 10, 20)
                .grid();
        assertThat(grid).hasSize(6).doesNotHaveDuplicates();
        assertThat(grid.get(1)).isEqualTo(Map.of("clipRange", 0.1, "epochs", 10));
        assertThat(new Ablation(SMALL).variants(grid).variantNames()).contains("clipRange 0.2, epochs 20");
        assertThat(Sweep.apply(SMALL, grid.get(1)))
                .isEqualTo(SMALL.withClipRange(0.1).withEpochs(10));
    }

    /** Oracle: the logarithm is uniform, so each third of its range has a third of the draws. */
    @Test
    void drawsFillTheirRanges() {
        Sweep space = new Sweep().logUniform("learningRate", 1e-5, 1e-2).uniform("epochs", 1, 4);
        List<Map<String, Object>> draws = space.random(3000, 1);
        for (int decade = -5; decade < -2; decade++) {
            double low = Math.pow(10, decade);
            assertThat(draws.stream()
                            .map(point -> (double) point.get("learningRate"))
                            .filter(rate -> rate >= low && rate < 10 * low)
                            .count())
                    .isCloseTo(draws.size() / 3, within(120L));
        }
        assertThat(draws).extracting(point -> point.get("epochs")).containsOnly(1, 2, 3, 4);
        assertThat(space.random(5, 1)).isEqualTo(draws.subList(0, 5)).isNotEqualTo(space.random(5, 2));
        assertThat(draws.get(0).get("learningRate").toString().replaceAll("E.*|\\.|^0+", ""))
                .hasSizeLessThan(5);
    }

    /** Oracle: of 2^k points of a Sobol sequence each half has half of them, in every dimension, shifted or not. */
    @Test
    void quasiRandomDrawsAreEven() {
        Sweep space = new Sweep()
                .uniform("clipRange", 0.1, 0.3)
                .choices("epochs", 4, 10)
                .uniform("gaeLambda", 0, 1);
        List<Map<String, Object>> draws = space.quasiRandom(64, 7);
        assertThat(draws.stream()
                        .filter(point -> (double) point.get("gaeLambda") < 0.5)
                        .count())
                .isEqualTo(32);
        assertThat(draws.stream().filter(point -> point.get("epochs").equals(4)).count())
                .isEqualTo(32);
        assertThat(space.quasiRandom(64, 8)).isNotEqualTo(draws);
    }

    @Test
    void badSpacesAreRefusedInASentence() {
        Sweep space = new Sweep();
        assertThatThrownBy(() -> space.choices("clip", 0.1))
                .hasMessageStartingWith("there is no hyperparameter clip; there are totalSteps, numEnvs, ");
        assertThatThrownBy(() -> new Ablation(SMALL).variants(List.of(Map.of("clip", 0.1))))
                .hasMessageContaining("but was clip");
        assertThatThrownBy(space::grid).hasMessage("a sweep needs at least one hyperparameter but its space is empty");
        assertThatThrownBy(() -> space.random(3, 1)).hasMessageContaining("its space is empty");
        assertThatThrownBy(() -> new Ablation(SMALL).variants(List.of())).hasMessageContaining("at least one point");
        assertThatThrownBy(() -> new Ablation(SMALL).task("CartPole-v1").run())
                .hasMessage("an ablation needs at least one task and one variant but has 1 task and 0 variants");
        assertThatThrownBy(() -> space.uniform("clipRange", 0.2, 0.2).grid()).hasMessageContaining("a greater one");
        assertThatThrownBy(() -> space.uniform("clipRange", 0.1, 0.2).grid())
                .hasMessage("a grid needs choices, but clipRange has a range: draw from it with random(n, seed)");
        assertThatThrownBy(() -> space.uniform("network", 1, 2)).hasMessageStartingWith("network is no number");
        assertThatThrownBy(() -> space.logUniform("learningRate", 0, 1)).hasMessageContaining("positive but was 0");
        assertThatThrownBy(() -> new Ablation(SMALL)
                        .variants(space.choices("epochs", 1.5).grid()))
                .hasMessage("epochs must be of type int but was the Double 1.5");
    }

    /** Oracle: the same runs, trained through; without a store the pauses are in memory. */
    @Test
    void aRunThatPausedGoesOnToTheSameBits() {
        List<String> through = Recorded.of(sweep().run());
        for (Ablation ablation : List.of(sweep(), sweep().store(temporary))) {
            Ablation.forget();
            List<RunLog> first = ablation.run(ablation.variantNames(), 5 * 128);
            assertThat(first).allSatisfy(log -> assertThat(log.updates()).hasSize(5));
            ablation.run(ablation.variantNames(), 9 * 128);
            assertThat(ablation.run(ablation.variantNames(), 5 * 128))
                    .extracting(Recorded::of)
                    .isEqualTo(Recorded.of(first));
            assertThat(Recorded.of(ablation.run())).isEqualTo(through);
            assertThat(Recorded.of(ablation.run(ablation.variantNames(), 5 * 128)))
                    .isEqualTo(Recorded.of(first));
        }
    }

    /** Oracle: two updates at the beginning, three at most before the pause, and those that are left: 12 and not 16. */
    @Test
    void aRunThatPausedDoesNotBeginAnew() {
        AtomicInteger updates = new AtomicInteger();
        Ablation ablation = sweep().each((run, record) -> updates.incrementAndGet());
        ablation.run(ablation.variantNames(), 9 * 128);
        updates.set(0);
        ablation.run();
        assertThat(updates.get()).isLessThanOrEqualTo(12 * 16);
    }

    /** Oracle: what each rung must keep, from runs that were trained through. */
    @Test
    void halvingKeepsTheBestAndTheirBits() {
        List<RunLog> through = sweep().run();
        Ablation.forget();
        SuccessiveHalving search = new SuccessiveHalving(2, 4 * 128, 8 * 128)
                .score(log -> List.of(1e-5, 1e-2, 1e-3, 3e-2)
                        .indexOf(log.hyperparameters().get("learningRate")));
        Ablation ablation = sweep().store(temporary);
        List<RunLog> logs = search.run(ablation);
        assertThat(logs)
                .extracting(log -> log.updates().size())
                .containsExactly(4, 4, 8, 8, 4, 4, 16, 16, 4, 4, 8, 8, 4, 4, 16, 16);
        for (int i = 0; i < logs.size(); i++) {
            RunLog log = logs.get(i);
            assertThat(Recorded.of(log))
                    .isEqualTo(Recorded.of(through.get(i).first(log.updates().size())));
            assertThat(log.stopped().isEmpty()).isEqualTo(log.updates().size() == 16);
        }
        assertThat(logs.get(0).stopped()).contains("left out as number 4 of 4 after 512 steps");
        Ablation.forget();
        assertThat(Recorded.of(search.run(ablation))).isEqualTo(Recorded.of(logs));
    }

    @Test
    void aVariantThatFailsIsLeftOutFirst() {
        List<RunLog> logs = new SuccessiveHalving(2, 4 * 128)
                .run(new Ablation(SMALL)
                        .variant("fails", c -> c.withSurrogate((ratio, advantage) -> Double.NaN))
                        .variant("trains", c -> c)
                        .task("Pendulum-v1"));
        assertThat(logs.get(0).failure()).isPresent();
        assertThat(logs.get(1).updates()).hasSize(16);
        assertThatThrownBy(() -> new SuccessiveHalving(1, 10)).hasMessage("factor must be at least 2 but was 1");
        assertThatThrownBy(() -> new SuccessiveHalving(3, 20, 10)).hasMessageContaining("[20, 10]");
    }

    @Test
    void logsKnowWhatWasSet() {
        List<RunLog> logs = sweep().store(temporary).run();
        Ablation.forget();
        for (List<RunLog> some : List.of(logs, sweep().store(temporary).run())) {
            assertThat(some.get(2).hyperparameters())
                    .containsEntry("learningRate", 1e-3)
                    .containsEntry("network", SMALL.describe().get("network"))
                    .doesNotContainKey("surrogate");
        }
    }
}
