package proximal.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * A chart with the title of its y axis in several lines, which XChart cannot write; it has no data of its own.
 *
 * <p>Copy: with the library.
 */
public final class StackedTitle extends XYChart {
    private static final double LINE_SPACING = 1.3;
    /** How far the lines begin within the margin of the chart, pixels. */
    private static final int INTO_MARGIN = 8;
    /** Between the lines and the labels of the axis, pixels. */
    private static final int GAP = 6;

    private final Chart<?, ?> chart;
    private final List<String> lines;
    private final Font font;

    /**
     * Lines to the left of a chart.
     *
     * @param lines the lines
     * @param font the font
     * @param chart a chart without a y title
     * @param width what the chart and the lines take together, pixels
     */
    public StackedTitle(Chart<?, ?> chart, List<String> lines, Font font, int width) {
        super(width, chart.getHeight());
        this.chart = chart;
        this.lines = lines;
        this.font = font;
        setTitle(chart.getTitle());
        getStyler().setChartBackgroundColor(Color.WHITE);
    }

    /**
     * {@return the width that lines take, pixels}
     *
     * @param lines the lines
     * @param font the font
     */
    public static int widthOf(List<String> lines, Font font) {
        return (int) Math.ceil(lines.size() * font.getSize2D() * LINE_SPACING) - INTO_MARGIN + GAP;
    }

    @Override
    public void paint(Graphics2D g, int width, int height) {
        int left = widthOf(lines, font);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        Panels.paint(chart, g, left, width - left, height);
        double middle = (axisEnd(chart, false) + axisEnd(chart, true)) / 2;
        g.setColor(PaperStyle.INK);
        double x =
                chart.getStyler().getChartPadding() - INTO_MARGIN + font.getSize2D() * 0.8; // the base of the letters
        for (String line : lines) {
            TextLayout text = new TextLayout(line, font, new FontRenderContext(null, true, false));
            AffineTransform upwards = AffineTransform.getTranslateInstance(x, middle + text.getAdvance() / 2);
            upwards.rotate(-Math.PI / 2);
            g.fill(text.getOutline(upwards)); // as a shape, as XChart's own letters
            x += font.getSize2D() * LINE_SPACING;
        }
    }

    /**
     * {@return how long the y axis is in a chart that was painted, pixels}
     *
     * @param chart the chart
     */
    public static double axisLength(Chart<?, ?> chart) {
        return axisEnd(chart, false) - axisEnd(chart, true);
    }

    private static double axisEnd(Chart<?, ?> chart, boolean top) {
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        return chart.getScreenYFromChart(top ? styler.getYAxisMax() : styler.getYAxisMin());
    }
}
