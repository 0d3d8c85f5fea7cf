package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import proximal.statistics.BootstrapInterval;
import proximal.statistics.PerformanceProfile;
import proximal.statistics.ProbabilityOfImprovement;
import proximal.statistics.ScoreAggregates;
import proximal.statistics.StratifiedBootstrap;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class ScoreTablesTest {
    private static final StratifiedBootstrap BOOTSTRAP =
            StratifiedBootstrap.withDefaults().withResamples(200);
    private static final double[][] A = {{10, 1}, {20, 2}, {30, 3}};
    private static final double[][] B = {{15, 5}, {25, 6}, {35, 7}};

    /** Three seeds of variants a and b on tasks S and T, seed by seed. */
    private static Table runs() {
        Table table = Table.create(
                StringColumn.create("task"),
                StringColumn.create("variant"),
                LongColumn.create("seed"),
                DoubleColumn.create("finalReturn"));
        for (int seed = 0; seed < 3; seed++) {
            for (int task = 0; task < 2; task++) {
                append(table, "ST".charAt(task), "a", seed, A[seed][task]);
                append(table, "ST".charAt(task), "b", seed, B[seed][task]);
            }
        }
        return table;
    }

    private static void append(Table table, char task, String variant, int seed, double score) {
        table.stringColumn("task").append(String.valueOf(task));
        table.stringColumn("variant").append(variant);
        table.longColumn("seed").append(seed);
        table.doubleColumn("finalReturn").append(score);
    }

    private static void assertRow(Table table, int row, BootstrapInterval expected) {
        assertThat(table.doubleColumn("estimate").get(row)).isEqualTo(expected.estimate());
        assertThat(table.doubleColumn("low").get(row)).isEqualTo(expected.low());
        assertThat(table.doubleColumn("high").get(row)).isEqualTo(expected.high());
    }

    @Test
    void scoresAreRunsByTasks() {
        assertThat(ScoreTables.scores(runs(), "finalReturn", "a")).isDeepEqualTo(A);
        assertThat(ScoreTables.scores(runs(), "finalReturn", "b")).isDeepEqualTo(B);
    }

    @Test
    void intervalsAreThoseOfTheStatistics() {
        Table all = ScoreTables.intervals(runs(), "finalReturn", ScoreAggregates::interquartileMean, BOOTSTRAP);
        assertThat(all.columnNames()).containsExactly("variant", "tasks", "runs", "estimate", "low", "high");
        assertThat(TableColumns.texts(all, "variant")).containsExactly("a", "b");
        assertThat(TableColumns.numbers(all, "runs")).containsExactly(3, 3);
        assertThat(TableColumns.numbers(all, "tasks")).containsExactly(2, 2);
        assertRow(all, 0, BOOTSTRAP.interval(A, ScoreAggregates::interquartileMean));
        assertRow(all, 1, BOOTSTRAP.interval(B, ScoreAggregates::interquartileMean));

        Table byTask = ScoreTables.intervalsByTask(runs(), "finalReturn", ScoreAggregates::mean, BOOTSTRAP);
        assertThat(TableColumns.texts(byTask, "task")).containsExactly("S", "S", "T", "T");
        assertThat(TableColumns.texts(byTask, "variant")).containsExactly("a", "b", "a", "b");
        assertRow(byTask, 2, BOOTSTRAP.interval(new double[][] {{1}, {2}, {3}}, ScoreAggregates::mean));
    }

    @Test
    void profilesAndImprovements() {
        Table profiles = ScoreTables.profiles(runs(), "finalReturn", BOOTSTRAP, 0, 4, 20);
        assertThat(TableColumns.texts(profiles, "variant")).containsExactly("a", "a", "a", "b", "b", "b");
        assertThat(TableColumns.numbers(profiles, "threshold")).containsExactly(0, 4, 20, 0, 4, 20);
        assertRow(
                profiles,
                4,
                BOOTSTRAP.intervals(B, s -> PerformanceProfile.of(s, 4)).get(0));

        Table improvements = ScoreTables.improvements(runs(), "finalReturn", "a", BOOTSTRAP);
        assertThat(TableColumns.texts(improvements, "variant")).containsExactly("b");
        assertThat(TableColumns.texts(improvements, "reference")).containsExactly("a");
        assertRow(improvements, 0, BOOTSTRAP.interval(B, A, ProbabilityOfImprovement::of));
    }

    @Test
    void normalisedScoresHaveTheirOwnColumn() {
        Table table = ScoreTables.normalized(
                runs(), "finalReturn", Map.of("S", new double[] {10, 30}, "T", new double[] {0, 10}));
        assertThat(ScoreTables.scores(table, "score", "a")[1]).containsExactly(new double[] {0.5, 0.2}, within(1e-15));
        assertThat(TableColumns.numbers(table, "finalReturn")).isEqualTo(TableColumns.numbers(runs(), "finalReturn"));
        assertThatThrownBy(() -> ScoreTables.normalized(runs(), "finalReturn", Map.of("S", new double[] {0, 1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("references", "0", "1");
    }

    @Test
    void sampleEfficiencyTakesTheLastValueUpToEachStepCount() {
        Table updates = Table.create(
                StringColumn.create("task", "S", "S", "S", "S", "S", "S"),
                StringColumn.create("variant", "a", "a", "a", "a", "a", "a"),
                LongColumn.create("seed", 1, 1, 1, 2, 2, 2),
                LongColumn.create("steps", 100, 200, 300, 90, 180, 270),
                DoubleColumn.create("episodeReturn", 1, 2, 5, Double.NaN, 4, 8));
        Table curve =
                ScoreTables.sampleEfficiency(updates, "episodeReturn", ScoreAggregates::mean, BOOTSTRAP, 199, 280, 300);
        assertThat(TableColumns.numbers(curve, "steps")).containsExactly(199, 280, 300);
        assertThat(TableColumns.numbers(curve, "estimate")).containsExactly(2.5, 5, 6.5);
        assertRow(curve, 2, BOOTSTRAP.interval(new double[][] {{5}, {8}}, ScoreAggregates::mean));
        assertThatThrownBy(() ->
                        ScoreTables.sampleEfficiency(updates, "episodeReturn", ScoreAggregates::mean, BOOTSTRAP, 120))
                .hasMessageContainingAll("seed 2", "episodeReturn", "step 120");
    }

    /** Two whole runs of four rollouts, then one of two rollouts, which failed in its third if so said. */
    private static Table shortened(boolean failed) {
        Table table = Table.create(
                StringColumn.create("task", "S", "S", "S", "S", "S", "S", "S"),
                StringColumn.create("variant", "a", "a", "a", "a", "a", "a", "a"),
                LongColumn.create("seed", 1, 1, 1, 1, 2, 2, 2),
                LongColumn.create("steps", 100, 200, 300, 400, 100, 200, 210),
                DoubleColumn.create("episodeReturn", 1, 2, 3, 4, 5, 6, Double.NaN),
                BooleanColumn.create("failed", false, false, false, false, false, false, true));
        return failed ? table : table.first(6);
    }

    @Test
    void noValueOutlivesItsRun() {
        assertThat(curve(shortened(true), 199, 210)).containsExactly(3, 4);
        assertThatThrownBy(() -> curve(shortened(true), 199, 211))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("seed 2", "step 210", "episodeReturn", "step 211");
        assertThat(curve(shortened(false), 200, 299)).containsExactly(4, 4);
        assertThatThrownBy(() -> curve(shortened(false), 200, 300))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("seed 2", "step 200", "episodeReturn", "step 300");
        Table atOnce = shortened(true).dropRows(4, 5);
        assertThatThrownBy(() -> curve(atOnce, 400)).hasMessageContaining("seed 2 failed on S after step 210");
        assertThatThrownBy(() -> curve(shortened(false).first(5), 200))
                .hasMessageContaining("ended on S after step 100");
    }

    private static double[] curve(Table updates, long... steps) {
        return TableColumns.numbers(
                ScoreTables.sampleEfficiency(updates, "episodeReturn", ScoreAggregates::mean, BOOTSTRAP, steps),
                "estimate");
    }

    @Test
    void whatIsMissingIsNamed() {
        Table failed = runs();
        failed.doubleColumn("finalReturn").set(2, Double.NaN);
        assertThatThrownBy(() -> ScoreTables.scores(failed, "finalReturn", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("seed 0", "finalReturn", "ScoreTables", "missingAs");
        Table counted = ScoreTables.missingAs(failed, "finalReturn", -7);
        assertThat(ScoreTables.scores(counted, "finalReturn", "a"))
                .isEqualTo(new double[][] {{A[0][0], -7}, A[1], A[2]});
        assertThat(counted.columnNames()).isEqualTo(failed.columnNames());
        assertThat(failed.doubleColumn("finalReturn").isMissing(2)).isTrue();
        assertThatThrownBy(() -> ScoreTables.missingAs(failed, "finalReturn", Double.NaN))
                .hasMessageContainingAll("score", "was NaN");
        assertThatThrownBy(() -> ScoreTables.scores(failed.dropRows(2), "finalReturn", "a"))
                .hasMessageContainingAll("variant a", "finalReturn", "has 3", "2");
        assertThatThrownBy(() -> ScoreTables.scores(runs(), "finalReturn", "c"))
                .hasMessage("the table has no variant c; its variants are a, b");
        assertThatThrownBy(() -> ScoreTables.scores(runs().append(runs()), "finalReturn", "a"))
                .hasMessage("variant a, seed 0 on S has two rows; the scores need one row for each run");
        assertThatThrownBy(
                        () -> ScoreTables.intervals(runs().first(4), "finalReturn", ScoreAggregates::mean, BOOTSTRAP))
                .hasMessageContainingAll("scores", "at least 2", "but had 1");
    }

    @Test
    void variantsWithOtherTasksAreNotCompared() {
        Table lacking = runs().where(row -> row.stringColumn("variant")
                .isEqualTo("a")
                .or(row.stringColumn("task").isEqualTo("S")));
        Table other = runs();
        for (int row = 0; row < other.rowCount(); row++) {
            if (other.stringColumn("task").get(row).equals("T")
                    && other.stringColumn("variant").get(row).equals("b")) {
                other.stringColumn("task").set(row, "U");
            }
        }
        String lacks = "variants need the same tasks to be compared but b lacks T, which a has";
        String both = lacks + ", and a lacks U, which b has";
        assertThatThrownBy(() -> ScoreTables.intervals(lacking, "finalReturn", ScoreAggregates::mean, BOOTSTRAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(lacks);
        assertThatThrownBy(() -> ScoreTables.improvements(other, "finalReturn", "a", BOOTSTRAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(both);
        assertThatThrownBy(() -> ScoreTables.profiles(other, "finalReturn", BOOTSTRAP, 4))
                .hasMessage(both);
        Table updates = other.addColumns(LongColumn.create("steps", new long[other.rowCount()]));
        assertThatThrownBy(
                        () -> ScoreTables.sampleEfficiency(updates, "finalReturn", ScoreAggregates::mean, BOOTSTRAP, 0))
                .hasMessage(both);
        assertThat(TableColumns.texts(
                        ScoreTables.intervalsByTask(other, "finalReturn", ScoreAggregates::mean, BOOTSTRAP), "task"))
                .containsExactly("S", "S", "T", "U");
    }

    @Test
    void greatSeedsStayWhatTheyAre() {
        long seed = (1L << 53) + 1;
        Table updates = Table.create(
                StringColumn.create("task", "S", "S"),
                StringColumn.create("variant", "a", "a"),
                LongColumn.create("seed", seed, seed),
                DoubleColumn.create("kl", 1, 3));
        Table means = RunJoins.means(updates, "kl");
        assertThat(means.longColumn("seed").get(0)).isEqualTo(seed);
        Table runs = Table.create(
                StringColumn.create("task", "S"), StringColumn.create("variant", "a"), LongColumn.create("seed", seed));
        assertThat(TableColumns.numbers(RunJoins.join(runs, means), "kl")).containsExactly(2);
    }

    @Test
    void runsAreAveragedAndJoined() {
        Table updates = Table.create(
                StringColumn.create("task", "S", "S", "T", "S"),
                StringColumn.create("variant", "a", "a", "a", "b"),
                LongColumn.create("seed", 0, 0, 0, 0),
                DoubleColumn.create("kl", 0.1, 0.3, Double.NaN, 0.5),
                LongColumn.create("steps", 1, 2, 1, 1));
        Table means = RunJoins.means(updates, "kl", "steps");
        assertThat(means.columnNames()).containsExactly("task", "variant", "seed", "kl", "steps");
        assertThat(TableColumns.numbers(means, "kl")).containsExactly(0.2, Double.NaN, 0.5);
        assertThat(TableColumns.numbers(means, "steps")).containsExactly(1.5, 1, 1);

        Table joined = RunJoins.join(runs(), means);
        assertThat(joined.columnNames()).containsExactly("task", "variant", "seed", "finalReturn", "kl", "steps");
        assertThat(TableColumns.numbers(joined, "kl")).startsWith(0.2, 0.5, Double.NaN, Double.NaN, Double.NaN);
        assertThat(TableColumns.numbers(joined, "finalReturn")).isEqualTo(TableColumns.numbers(runs(), "finalReturn"));
        assertThat(TableColumns.numbers(RunTables.summary(joined, "kl"), "mean"))
                .containsExactly(0.2, 0.5, Double.NaN, Double.NaN);

        assertThatThrownBy(() -> RunJoins.join(runs(), updates)).hasMessageContainingAll("table to join", "seed 0");
        assertThatThrownBy(() -> RunJoins.join(joined, means))
                .hasMessage("both tables have a column kl; rename one of them");
        assertThatThrownBy(() -> RunJoins.means(runs()))
                .hasMessage("name the columns to average; the table has task, variant, seed, finalReturn");
    }
}
