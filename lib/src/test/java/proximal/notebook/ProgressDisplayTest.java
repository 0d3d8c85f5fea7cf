package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.experiment.Ablation;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

class ProgressDisplayTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> drawn = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(17);

    private ProgressDisplay display(long totalSteps) {
        return new ProgressDisplay(
                "task", totalSteps, (line, last) -> drawn.add(line + (last ? " END" : "")), clock::get);
    }

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    @Test
    void showsShareSpeedAndTimeLeft() {
        ProgressDisplay progress = display(4000);
        clock.addAndGet(2 * SECOND);
        progress.update(0.25, "return 21"); // 1000 steps in 2 s, and three times as many to go
        clock.addAndGet(60 * SECOND);
        progress.update(0.5, "");
        clock.addAndGet(3600 * SECOND);
        progress.update(1, "");
        progress.close();
        assertThat(drawn)
                .containsExactly(
                        "task [#####...............]  25%  500 steps/s  0:06 left  return 21",
                        "task [##########..........]  50%  32 steps/s  1:02 left",
                        "task [####################] 100%  1 steps/s  0:00 left",
                        "task [####################] 100%  1 steps/s  1:01:02 in all END");
    }

    @Test
    void drawsAtMostOnceASecondAndAlwaysTheLastLine() {
        ProgressDisplay progress = display(0);
        for (int i = 0; i <= 100; i++) {
            progress.update(i / 1000.0, "");
            clock.addAndGet(SECOND / 10);
        }
        progress.close();
        progress.close();
        progress.update(1, "too late");
        assertThat(drawn).hasSize(12);
        assertThat(drawn.get(11)).isEqualTo("task [##..................]  10%  0:10 in all END");
    }

    @Test
    void aPatientDisplayShowsNothingInItsFirstSecond() {
        ProgressDisplay brief = display(4000).patiently();
        clock.addAndGet(SECOND / 2);
        brief.update(0.5, "");
        brief.close();
        assertThat(drawn).isEmpty();
        ProgressDisplay failed = display(4000).patiently();
        failed.note("1 of 2 runs failed");
        failed.close();
        assertThat(drawn).containsExactly("1 of 2 runs failed END");
        drawn.clear();
        ProgressDisplay longer = display(4000).patiently();
        clock.addAndGet(2 * SECOND);
        longer.update(0.5, "");
        longer.close();
        assertThat(drawn)
                .containsExactly(
                        "task [##########..........]  50%  1,000 steps/s  0:02 left",
                        "task [##########..........]  50%  1,000 steps/s  0:02 in all END");
    }

    @Test
    void theTimeLeftIsTheOneThatIsTold() {
        ProgressDisplay progress = display(4000);
        clock.addAndGet(2 * SECOND);
        progress.left(90);
        progress.update(0.5, "");
        assertThat(drawn).containsExactly("task [##########..........]  50%  1,000 steps/s  1:30 left");
    }

    @Test
    void whatWasDoneBeforeIsNoSpeed() {
        ProgressDisplay progress = display(4000);
        progress.begin(0.5);
        clock.addAndGet(2 * SECOND);
        progress.update(0.5, "");
        clock.addAndGet(2 * SECOND);
        progress.update(0.75, ""); // the first steps: from here on the time is theirs
        clock.addAndGet(2 * SECOND);
        progress.update(0.875, ""); // 500 steps in 2 s, and as many to go
        clock.addAndGet(2 * SECOND);
        progress.update(0.5, ""); // a run began anew
        clock.addAndGet(2 * SECOND);
        progress.update(0.75, "");
        assertThat(drawn)
                .containsExactly(
                        "task [##########..........]  50%",
                        "task [###############.....]  75%",
                        "task [#################...]  87%  250 steps/s  0:02 left",
                        "task [##########..........]  50%",
                        "task [###############.....]  75%  500 steps/s  0:02 left");
    }

    /** A store may be read for long before the first step, and the first update has a network to make. */
    @Test
    void timeBeforeTheFirstStepIsNoTimeOfSteps() {
        ProgressDisplay progress = display(100_000);
        clock.addAndGet(30 * SECOND);
        progress.begin(0.5);
        progress.update(0.5, "");
        clock.addAndGet(SECOND);
        progress.update(0.501, ""); // 100 steps in a second that was not all theirs: too little to tell
        clock.addAndGet(4 * SECOND);
        progress.update(0.601, ""); // 10,000 steps more in 4 s
        progress.close();
        assertThat(drawn)
                .containsExactly(
                        "task [##########..........]  50%",
                        "task [##########..........]  50%",
                        "task [############........]  60%  2,500 steps/s  0:16 left",
                        "task [############........]  60%  2,020 steps/s  0:35 in all END");
    }

    @Test
    void failuresStandBelowTheLastLine() {
        ProgressDisplay progress = display(0);
        progress.note("1 of 2 runs failed");
        progress.update(1, "done");
        progress.close();
        assertThat(drawn.get(1))
                .isEqualTo("task [####################] 100%  0:00 in all  done\n1 of 2 runs failed END");
    }

    /** A screen that keeps the titles and the numbers of points of what it shows. */
    private final class Charts implements Screen {
        private final List<String> shown = new ArrayList<>();

        @Override
        public void show(String line, boolean last) {}

        @Override
        public boolean hasCharts() {
            return true;
        }

        @Override
        public void show(Chart<?, ?> chart) {
            XYSeries series = (XYSeries) chart.getSeriesMap().get("ppo");
            shown.add(chart.getTitle() + " " + series.getXData().length);
            clock.addAndGet(SECOND / 4); // so long does it take
        }
    }

    @Test
    void drawsCurvesAtMostOnceASecondAndForATenthOfTheTime() {
        Charts charts = new Charts();
        ProgressDisplay progress = new ProgressDisplay("task", 0, charts, clock::get).curves();
        List<RunLog> logs = new ArrayList<>();
        for (int tenth = 0; tenth < 60; tenth++) {
            if (tenth == 15) {
                logs.add(log("CartPole-v1", 3));
                logs.add(log("Pendulum-v1", 250));
                logs.add(new RunLog("Pendulum-v1", "none", 1)); // has only begun
            }
            progress.logs(() -> logs);
            clock.addAndGet(SECOND / 10);
        }
        // At 2 s, and 2.5 s later again, which is ten times a quarter.
        assertThat(charts.shown).containsExactly("Pendulum-v1 83", "Pendulum-v1 83");
        logs.remove(2);
        logs.remove(1);
        progress.close();
        progress.close();
        assertThat(charts.shown).hasSize(3).last().isEqualTo("CartPole-v1 3");
    }

    @Test
    void thinsEachVariantByItsOwnUpdates() {
        List<String> seen = new ArrayList<>();
        ProgressDisplay progress = new ProgressDisplay("task", 0, new Charts(), clock::get).curves(logs -> {
            logs.forEach(log -> seen.add(log.variant() + " " + log.updates().size()));
            throw new IllegalArgumentException("nothing to draw");
        });
        progress.logs(() -> List.of(
                log("Pendulum-v1", "a2c", 1000), log("Pendulum-v1", "a2c", 500), log("Pendulum-v1", "trpo", 40)));
        assertThat(seen).containsExactly("a2c 100", "a2c 50", "trpo 40");
    }

    private static RunLog log(String task, int updates) {
        return log(task, "ppo", updates);
    }

    private static RunLog log(String task, String variant, int updates) {
        RunLog log = new RunLog(task, variant, 1);
        for (int i = 1; i <= updates; i++) {
            log.add(update(i), new RatioHistogram());
        }
        return log;
    }

    /** An update all of whose numbers are its own. */
    private static UpdateRecord update(int number) {
        double[] values = new double[Measure.COLUMNS.size()];
        Arrays.fill(values, number);
        return new UpdateRecord(Measure.COLUMNS, values);
    }

    @Test
    void anAblationShowsItsCurvesAsTheyCome() {
        Charts charts = new Charts();
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withMinibatchSize(64)
                .withTotalSteps(2560);
        try (ProgressDisplay progress = new ProgressDisplay("task", 5120, charts, System::nanoTime).curves()) {
            new Ablation(config)
                    .variant("ppo", c -> c)
                    .task("CartPole-v1")
                    .seeds(1, 2)
                    .progress(progress)
                    .run();
        }
        assertThat(charts.shown).isNotEmpty().last().isEqualTo("CartPole-v1 10");
    }

    @Test
    void aTerminalShowsNoCurves() {
        ProgressDisplay progress = display(0).curves(logs -> {
            throw new AssertionError("nobody sees it");
        });
        progress.logs(List::of);
        progress.close();
    }

    @Test
    void manyThreadsMayUpdate() throws InterruptedException {
        ProgressDisplay progress = display(0);
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    clock.addAndGet(SECOND);
                    progress.update(0.5, "");
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        progress.close();
        assertThat(drawn).doesNotContainNull().hasSizeBetween(1001, 4001);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY})
    void refusesAFractionOutOfRange(double fraction) {
        assertThatThrownBy(() -> display(0).update(fraction, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fraction", "[0, 1]", "was " + fraction);
    }

    @Test
    void refusesNegativeSteps() {
        assertThatThrownBy(() -> display(-1)).hasMessageContainingAll("totalSteps", "was -1");
    }

    @Test
    void writesOverItsLineOutsideANotebook() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (ProgressDisplay progress = new ProgressDisplay("task")) {
            progress.update(0, "a long text");
        } finally {
            System.setOut(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "\rtask [....................]   0%  a long text\rtask [....................]   0%  0:00 in all")
                .endsWith("\n");
    }
}
