package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class LinesTest {
    private static Table table() {
        return Table.create(
                StringColumn.create("name", "a", "b", "c"),
                DoubleColumn.create("x", 1, Double.NaN, 3),
                DoubleColumn.create("y", 4, 5, 6),
                DoubleColumn.create("z", Double.NaN, 1, 2),
                DoubleColumn.create("none", Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void rowsWithoutAnXAreLeftOut() {
        XYChart chart = Lines.of(table()).x("x").y("y", "z").chart();
        assertThat(chart.getSeriesMap().get("y").getXData()).containsExactly(1, 3);
        assertThat(chart.getSeriesMap().get("y").getYData()).containsExactly(4, 6);
        assertThat(chart.getSeriesMap().get("z").getYData()).containsExactly(Double.NaN, 2);
    }

    @Test
    void aBandReachesFromOneColumnToAnother() {
        Table table = Table.create(
                DoubleColumn.create("x", 1, 2, 3),
                DoubleColumn.create("median", 5, 6, 7),
                DoubleColumn.create("low", 4, Double.NaN, 2),
                DoubleColumn.create("high", 5, 8, 9));
        XYChart chart = Lines.of(table)
                .x("x")
                .y("median", "low")
                .band("median", "low", "high")
                .chart();
        assertThat(chart.getSeriesMap().get("median (band)").getXData()).containsExactly(1, 3, 3, 1);
        assertThat(chart.getSeriesMap().get("median (band)").getYData()).containsExactly(5, 9, 2, 4);
        assertThat(chart.getSeriesMap().get("median").getYData()).containsExactly(5, 7);
        assertThat(chart.getSeriesMap()).doesNotContainKey("low (band)");
        assertThat(chart.getStyler().getYAxisMax()).isGreaterThanOrEqualTo(9);
        assertThatThrownBy(() -> Lines.of(table)
                        .x("x")
                        .y("low")
                        .band("median", "low", "high")
                        .chart())
                .hasMessage("a band is of median but the lines are of low");
    }

    @Test
    void aLineForEachGroupHasItsBand() {
        Table table = Table.create(
                StringColumn.create("variant", "b", "b", "a", "a"),
                DoubleColumn.create("x", 1, 2, 1, 2),
                DoubleColumn.create("y", 3, 4, 5, 6),
                DoubleColumn.create("low", 2, 3, 4, 5),
                DoubleColumn.create("high", 4, 5, 6, 7));
        Lines lines = Lines.of(table).x("x").y("y").group("variant").band("y", "low", "high");
        XYChart chart = lines.chart();
        assertThat(chart.getSeriesMap().keySet()).containsExactly("b (band)", "a (band)", "b", "a");
        assertThat(chart.getSeriesMap().get("a").getYData()).containsExactly(5, 6);
        assertThat(chart.getSeriesMap().get("a (band)").getYData()).containsExactly(6, 7, 5, 4);
        assertThatThrownBy(() -> lines.y("y", "low").chart())
                .hasMessage("lines by variant have one column on the y axis but have y, low");
        table.doubleColumn("y").set(0, Double.NaN).set(1, Double.NaN);
        assertThatThrownBy(lines::chart).hasMessage("column y has no value to draw for variant b");
    }

    @Test
    void aPerformanceProfileSaysWhatItsSharesAre() {
        Table profile = Table.create(DoubleColumn.create("threshold", 0, 1), DoubleColumn.create("estimate", 1, 0.5));
        Lines lines = Lines.of(profile).x("threshold").y("estimate");
        assertThat(lines.chart().getYAxisTitle()).isEqualTo("share of runs above the threshold");
        assertThat(lines.yTitle("share").chart().getYAxisTitle()).isEqualTo("share");
        assertThat(lines.x("estimate").y("threshold").chart().getYAxisTitle()).isEqualTo("threshold");
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        assertThatThrownBy(() -> Lines.of(table()).y("y").chart())
                .hasMessage("choose the columns to draw with x(column) and y(columns)");
        assertThatThrownBy(() -> Lines.of(table()).x("x").y("none").chart())
                .hasMessage("column none has no value to draw");
        assertThatThrownBy(() -> Lines.of(table()).x("x").y("name").chart())
                .hasMessage("column name must hold numbers but is of type STRING");
        assertThatThrownBy(() -> Lines.of(table()).x("x").y("w").chart())
                .hasMessage("the table has no column w; its columns are name, x, y, z, none");
    }

    /** Flat lines of 780 points, each of which goes up for one point in the middle. */
    private static Table peaks(int lines) {
        Table table = Table.create(StringColumn.create("variant"), DoubleColumn.create("x"), DoubleColumn.create("y"));
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < 780; i++) {
                table.stringColumn("variant").append("v" + line);
                table.doubleColumn("x").append(i);
                table.doubleColumn("y").append(line + (i == 390 ? 0.5 : 0));
            }
        }
        return table;
    }

    @Test
    void theCornersOfASolidLineAreWhole() throws IOException {
        XYChart chart = Lines.of(peaks(1)).x("x").y("y").chart();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(ChartImages.png(chart, 8)));
        int x = (int) Math.round(8 * chart.getScreenXFromChart(390));
        int apex = (int) Math.round(8 * chart.getScreenYFromChart(0.5));
        int color = Palette.color(0).getRGB();
        // The line is 2 units wide, so that a round corner reaches 1 unit, 8 pixels, beyond its point.
        assertThat(image.getRGB(x, apex - 6)).isEqualTo(color);
        assertThat(image.getRGB(x, apex - 10)).isNotEqualTo(color);
    }

    @Test
    void aDenseLineKeepsItsDashes() throws IOException {
        XYChart chart = Lines.of(peaks(9)).x("x").y("y").group("variant").chart();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(ChartImages.png(chart, 4)));
        assertThat(share(image, chart, 0)).isEqualTo(1);
        assertThat(share(image, chart, 8)).isCloseTo(13.0 / 19, within(0.04)); // the lengths of dashes and gaps
    }

    /** The share of the flat part of a line that has its colour. */
    private static double share(BufferedImage image, XYChart chart, int line) {
        int y = (int) Math.round(4 * chart.getScreenYFromChart(line));
        int from = (int) (4 * chart.getScreenXFromChart(10));
        int to = (int) (4 * chart.getScreenXFromChart(380));
        return IntStream.range(from, to)
                .mapToDouble(x -> image.getRGB(x, y) == Palette.color(line).getRGB() ? 1 : 0)
                .average()
                .orElseThrow();
    }

    @Test
    void looksAsInAPaper() {
        double[] x = IntStream.rangeClosed(0, 200).mapToDouble(i -> i / 100.0).toArray();
        double[] clipped = IntStream.range(0, x.length)
                .mapToDouble(i -> Math.min(x[i], 1.2))
                .toArray();
        Table table = Table.create(
                DoubleColumn.create("ratio", x),
                DoubleColumn.create("clipped", clipped),
                DoubleColumn.create("unclipped", x));
        var image = Pictures.render(
                Lines.of(table)
                        .x("ratio")
                        .y("unclipped", "clipped")
                        .xTitle("ratio r")
                        .yTitle("objective of one sample, A = 1")
                        .vertical("1 + clipRange", 1.2)
                        .chart(),
                "lines");
        Pictures.assertShows(image, Palette.color(0), Palette.color(1));
        double[] n =
                IntStream.rangeClosed(0, 12).mapToDouble(i -> Math.pow(2, i)).toArray();
        double[] variance =
                IntStream.range(0, n.length).mapToDouble(i -> 3 / n[i]).toArray();
        Table log = Table.create(DoubleColumn.create("samples", n), DoubleColumn.create("variance", variance));
        Pictures.render(
                Lines.of(log).x("samples").y("variance").logX().logY().points().chart(), "lines-log");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "250000, 250k",
        "1500000, 1.5M",
        "2500, 2.5k",
        "0.1, 0.1",
        "0.30000000000000004, 0.3",
        "-20000, -20k",
        "0.000001, 10⁻⁶",
        "-0.0000025, -2.5·10⁻⁶",
        "0.00025, 0.00025",
        "3e12, 3·10¹²"
    })
    void numbersOnAnAxisAreShort(double value, String label) {
        assertThat(PaperStyle.label(value)).isEqualTo(label);
    }

    @Test
    void thePaletteHasEightColoursAndNeighboursHaveOtherLines() {
        assertThat(new HashSet<>(Palette.COLORS)).hasSize(8);
        assertThat(Palette.color(9)).isEqualTo(Palette.color(1));
        assertThat(PaperStyle.line(1)).isNotEqualTo(PaperStyle.line(9)).isNotEqualTo(PaperStyle.line(2));
        assertThat(Palette.shade(2).getRGB() & 0xFFFFFF)
                .isEqualTo(Palette.color(2).getRGB() & 0xFFFFFF);
    }

    /** A point without a neighbour has no line, so it has a mark. */
    @Test
    void aPointAloneHasAMark() {
        Table table = Table.create(
                DoubleColumn.create("x", 1, 2, 3, 4, 5),
                DoubleColumn.create("y", Double.NaN, 1, Double.NaN, 2, Double.NaN),
                DoubleColumn.create("z", 1, 2, Double.NaN, 2, Double.NaN));
        XYChart alone = Lines.of(table).x("x").y("y").chart();
        assertThat(alone.getSeriesMap().get("y").getMarker()).isEqualTo(SeriesMarkers.CIRCLE);
        XYChart mixed = Lines.of(table).x("x").y("z").chart();
        assertThat(mixed.getSeriesMap().get("z").getMarker()).isEqualTo(SeriesMarkers.NONE);
        assertThat(mixed.getSeriesMap().get("z (points)").getMarker()).isEqualTo(SeriesMarkers.CIRCLE);
        assertThat(mixed.getSeriesMap().get("z (points)").getYData())
                .containsExactly(Double.NaN, Double.NaN, Double.NaN, 2, Double.NaN);
        BufferedImage image = Pictures.render(mixed, "lines-alone");
        int x = (int) mixed.getScreenXFromChart(4);
        int y = (int) mixed.getScreenYFromChart(2);
        assertThat(image.getRGB(x, y) & 0xFFFFFF).isEqualTo(Palette.color(0).getRGB() & 0xFFFFFF);
        assertThatThrownBy(() -> Lines.of(table).x("x").y("y", "y").chart())
                .hasMessage("two lines are named y; each needs a name of its own");
    }

    @Test
    void anEstimateByThresholdsThatIsNoProfileIsNamedByItsColumn() {
        Table table = Table.create(DoubleColumn.create("threshold", 0, 1), DoubleColumn.create("estimate", 1, 37));
        assertThat(Lines.of(table).x("threshold").y("estimate").chart().getYAxisTitle())
                .isEqualTo("estimate");
    }

    @Test
    void aColumnNamedFailedMayHoldAnything() {
        Table table = Table.create(
                DoubleColumn.create("x", 0, 1),
                DoubleColumn.create("y", 1, 37),
                StringColumn.create("failed", "motor", "sensor"));
        assertThat(Lines.of(table).x("x").y("y").chart().getTitle()).isEmpty();
        table.replaceColumn("failed", DoubleColumn.create("failed", 0.25, 0.5));
        assertThat(Lines.of(table).x("x").y("y").chart().getTitle()).isEmpty();
    }
}
