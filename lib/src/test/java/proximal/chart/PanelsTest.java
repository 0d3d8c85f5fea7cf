package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

    @Test
    void eachPanelIsPaintedAsItIsAlone() throws IOException {
        XYChart left = chart("left", 400, 300, 1, 2, 3);
        XYChart right = chart("right", 300, 260, 3, -1, 2);
        Chart<?, ?> both = Panels.of("both", left, right);
        BufferedImage picture = image(both);
        Pictures.render(both, "panels");
        assertThat(both.getTitle()).isEqualTo("both");
        assertThat(picture.getWidth()).isEqualTo(1400);
        assertThat(picture.getHeight()).isEqualTo(600);
        assertSame(picture, 0, image(left));
        assertSame(picture, 800, image(right));
        assertThat(picture.getRGB(1399, 599) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    private static void assertSame(BufferedImage picture, int x, BufferedImage panel) {
        int w = panel.getWidth();
        int h = panel.getHeight();
        assertThat(picture.getRGB(x, 0, w, h, null, 0, w)).isEqualTo(panel.getRGB(0, 0, w, h, null, 0, w));
    }

    @Test
    void aFigureWithoutPanelsIsRefused() {
        assertThatThrownBy(() -> Panels.of("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a figure needs at least 1 panel but had 0");
    }
}
