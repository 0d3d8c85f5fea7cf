package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import proximal.chart.LearningCurves.Band;
import proximal.statistics.BootstrapInterval;
import proximal.statistics.ScoreAggregates;
import proximal.statistics.StratifiedBootstrap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class LearningCurvesTest {

    /** Three seeds of one variant at two steps, 1, 2, 6 and 4, 4, NaN, and one seed of another. */
    private static Table small() {
        return Table.create(
                "updates",
                StringColumn.create("variant", "a", "a", "a", "a", "a", "a", "b", "b"),
                LongColumn.create("seed", 1, 2, 3, 1, 2, 3, 1, 1),
                LongColumn.create("steps", 100, 100, 100, 200, 200, 200, 100, 200),
                DoubleColumn.create("y", 1, 2, 6, 4, 4, Double.NaN, 7, 9));
    }

    private static double[] y(XYChart chart, String series) {
        return chart.getSeriesMap().get(series).getYData();
    }

    @Test
    void theLineIsTheMeanOverSeedsAndTheBandOneStandardError() {
        XYChart chart = LearningCurves.of(small()).y("y").chart();
        assertThat(chart.getSeriesMap().get("a").getXData()).containsExactly(100, 200);
        assertThat(y(chart, "a")).containsExactly(3, 4);
        double error = Math.sqrt(7.0 / 3); // deviations -2, -1, 3: variance 14 / 2
        assertThat(y(chart, "a (band)")).containsExactly(new double[] {3 + error, 4, 4, 3 - error}, within(1e-12));
        assertThat(chart.getSeriesMap().get("a (band)").getXData()).containsExactly(100, 200, 200, 100);
        assertThat(y(chart, "b")).containsExactly(7, 9);
        assertThat(y(chart, "b (band)")).containsExactly(7, 9, 9, 7);
    }

    @Test
    void theBandShowsWhatWasChosen() {
        LearningCurves curves = LearningCurves.of(small()).y("y");
        XYChart deviation = curves.band(Band.STANDARD_DEVIATION).chart();
        assertThat(y(deviation, "a (band)")[0]).isCloseTo(3 + Math.sqrt(7), within(1e-12));
        assertThat(y(curves.band(Band.MIN_MAX).chart(), "a (band)")).containsExactly(6, 4, 4, 1);
        XYChart quartiles = curves.band(Band.QUARTILES).chart();
        assertThat(y(quartiles, "a")).containsExactly(2, 4);
        assertThat(y(quartiles, "a (band)")).containsExactly(4, 4, 4, 1.5);
        assertThat(curves.band(Band.NONE).chart().getSeriesMap().keySet()).containsExactly("a", "b");
    }

    @Test
    void theBootstrapBandIsTheIntervalOfTheInterquartileMean() {
        double[][] scores = {{1}, {2}, {3}, {50}, {6}};
        Table table = Table.create(
                StringColumn.create("variant", "a", "a", "a", "a", "a", "b"),
                LongColumn.create("seed", 1, 2, 3, 4, 5, 1),
                LongColumn.create("steps", 100, 100, 100, 100, 100, 100),
                DoubleColumn.create("y", 1, 2, 3, 50, 6, 7));
        XYChart chart = LearningCurves.of(table).y("y").band(Band.BOOTSTRAP).chart();
        BootstrapInterval exact =
                StratifiedBootstrap.withDefaults().interval(scores, ScoreAggregates::interquartileMean);
        assertThat(y(chart, "a")).containsExactly(11.0 / 3);
        assertThat(y(chart, "a (band)")[0]).isCloseTo(exact.high(), withinPercentage(5));
        assertThat(y(chart, "a (band)")[1]).isCloseTo(exact.low(), withinPercentage(5));
        assertThat(y(chart, "b (band)")).containsExactly(7, 7); // of one seed there is no interval
    }

    @Test
    void theCaptionSaysWhatLineAndBandAreAndOfHowManySeeds() {
        LearningCurves curves = LearningCurves.of(small()).y("y");
        assertThat(texts(curves)).contains("mean of 1 to 3 seeds, band ± 1 standard error");
        assertThat(texts(curves.band(Band.QUARTILES).smooth(2)))
                .contains(
                        "median of 1 to 3 seeds, each smoothed over 2 values, band from the lower to the upper quartile");
        assertThat(texts(curves.caption("other"))).contains("other").noneMatch(text -> text.startsWith("mean"));
        Table one = small().where(t -> t.stringColumn("variant").isEqualTo("b"));
        assertThat(texts(LearningCurves.of(one).y("y"))).contains("1 seed");
    }

    private static List<String> texts(LearningCurves curves) {
        XYChart chart = curves.chart();
        ChartImages.png(chart, 1);
        return ((PaperFrame.Framed) chart)
                .frame().texts().stream().map(PlacedText::text).toList();
    }

    @Test
    void smoothingIsATrailingMeanOfEachRun() {
        Table table = Table.create(
                StringColumn.create("variant", "a", "a", "a", "a"),
                LongColumn.create("seed", 1, 1, 1, 1),
                LongColumn.create("steps", 4, 1, 2, 3),
                DoubleColumn.create("y", 8, 1, 3, 6));
        assertThat(y(LearningCurves.of(table).y("y").smooth(2).chart(), "a")).containsExactly(1, 2, 4.5, 7);
    }

    @Test
    void aFigureDoesNotChange() {
        LearningCurves first = LearningCurves.of(small()).y("y");
        first.title("other").horizontal("solved", 5).logX();
        assertThat(first.chart().getTitle()).isEmpty();
        assertThat(first.chart().getSeriesMap()).doesNotContainKey("solved");
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        assertThatThrownBy(() -> LearningCurves.of(small()).y("kl").chart())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table has no column kl; its columns are variant, seed, steps, y");
        assertThatThrownBy(() -> LearningCurves.of(small()).y("y").group("task").chart())
                .hasMessage("the table has no column task; its columns are variant, seed, steps, y");
        Table table = small();
        table.doubleColumn("y").set(6, Double.NaN).set(7, Double.NaN);
        assertThatThrownBy(() -> LearningCurves.of(table).y("y").chart())
                .hasMessage("variant b has no value of y to draw");
        assertThatThrownBy(() -> LearningCurves.of(small().emptyCopy()).y("y").chart())
                .hasMessage("there is nothing to draw: the table has no row");
        Table twice = small();
        twice.longColumn("seed").set(1, 1L);
        assertThatThrownBy(() -> LearningCurves.of(twice).y("y").chart())
                .hasMessage("variant a, seed 1 has two rows at steps 100; a run has one row at each x");
        Table infinite = small();
        infinite.doubleColumn("y").set(7, Double.POSITIVE_INFINITY);
        assertThatThrownBy(() ->
                        LearningCurves.of(infinite).y("y").band(Band.MIN_MAX).chart())
                .hasMessage("the y values of a chart must be finite but reach from 1.0 to Infinity");
        assertThatThrownBy(() -> LearningCurves.of(small()).smooth(0)).hasMessageContaining("but had 0");
        Table zero = small();
        zero.doubleColumn("y").set(7, 0.0);
        assertThatThrownBy(() -> LearningCurves.of(zero).y("y").logY().chart())
                .hasMessage("a logarithmic y axis needs positive values but the smallest is 0.0");
    }

    @Test
    void severalTasksAreNotMixed() {
        Table table = small();
        table.addColumns(StringColumn.create("task", "T", "T", "T", "T", "T", "T", "U", "U"));
        LearningCurves curves = LearningCurves.of(table).y("y");
        assertThatThrownBy(curves::chart).hasMessage("choose one of the table's tasks with task(name): it has T, U");
        assertThatThrownBy(() -> curves.task("V").chart()).hasMessageContaining("but the chosen one was V");
        assertThat(curves.task("U").chart().getSeriesMap().keySet()).containsExactly("b (band)", "b");
    }

    /** Oracle: with each run a step function, by hand; seed 2 begins at 15 and holds its last value for its longest step of 20. */
    @Test
    void runsWithRowsAtOtherStepsAreStepFunctions() {
        Table episodes = Table.create(
                StringColumn.create("variant", "a", "a", "a", "a", "a"),
                LongColumn.create("seed", 1, 1, 1, 2, 2),
                LongColumn.create("steps", 10, 20, 60, 15, 35),
                DoubleColumn.create("episodeReturn", 1, 2, 3, 100, 200));
        XYChart chart = LearningCurves.of(episodes).band(Band.NONE).chart();
        assertThat(chart.getSeriesMap().get("a").getXData()).containsExactly(15, 20, 35, 60);
        assertThat(y(chart, "a")).containsExactly(50.5, 51, 101, 3);
        assertThat(chart.getYAxisTitle()).isEqualTo("episode return");
        episodes.addColumns(LongColumn.create("update", 1, 2, 3, 1, 2));
        assertThat(LearningCurves.of(episodes).chart().getYAxisTitle())
                .isEqualTo("mean return of the last 100 episodes");
    }

    /** The seeds whose episodes end first are the lucky ones of Acrobot-v1: a mean over them alone would fall at once. */
    @Test
    void aLineBeginsWhereEachOfItsRunsHasAValue() {
        Table table = small();
        table.doubleColumn("y").set(0, Double.NaN).set(5, 9.0);
        XYChart chart = LearningCurves.of(table).y("y").chart();
        assertThat(chart.getSeriesMap().get("a").getXData()).containsExactly(200);
        assertThat(y(chart, "a")).containsExactly((4 + 4 + 9) / 3.0);
        table.doubleColumn("y").set(3, Double.NaN); // seed 1 has no value at all, and does not count
        assertThat(y(LearningCurves.of(table).y("y").chart(), "a")).containsExactly(4, 6.5);
    }

    /** A column of the same name in another table may be another quantity. */
    @Test
    void titlesSayWhatTheColumnOfThisTableIs() {
        Table table = Table.create(
                StringColumn.create("variant", "a"),
                LongColumn.create("seed", 1),
                LongColumn.create("steps", new long[] {1}),
                DoubleColumn.create("episodeReturn", new double[] {2}),
                DoubleColumn.create("entropy", new double[] {3}));
        table.replaceColumn("seed", LongColumn.create("seed", new long[] {1}));
        assertThat(LearningCurves.of(table).y("entropy").chart().getYAxisTitle())
                .isEqualTo("entropy");
        assertThat(Lines.of(table).x("steps").y("episodeReturn").chart().getYAxisTitle())
                .isEqualTo("episode return");
        table.addColumns(LongColumn.create("update", new long[] {1}));
        assertThat(LearningCurves.of(table).y("entropy").chart().getYAxisTitle())
                .isEqualTo("entropy (nats)");
        XYChart lines = Lines.of(table).x("steps").y("episodeReturn").chart();
        assertThat(lines.getYAxisTitle()).isEqualTo("mean return of the last 100 episodes");
        assertThat(lines.getXAxisTitle()).isEqualTo("environment steps");
        assertThat(Histograms.of(table, "episodeReturn").chart().getXAxisTitle())
                .isEqualTo("mean return of the last 100 episodes");
    }

    @Test
    void userNamesDoNotMeetOurs() {
        Table table = small();
        for (int row = 0; row < 8; row++) {
            table.stringColumn("variant").set(row, row < 3 ? "a" : row < 6 ? "a (band)" : "");
        }
        table.longColumn("steps").set(3, 100L).set(4, 100L).set(5, 100L);
        LearningCurves curves = LearningCurves.of(table).y("y");
        XYChart chart = curves.title(null)
                .horizontal(null, 1)
                .horizontal("a", 5)
                .horizontal("a", 6)
                .vertical("", 150)
                .chart();
        assertThat(y(chart, "a")).containsExactly(3);
        assertThat(y(chart, "a (band)")).containsExactly(4);
        assertThat(chart.getSeriesMap().get("(empty)").getYData()).containsExactly(7, 9);
        assertThat(chart.getSeriesMap().values().stream()
                        .filter(series -> series.isShowInLegend())
                        .map(series -> series.getLabel()))
                .containsExactly("a", "a (band)", "(empty)", "a", "a");
        Pictures.render(chart, "learning-curves-names");
    }

    @Test
    void looksAsInAPaper() {
        Random random = new Random(3);
        StringColumn variant = StringColumn.create("variant");
        LongColumn seed = LongColumn.create("seed");
        LongColumn steps = LongColumn.create("steps");
        DoubleColumn y = DoubleColumn.create("episodeReturn");
        DoubleColumn kl = DoubleColumn.create("approxKl");
        String[] names = {"clip 0.1", "clip 0.2", "clip 0.3", "no clipping"};
        for (int v = 0; v < 4; v++) {
            for (int s = 1; s <= 10; s++) {
                double shift = random.nextGaussian();
                for (int update = 1; update <= 244; update++) {
                    variant.append(names[v]);
                    seed.append(s);
                    steps.append(update * 2048L);
                    double progress = 1 / (1 + Math.exp(-(update - 60 - 10 * v + 12 * shift) / 12.0));
                    y.append(Math.min(500, 20 + 480 * progress - v * 40 * progress + random.nextGaussian() * 8));
                    kl.append(0.003 * Math.pow(4, v) * Math.exp(random.nextGaussian() * 0.3));
                }
            }
        }
        Table table = Table.create("updates", variant, seed, steps, y, kl);
        LearningCurves curves = LearningCurves.of(table);
        var image = Pictures.render(
                curves.title("CartPole-v1, ten seeds").horizontal("solved", 475).chart(), "learning-curves");
        Pictures.assertShows(image, Palette.color(0), Palette.color(1), Palette.color(2), Palette.color(3));
        Pictures.render(
                curves.y("approxKl").logY().band(Band.MIN_MAX).smooth(10).chart(), "learning-curves-log");
    }
}
