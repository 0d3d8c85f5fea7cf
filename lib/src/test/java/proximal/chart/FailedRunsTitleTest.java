package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class FailedRunsTitleTest {
    /** Two rows of each of four runs, the last rows of seed 2 of a and of b being those of failures. */
    private static Table updates() {
        return Table.create(
                StringColumn.create("task", "T", "T", "T", "T", "T", "T", "U", "U"),
                StringColumn.create("variant", "a", "a", "a", "a", "b", "b", "b", "b"),
                LongColumn.create("seed", 1, 1, 2, 2, 1, 1, 2, 2),
                LongColumn.create("steps", 1, 2, 1, 2, 1, 2, 1, 2),
                DoubleColumn.create("episodeReturn", 1, 2, 3, Double.NaN, 5, 6, 7, Double.NaN),
                BooleanColumn.create("failed", false, false, false, true, false, false, false, true));
    }

    @Test
    void learningCurvesSayHowManyRunsOfTheirTaskFailed() {
        LearningCurves curves = LearningCurves.of(updates()).task("T");
        assertThat(curves.title("Returns").chart().getTitle()).isEqualTo("Returns (a: 1 of 2 runs failed)");
        assertThat(curves.chart().getTitle()).isEqualTo("a: 1 of 2 runs failed");
        assertThat(curves.chart().getStyler().isChartTitleVisible()).isTrue();
        assertThat(curves.chart().getSeriesMap().get("a").getYData()).containsExactly(2, 2);
        Table whole = updates()
                .where(updates().booleanColumn("failed").isFalse())
                .where(t -> t.longColumn("seed").isEqualTo(1));
        assertThat(LearningCurves.of(whole).task("T").title("Returns").chart().getTitle())
                .isEqualTo("Returns");
    }

    @Test
    void aVariantWhoseRunsAllFailedAtOnceHasNoLineButIsCounted() {
        Table table = updates().where(t -> t.stringColumn("task").isEqualTo("T"));
        DoubleColumn returns = table.doubleColumn("episodeReturn");
        returns.set(4, Double.NaN).set(5, Double.NaN);
        assertThat(LearningCurves.of(table).chart().getSeriesMap())
                .containsKey("a")
                .doesNotContainKey("b");
        table.booleanColumn("failed").set(3, false);
        assertThatThrownBy(() -> LearningCurves.of(table).chart()).hasMessageStartingWith("variant b has no value");
    }

    @Test
    void theVariantsWhoseRunsFailedAreNamedAndSoIsTheOneThatIsLeft() {
        XYChart chart = LearningCurves.of(failing(1, 1)).chart();
        assertThat(chart.getTitle()).isEqualTo("nan 0: 2 of 2 runs failed");
        assertThat(chart.getStyler().isLegendVisible()).isTrue();
        assertThat(chart.getSeriesMap().get("good 1").isShowInLegend()).isTrue();
        XYChart two = LearningCurves.of(failing(2, 1)).title("T").chart();
        assertThat(two.getTitle()).isEqualTo("T (nan 0: 2 of 2, nan 1: 2 of 2 runs failed)");
        XYChart one = LearningCurves.of(failing(0, 1)).chart();
        assertThat(one.getTitle()).isEmpty();
        assertThat(one.getStyler().isLegendVisible()).isFalse();
    }

    @Test
    void whereTheirNamesDoNotFitTheyAreCounted() {
        assertThat(LearningCurves.of(failing(9, 2)).chart().getTitle())
                .isEqualTo("18 of 22 runs failed in 9 of 11 variants");
        LearningCurves narrow = LearningCurves.of(failing(2, 1)).size(200, 300);
        assertThat(narrow.chart().getTitle()).isEqualTo("4 of 6 runs failed");
    }

    /** Variants all of whose two runs failed at once, then some whose runs did not. */
    private static Table failing(int failed, int whole) {
        Table table = updates().emptyCopy();
        for (int row = 0; row < 2 * (failed + whole); row++) {
            boolean fails = row / 2 < failed;
            table.stringColumn("task").append("T");
            table.stringColumn("variant").append((fails ? "nan " : "good ") + row / 2);
            table.longColumn("seed").append(row % 2);
            table.longColumn("steps").append(1);
            table.doubleColumn("episodeReturn").append(fails ? Double.NaN : row);
            table.booleanColumn("failed").append(fails);
        }
        return table;
    }

    @Test
    void barsAndLinesSayItFromASummary() {
        Table summary = Table.create(
                StringColumn.create("variant", "a", "b"),
                LongColumn.create("seeds", 9, 10),
                DoubleColumn.create("mean", 1, 2),
                LongColumn.create("failed", 1, 0));
        assertThat(Bars.of(summary).title("Means").chart().getTitle()).isEqualTo("Means (a: 1 of 10 runs failed)");
        assertThat(Lines.of(summary).x("seeds").y("mean").chart().getTitle()).isEqualTo("a: 1 of 10 runs failed");
        assertThat(Histograms.of(summary, "mean").chart().getTitle()).isEqualTo("a: 1 of 10 runs failed");
        summary.addColumns(DoubleColumn.create("low", 0, 1), DoubleColumn.create("high", 2, 3));
        Intervals intervals = Intervals.of(summary).value("mean");
        assertThat(intervals.title("Means").chart().getTitle()).isEqualTo("Means (a: 1 of 10 runs failed)");
        assertThat(intervals.chart().getTitle()).isEqualTo("a: 1 of 10 runs failed");
        assertThat(intervals.chart().getStyler().isChartTitleVisible()).isTrue();
        summary.longColumn("failed").set(0, 0L);
        assertThat(Bars.of(summary).chart().getTitle()).isEmpty();
    }
}
