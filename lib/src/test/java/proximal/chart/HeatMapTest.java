package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

class HeatMapTest {
    private static Table table() {
        Table table = Table.create(
                DoubleColumn.create("clipRange"),
                DoubleColumn.create("learningRate"),
                DoubleColumn.create("estimate"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"),
                LongColumn.create("runs"));
        for (double clip : new double[] {0.4, 0.1, 0.2}) {
            for (double rate : new double[] {1e-3, 2.5e-4, 1e-2}) {
                double y = 500 * Math.exp(-Math.abs(Math.log(rate / 1e-3)) * clip * 2);
                table.doubleColumn(0).append(clip);
                table.doubleColumn(1).append(rate);
                table.doubleColumn(2).append(clip == 0.2 && rate == 1e-2 ? Double.NaN : y);
                table.doubleColumn(3).append(y - 20.5);
                table.doubleColumn(4).append(y + 12.25);
                table.longColumn(5).append(15);
            }
        }
        return table;
    }

    private static HeatMap map(Table table) {
        return HeatMap.of(table).x("clipRange").y("learningRate").title("CartPole-v1");
    }

    /** Oracle: the colours of the ends of the scale, each in its quarter of the picture. */
    @Test
    void cellsStandInTheOrderOfTheirValuesAndColours() {
        XYChart chart = map(table()).chart();
        BufferedImage image = Pictures.render(chart, "heat-map");
        Pictures.assertShows(image, Palette.scale(0), Palette.scale(1));
        assertThat(((PaperFrame.Framed) chart).frame().texts().stream().map(PlacedText::text))
                .containsSubsequence("0.01", "0.001", "0.00025", "0.1", "0.2", "0.4");
        var plot = ((PaperFrame.Framed) chart).frame().plot();
        int x = (int) (plot.getX() + plot.getWidth() * 0.7); // at the left of the cell of 0.4
        int y = (int) (plot.getY() + plot.getHeight() * 0.36); // at the top of the cell of 0.001
        assertThat(image.getRGB(x, y) & 0xFFFFFF).isEqualTo(Palette.scale(1).getRGB() & 0xFFFFFF);
    }

    @Test
    void theScaleGetsDarker() {
        int before = 256;
        for (double share = 0; share <= 1; share += 0.05) {
            int green = Palette.scale(share).getGreen();
            assertThat(green).isLessThan(before);
            before = green;
        }
    }

    @Test
    void badInputIsRefusedInASentence() {
        Table twice = table().append(table());
        assertThatThrownBy(() -> map(twice).chart())
                .hasMessage("two rows are of clipRange 0.4 and learningRate 0.001; each cell needs a row of its own");
        assertThatThrownBy(() -> HeatMap.of(table()).x("clipRange").chart()).hasMessageContaining("choose the columns");
        assertThatThrownBy(() -> map(table()).horizontal("a", 1).chart())
                .hasMessageContaining("no numbers along its axes");
        assertThatThrownBy(() -> map(table()).value("nothing").chart()).hasMessageContaining("no column nothing");
    }

    @Test
    void oneCellIsAPictureToo() {
        Pictures.render(map(table().first(1)).chart(), "heat-map-1");
    }

    @Test
    void parallelCoordinatesHaveALineForEachRow() {
        XYChart chart = ParallelCoordinates.of(table(), "clipRange", "learningRate", "estimate")
                .chart();
        Pictures.render(chart, "parallel-coordinates");
        assertThat(chart.getSeriesMap()).hasSize(8);
        assertThat(chart.getSeriesMap().get("row 1").getYData()).containsExactly(1, 0.5, 1);
        assertThatThrownBy(() -> ParallelCoordinates.of(table(), "estimate"))
                .hasMessageContaining("at least 2 columns but have 1");
    }
}
