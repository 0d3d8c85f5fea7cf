package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.chart.Bars;
import proximal.chart.Histograms;
import proximal.chart.Intervals;
import proximal.chart.LearningCurves;
import proximal.chart.Lines;
import proximal.record.EpisodeRecord;
import proximal.record.RunLog;
import proximal.training.Evaluation;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;
import tech.tablesaw.api.Table;

class RunTablesTest {

    /** An update whose measures are their own index, from 0, so that a swapped column shows. */
    static UpdateRecord update(int offset) {
        return new UpdateRecord(
                Measure.COLUMNS,
                IntStream.range(0, Measure.COLUMNS.size())
                        .mapToDouble(i -> i + offset)
                        .toArray());
    }

    private static List<RunLog> logs() {
        RunLog first = new RunLog("CartPole-v1", "clip 0.2", 1);
        first.add(update(0), new RatioHistogram());
        first.add(update(100), new RatioHistogram());
        first.add(new EpisodeRecord(1, 40, 12.5, 20, true));
        first.add(new EpisodeRecord(0, 50, 20.5, 25, false));
        RunLog second = new RunLog("CartPole-v1", "no clip", 2);
        second.add(update(200), new RatioHistogram());
        return List.of(first, second);
    }

    @Test
    void anEvaluationHasARowForEachEpisode() {
        Table table = RunTables.evaluation(List.of(
                new Evaluation.Episode(1, -3.5, 10, true, false), new Evaluation.Episode(2, 8, 20, false, true)));
        assertThat(table.columnNames())
                .containsExactly("episode", "episodeReturn", "length", "terminated", "truncated");
        assertThat(TableColumns.numbers(table, "episode")).containsExactly(1, 2);
        assertThat(TableColumns.numbers(table, "episodeReturn")).containsExactly(-3.5, 8);
        assertThat(TableColumns.numbers(table, "length")).containsExactly(10, 20);
        assertThat(TableColumns.texts(table, "terminated")).containsExactly("true", "false");
        assertThat(TableColumns.texts(table, "truncated")).containsExactly("false", "true");
    }

    @Test
    void updatesHaveOneColumnForEachMeasureUnderItsName() {
        Table table = RunTables.updates(logs());
        List<String> expected = new ArrayList<>(List.of("task", "variant", "seed"));
        expected.addAll(Measure.COLUMNS);
        expected.add("failed");
        assertThat(table.columnNames()).isEqualTo(expected);
        assertThat(TableColumns.texts(table, "failed")).containsOnly("false");
        assertThat(TableColumns.texts(table, "variant")).containsExactly("clip 0.2", "clip 0.2", "no clip");
        assertThat(TableColumns.numbers(table, "seed")).containsExactly(1, 1, 2);
        for (int i = 0; i < Measure.COLUMNS.size(); i++) {
            assertThat(TableColumns.numbers(table, Measure.COLUMNS.get(i))).containsExactly(i, i + 100, i + 200);
        }
    }

    @Test
    void aFailedRunHasARowMoreAndNoFinalReturn(@TempDir Path folder) {
        List<RunLog> logs = logs();
        logs.get(0).fail("after update 2: no reason");
        RunLog atOnce = new RunLog("CartPole-v1", "no clip", 3);
        atOnce.fail("at once");
        logs = List.of(logs.get(0), logs.get(1), atOnce);

        Table failures = RunTables.failures(logs);
        assertThat(failures.columnNames())
                .containsExactly("task", "variant", "seed", "updates", "totalSteps", "reason");
        assertThat(TableColumns.numbers(failures, "seed")).containsExactly(1, 3);
        assertThat(TableColumns.numbers(failures, "updates")).containsExactly(2, 0);
        assertThat(TableColumns.numbers(failures, "totalSteps")).containsExactly(101, 0);
        assertThat(TableColumns.texts(failures, "reason")).containsExactly("after update 2: no reason", "at once");
        assertThat(RunTables.failures(logs()).rowCount()).isZero();

        CsvTables.write(RunTables.updates(logs), folder.resolve("updates.csv"));
        for (Table updates : List.of(RunTables.updates(logs), CsvTables.read(folder.resolve("updates.csv")))) {
            assertThat(TableColumns.texts(updates, "failed")).containsExactly("true", "true", "true", "false", "true");
            assertThat(TableColumns.numbers(updates, "update")).containsExactly(0, 100, 3, 200, 1);
            assertThat(TableColumns.numbers(updates, "steps")).containsExactly(1, 101, 101, 201, 0);
            for (String column : List.of("epochs", "approxKl", "episodeReturn", "stepsPerSecond")) {
                double[] values = TableColumns.numbers(updates, column);
                assertThat(new double[] {values[2], values[4]}).containsExactly(Double.NaN, Double.NaN);
                assertThat(values[1] - values[0]).isEqualTo(100);
            }
        }

        Table finals = RunTables.finalReturns(logs, 100);
        assertThat(TableColumns.numbers(finals, "finalReturn")).containsExactly(Double.NaN, Double.NaN, Double.NaN);
        assertThat(TableColumns.texts(finals, "failed")).containsExactly("true", "false", "true");
        Table summary = RunTables.summary(finals, "totalSteps");
        assertThat(TableColumns.texts(summary, "variant")).containsExactly("clip 0.2", "no clip");
        assertThat(TableColumns.numbers(summary, "failed")).containsExactly(1, 1);
    }

    @Test
    void meansOfFailedRunsAreNoneAndJoinsKeepTheMark() {
        List<RunLog> logs = logs();
        logs.get(0).fail("after update 2: no reason");
        Table means = RunJoins.means(RunTables.updates(logs), "approxKl", "epochs");
        assertThat(means.columnNames()).containsExactly("task", "variant", "seed", "approxKl", "epochs", "failed");
        assertThat(TableColumns.numbers(means, "approxKl")[0]).isNaN();
        assertThat(TableColumns.numbers(means, "approxKl")[1]).isFinite();
        assertThat(TableColumns.texts(means, "failed")).containsExactly("true", "false");
        Table joined = RunJoins.join(means, RunTables.finalReturns(logs, 100));
        assertThat(joined.columnNames())
                .containsExactly(
                        "task", "variant", "seed", "approxKl", "epochs", "failed", "finalReturn", "totalSteps");
        assertThat(TableColumns.texts(joined, "failed")).containsExactly("true", "false");
    }

    @Test
    void ratioHistogramsHaveOneRowForEachBinThatHoldsSamples() {
        int[] counts = new int[RatioHistogram.BINS];
        counts[0] = 1;
        counts[41] = 6;
        counts[81] = 3;
        RunLog log = new RunLog("CartPole-v1", "clip", 4);
        log.add(update(0), new RatioHistogram());
        log.add(update(7), RatioHistogram.of(counts));
        Table table = RunTables.ratioHistograms(List.of(log));
        assertThat(table.columnNames())
                .containsExactly(
                        "task",
                        "variant",
                        "seed",
                        "update",
                        "steps",
                        "ratioLow",
                        "ratioHigh",
                        "count",
                        "share",
                        "failed");
        assertThat(TableColumns.numbers(table, "update")).containsExactly(7, 7, 7);
        assertThat(TableColumns.numbers(table, "steps")).containsExactly(8, 8, 8);
        assertThat(TableColumns.numbers(table, "count")).containsExactly(1, 6, 3);
        assertThat(TableColumns.numbers(table, "share")).containsExactly(0.1, 0.6, 0.3);
        assertThat(TableColumns.numbers(table, "ratioLow")[0]).isZero();
        assertThat(TableColumns.numbers(table, "ratioLow")[1]).isEqualTo(1);
        assertThat(TableColumns.numbers(table, "ratioHigh")[1]).isCloseTo(Math.exp(0.05), within(1e-12));
        assertThat(TableColumns.numbers(table, "ratioHigh")[2]).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void episodesKeepEveryComponent() {
        Table table = RunTables.episodes(logs());
        assertThat(table.columnNames())
                .containsExactly(
                        "task",
                        "variant",
                        "seed",
                        "environment",
                        "steps",
                        "episodeReturn",
                        "length",
                        "truncated",
                        "early",
                        "failed");
        assertThat(TableColumns.numbers(table, "steps")).containsExactly(40, 50);
        assertThat(TableColumns.numbers(table, "episodeReturn")).containsExactly(12.5, 20.5);
        assertThat(TableColumns.texts(table, "truncated")).containsExactly("true", "false");
        assertThat(TableColumns.texts(table, "early")).containsExactly("true", "false");
    }

    @Test
    void everyTableSaysWhichRunsFailedInAllOfTheirRows() {
        List<RunLog> logs = logs();
        logs.get(0).fail("after update 2: no reason");
        logs.get(1).fail("after update 1: no reason");

        Table episodes = RunTables.episodes(logs);
        assertThat(TableColumns.texts(episodes, "failed")).containsExactly("true", "true", "true", "true");
        assertThat(TableColumns.numbers(episodes, "seed")).containsExactly(1, 1, 1, 2);
        assertThat(TableColumns.numbers(episodes, "steps")).containsExactly(40, 50, 101, 201);
        assertThat(TableColumns.numbers(episodes, "episodeReturn")).containsExactly(12.5, 20.5, Double.NaN, Double.NaN);

        Table ratios = RunTables.ratioHistograms(logs);
        assertThat(TableColumns.texts(ratios, "failed")).containsExactly("true", "true");
        assertThat(TableColumns.numbers(ratios, "update")).containsExactly(3, 2);
        assertThat(TableColumns.numbers(ratios, "share")).containsExactly(Double.NaN, Double.NaN);

        Table thinned = RunTables.updates(logs);
        thinned = thinned.where(thinned.longColumn("update").isEqualTo(0));
        assertThat(TableColumns.texts(thinned, "failed")).containsExactly("true");
    }

    @Test
    void finalReturnsTakeTheLastEpisodesAndTheLastStep() {
        Table table = RunTables.finalReturns(logs(), 1);
        assertThat(TableColumns.numbers(table, "finalReturn")).containsExactly(20.5, Double.NaN);
        assertThat(TableColumns.numbers(table, "totalSteps")).containsExactly(101, 201);
        assertThat(TableColumns.numbers(RunTables.finalReturns(logs(), 2), "finalReturn")[0])
                .isEqualTo(16.5);
    }

    @Test
    void noRunsMakeATableWithoutRows() {
        assertThat(RunTables.updates(List.of()).rowCount()).isZero();
        assertThat(RunTables.updates(List.of()).columnNames()).contains("task", "approxKl");
    }

    @Test
    void whatACellThatFailedDidNotMakeIsNamed() {
        for (Function<List<RunLog>, Table> make : List.<Function<List<RunLog>, Table>>of(
                RunTables::updates,
                RunTables::episodes,
                RunTables::failures,
                RunTables::ratioHistograms,
                logs -> RunTables.finalReturns(logs, 1))) {
            assertThatThrownBy(() -> make.apply(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the runs are null");
        }
        for (Function<Table, Object> use : List.<Function<Table, Object>>of(
                table -> RunTables.summary(table, "finalReturn"),
                table -> LearningCurves.of(table).chart(),
                table -> Lines.of(table).x("steps").y("approxKl").chart(),
                table -> Bars.of(table).chart(),
                table -> Histograms.of(table, "approxKl").chart(),
                table -> Intervals.of(table).chart())) {
            assertThatThrownBy(() -> use.apply(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the table is null");
        }
    }

    @Test
    void summaryIsByVariantOverSeedsAndLeavesNaNOut() {
        List<RunLog> logs = new ArrayList<>();
        double[] returns = {1, 2, 6, 10};
        for (int seed = 0; seed < returns.length; seed++) {
            RunLog log = new RunLog("T", seed < 3 ? "a" : "b", seed);
            log.add(new EpisodeRecord(0, 1, returns[seed], 1, false));
            logs.add(log);
        }
        logs.add(new RunLog("T", "a", 9));
        Table table = RunTables.summary(RunTables.finalReturns(logs, 100), "finalReturn");
        assertThat(TableColumns.texts(table, "variant")).containsExactly("a", "b");
        assertThat(TableColumns.numbers(table, "seeds")).containsExactly(3, 1);
        assertThat(TableColumns.numbers(table, "mean")).containsExactly(3, 10);
        assertThat(TableColumns.numbers(table, "standardDeviation")[0]).isCloseTo(Math.sqrt(7), within(1e-12));
        assertThat(TableColumns.numbers(table, "standardDeviation")[1]).isNaN();
        assertThat(TableColumns.numbers(table, "min")).containsExactly(1, 10);
        assertThat(TableColumns.numbers(table, "max")).containsExactly(6, 10);
    }

    @Test
    void aMissingColumnIsNamedWithThoseThere() {
        Table table = RunTables.finalReturns(List.of(), 1);
        assertThatThrownBy(() -> RunTables.summary(table, "finalReturns"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("finalReturns", "totalSteps");
        assertThatThrownBy(() -> RunTables.summary(table, "variant"))
                .hasMessageContainingAll("column variant", "STRING");
    }
}
