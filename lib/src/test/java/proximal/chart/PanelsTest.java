package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class PanelsTest {
    private static XYChart chart(String title, int width, int height, double... y) {
        Table table = Table.create(DoubleColumn.create("x", 0, 1, 2), DoubleColumn.create("y", y));
        return Lines.of(table)
                .x("x")
                .y("y")
                .title(title)
                .size(width, height)
                .vertical("1", 1)
                .chart();
    }

    private static BufferedImage image(Chart<?, ?> chart) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(ChartImages.png(chart, 2)));
    }

    private static Rectangle2D plot(XYChart chart) {
        return ((PaperFrame.Framed) chart).frame().plot();
    }

    /** Panels of a column and of a row have one axis; the last row has a place that is empty. */
    @Test
    void aGridHasRowsAndColumns() throws IOException {
        XYChart[] panels = {
            chart("a", 400, 300, 1, 2, 3), chart("b", 300, 260, 3, -1e-9, 2e6), chart("c", 300, 260, 1e6, 2e6, 3e6)
        };
        Chart<?, ?> grid = Panels.grid("three", 2, panels);
        assertThat(grid.getWidth()).isEqualTo(2 * 400);
        BufferedImage picture = image(grid);
        Pictures.render(grid, "grid");
        assertThat(picture.getHeight()).isEqualTo(2 * (2 * 300 + 30));
        assertThat(plot(panels[0]).getX()).isEqualTo(plot(panels[2]).getX());
        assertThat(plot(panels[0]).getY()).isEqualTo(plot(panels[1]).getY());
        assertThatThrownBy(() -> Panels.grid("", 0, panels)).hasMessageContainingAll("columns", "at least 1", "was 0");
    }

    @Test
    void titlesAndAxesAreAligned() throws IOException {
        XYChart left = chart("left", 400, 300, 1, 2, 3);
        XYChart right = chart("", 300, 260, 3, -1e-9, 2e6);
        left.setXAxisTitle("");
        Chart<?, ?> both = Panels.of("both", left, right);
        BufferedImage picture = image(both);
        Pictures.render(both, "panels");
        assertThat(both.getTitle()).isEqualTo("both");
        assertThat(picture.getWidth()).isEqualTo(1400);
        assertThat(picture.getHeight()).isEqualTo(660); // and its title
        assertThat(plot(left).getY()).isEqualTo(plot(right).getY());
        assertThat(plot(left).getMaxY()).isEqualTo(plot(right).getMaxY());
        assertThat(image(Panels.of("", left, right)).getHeight()).isEqualTo(600);
    }

    @Test
    void panelsThatAreComparedHaveOneRange() {
        XYChart left = chart("left", 400, 300, 1, 2, 3);
        XYChart right = chart("right", 400, 300, 3, -1, 2);
        double high = left.getStyler().getYAxisMax();
        double low = right.getStyler().getYAxisMin();
        Panels.sameY("both", left, right);
        for (XYChart panel : List.of(left, right)) {
            assertThat(panel.getStyler().getYAxisMin()).isEqualTo(low);
            assertThat(panel.getStyler().getYAxisMax())
                    .isEqualTo(Math.max(high, panel.getStyler().getYAxisMax()));
        }
        assertThatThrownBy(() -> Panels.sameY("", new XYChart(300, 200))).hasMessageContaining("have a range");
    }

    /** In a column of a paper, panels stand below one another with letters of 8 points, and an edit of the chart is kept. */
    @Test
    void inAColumnTheyStandBelowOneAnother() throws IOException {
        XYChart left = chart("left", 500, 300, 1, 2, 3);
        XYChart right = chart("right", 500, 300, 3, -1, 200);
        left.getSeriesMap().get("y").setLineColor(Color.MAGENTA);
        Chart<?, ?> column = Panels.laidOut(Panels.of("both", left, right), 422);
        Pictures.assertShows(Pictures.render(column, "panels-column"), Color.MAGENTA, Palette.color(0));
        assertThat(column.getWidth()).isEqualTo(422);
        assertThat(plot(left).getWidth()).isEqualTo(plot(right).getWidth()).isGreaterThan(300);
        assertThat(plot(left).getX()).isEqualTo(plot(right).getX());
        assertThat(((PaperFrame.Framed) left).frame().texts())
                .extracting(text -> text.font().getSize())
                .contains(13, 14);
        assertThat(Panels.laidOut(left, 422).getHeight()).isEqualTo(300);
        assertThat(left.getWidth()).isEqualTo(500);
    }

    @Test
    void aLongTitleTakesTwoLinesOnPaperAndKeepsItsLetters() {
        XYChart left = chart("left", 400, 300, 1, 2, 3);
        XYChart right = chart("right", 400, 300, 1, 2, 3);
        int one = Panels.laidOut(Panels.of("both", left, right), 422).getHeight();
        String title = "PPO-penalty on CartPole-v1: adaptive β (target 0.01), the best and the worst";
        Chart<?, ?> both = Panels.laidOut(Panels.of(title, left, right), 422);
        Pictures.render(both, "panels-long-title");
        assertThat(both.getHeight()).isGreaterThan(one + 12);
    }

    @Test
    void aFigureWithoutPanelsIsRefused() {
        assertThatThrownBy(() -> Panels.of("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a figure needs at least 1 panel but had 0");
    }
}
