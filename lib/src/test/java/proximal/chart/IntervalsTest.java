package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Font;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class IntervalsTest {
    static Table table(int rows) {
        Table table = Table.create(
                StringColumn.create("variant"),
                DoubleColumn.create("estimate"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"));
        for (int i = 0; i < rows; i++) {
            table.stringColumn("variant").append(i == 0 ? "PPO-clip, as CleanRL" : "without ingredient " + i);
            double x = 480 - 140 * Math.abs(Math.sin(i));
            table.doubleColumn("estimate").append(i == 2 ? Double.NaN : x);
            table.doubleColumn("low").append(x - 10 - 3 * i);
            table.doubleColumn("high").append(x + 15);
        }
        return table;
    }

    /** The rows and the intervals are series too. */
    @ParameterizedTest
    @ValueSource(strings = {"rows", "interval 0", "rows (rows)", "interval", ""})
    void aColumnMayHaveAnyName(String name) {
        Table table = Table.create(
                StringColumn.create("variant", "rows", "interval 0"),
                DoubleColumn.create(name, 1, 2),
                DoubleColumn.create("low", 0, 1),
                DoubleColumn.create("high", 2, 3));
        XYChart chart = Intervals.of(table)
                .value(name)
                .vertical("rows", 1)
                .vertical("interval 0", 2)
                .chart();
        assertThat(chart.getSeriesMap()).hasSize(5);
    }

    @Test
    void theFirstRowIsAtTheTopAndARowWithoutAValueKeepsItsPlace() {
        XYChart chart = Intervals.of(table(4)).chart();
        assertThat(chart.getSeriesMap().get("estimate").getYData()).containsExactly(4, 3, 1);
        assertThat(chart.getSeriesMap().get("estimate").getXData()[0]).isEqualTo(480);
        assertThat(chart.getSeriesMap().get("estimate (interval 0)").getXData()).containsExactly(470, 495);
        Pictures.render(chart, "intervals-4");
        assertThat(((PaperFrame.Framed) chart)
                        .frame().texts().stream().map(PlacedText::text).filter(text -> text.matches(".*[a-z]{3}.*")))
                .startsWith("PPO-clip, as CleanRL")
                .contains("without ingredient 3");
    }

    @Test
    void looksAsInAPaper() {
        for (int rows : new int[] {1, 3, 12}) {
            XYChart chart = Intervals.of(table(rows))
                    .xTitle("interquartile mean of the final returns, 95 % interval")
                    .vertical("solved", 475)
                    .chart();
            BufferedImage image = Pictures.render(chart, "intervals-" + rows);
            Pictures.assertShows(image, Palette.tint(0), PaperStyle.INK);
            assertThat(chart.getHeight()).isEqualTo(Math.max(180, 110 + 28 * (rows + 1)));
        }
    }

    @Test
    void thereIsATickForEachRowAndNoOther() {
        for (int rows : new int[] {1, 3, 12}) {
            XYChart chart = Intervals.of(table(rows)).chart();
            BufferedImage image = Pictures.render(chart, "intervals-ticks-" + rows);
            int axis = (int) chart.getScreenXFromChart(chart.getStyler().getXAxisMin()) - 3; // among the marks
            int marks = 0;
            for (int y = 1; y < image.getHeight(); y++) {
                boolean dark = (image.getRGB(axis, y) & 0xFF) < 0xA0;
                marks += dark && (image.getRGB(axis, y - 1) & 0xFF) >= 0xA0 ? 1 : 0;
            }
            assertThat(marks).isEqualTo(rows);
        }
    }

    @Test
    void rowsKeepTheirHeightOnPaper() {
        Chart<?, ?> paper = Panels.laidOut(Intervals.of(table(20)).chart(), 422); // a chart that a notebook edited
        assertThat(paper.getHeight()).isEqualTo(110 + 28 * 21);
    }

    @Test
    void aNumberKeepsItsUnitInALineThatIsWrapped() {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
        for (int room = 20; room < 400; room++) {
            assertThat(PaperText.wrap(
                            font, "over all runs; band: 95 % bootstrap interval, mean ± 1 standard error", room))
                    .noneMatch(line -> line.startsWith("%") || line.endsWith("±"));
        }
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        assertThatThrownBy(() -> Intervals.of(table(0)).chart()).hasMessage("column estimate has no value to draw");
        assertThatThrownBy(() -> Intervals.of(table(2)).horizontal("solved", 1).chart())
                .hasMessage("intervals lie along the x axis, so a reference is a vertical line");
        assertThatThrownBy(() -> Intervals.of(table(2).append(table(1))).chart())
                .hasMessage("two rows are of variant PPO-clip, as CleanRL; each row needs a name of its own");
        Table byTask = table(2).append(table(2));
        byTask.addColumns(StringColumn.create("task", "T", "T", "U", "U"));
        assertThatThrownBy(() -> Intervals.of(byTask).chart())
                .hasMessage("two rows are of variant PPO-clip, as CleanRL; each row needs a name of its own:"
                        + " draw one task at a time, with table.where(t -> t.stringColumn(\"task\").isEqualTo(...))");
        Table one = byTask.where(t -> t.stringColumn("task").isEqualTo("U"));
        assertThat(Intervals.of(one).chart().getSeriesMap().get("estimate").getYData())
                .containsExactly(2, 1);
        assertThatThrownBy(() -> Intervals.of(table(2)).value("mean").chart())
                .hasMessage("the table has no column mean; its columns are variant, estimate, low, high");
    }
}
