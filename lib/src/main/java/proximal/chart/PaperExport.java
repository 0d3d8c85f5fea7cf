package proximal.chart;

import java.awt.Font;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import proximal.environment.Require;
import proximal.record.Disk;

/**
 * Writes figures for a paper, each as PDF, SVG and PNG, in the width that they will have on the page:
 *
 * <pre>{@code
 * PaperExport.write(LearningCurves.of(updates).y("kl"), Path.of("figures/kl"), PaperExport.COLUMN)
 * }</pre>
 *
 * <p>A figure is laid out anew for that width, so that its letters are of 7 to 9 points on any width; its height follows
 * the width but leaves room for the axes. What is written has no date in it: the same figure gives the same bytes, on one
 * machine.
 *
 * <p>Copy: with the library.
 */
public final class PaperExport {
    /** The width of a column of a page of two columns, 85 mm. */
    public static final double COLUMN = 85;

    /** The width of the text of a whole page, 170 mm. */
    public static final double PAGE = 170;

    /** Points (1/72 inch) for a unit of a chart's width; labels of 14 units become letters of 8 points. */
    private static final double POINTS_PER_UNIT = 8.0 / 14;

    private static final double POINTS_PER_MILLIMETRE = 72 / 25.4;
    private static final int DOTS_PER_INCH = 600;

    /** Units around the chart: few because the page has its own margins, but more than half a label at the end of an axis. */
    private static final int MARGIN = 22;

    private PaperExport() {}

    /**
     * Lays a figure out for a width and writes it. Folders that are missing are made; files that exist are replaced.
     *
     * @param figure the figure, such as {@code Bars.of(table)}
     * @param base the path of the files without an ending: .pdf, .svg and .png are added
     * @param widthMillimetres the width on the page, in [45, 500]; {@link #COLUMN}, {@link #PAGE}
     * @return the three files
     * @throws IllegalArgumentException if the width is out of range, or the figure cannot be drawn
     * @throws UncheckedIOException if a file cannot be written; the message says why
     */
    public static List<Path> write(Figure<?> figure, Path base, double widthMillimetres) {
        ChartImages.requireWidth(widthMillimetres);
        int width = (int) Math.round(widthMillimetres * POINTS_PER_MILLIMETRE / POINTS_PER_UNIT);
        return write(laidOut(figure.wholeTitles(), width), base, widthMillimetres);
    }

    private static Chart<?, ?> laidOut(Figure<?> figure, int width) {
        int height = figure.heightAt(width);
        Chart<?, ?> chart = sized(figure, width, height);
        String title = chart.getYAxisTitle();
        if (title == null || title.isBlank()) {
            return chart;
        }
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        double room = StackedTitle.axisLength(chart);
        List<String> lines = PaperText.wrap(PaperStyle.titleFont(styler, 2), title, room);
        Font font = PaperText.fitted(PaperStyle.titleFont(styler, lines.size()), lines, room);
        if (lines.size() > 1) {
            int narrower = Math.max(200, width - StackedTitle.widthOf(lines, font)); // the least size of a figure
            chart = new StackedTitle(sized(figure.yTitle(""), narrower, height), lines, font, width);
        }
        styler.setAxisTitleFont(font);
        return chart;
    }

    /** The title stands at the middle of the plot, which names of rows may push far to the right. */
    private static void fitXTitle(Chart<?, ?> chart, int width) {
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        double room = PaperStyle.titleRoom(width);
        if (styler.getXAxisMax() != null) { // an axis of categories has none
            double sum =
                    chart.getScreenXFromChart(styler.getXAxisMin()) + chart.getScreenXFromChart(styler.getXAxisMax());
            room = 2 * (width - 10) - sum;
        }
        List<String> title = List.of(chart.getXAxisTitle());
        styler.setAxisTitleFont(PaperText.fitted(styler.getAxisTitleFont(), title, room));
    }

    /** A figure in a size, but higher by what a legend of several lines takes. */
    private static Chart<?, ?> sized(Figure<?> figure, int width, int height) {
        Chart<?, ?> chart = figure.size(width, height).chart();
        int legend = PaperLegend.furtherLines(chart);
        if (legend > 0) {
            chart = figure.size(width, height + legend).chart();
        }
        chart.getStyler().setChartPadding(Math.max(MARGIN, chart.getStyler().getChartPadding()));
        ChartImages.png(chart, 1); // painted once, a chart knows where its axes are
        fitXTitle(chart, width);
        return chart;
    }

    /**
     * Writes a chart as it is, scaled to a width: its letters shrink and grow with it. For a chart that XChart's methods have
     * changed; a {@link Figure} is better laid out anew.
     *
     * @param chart the chart
     * @param base the path of the files without an ending: .pdf, .svg and .png are added
     * @param widthMillimetres the width on the page, in [45, 500]
     * @return the three files
     * @throws IllegalArgumentException if the width is out of range
     * @throws UncheckedIOException if a file cannot be written; the message says why
     */
    public static List<Path> write(Chart<?, ?> chart, Path base, double widthMillimetres) {
        ChartImages.requireWidth(widthMillimetres);
        return List.of(
                file(base, ".pdf", ChartImages.pdf(chart, widthMillimetres)),
                file(base, ".svg", ChartImages.svg(chart, widthMillimetres)),
                file(base, ".png", ChartImages.png(chart, widthMillimetres, DOTS_PER_INCH)));
    }

    private static Path file(Path base, String ending, byte[] bytes) {
        Path name = base.getFileName();
        Require.that(
                name != null && !name.toString().toLowerCase(Locale.ROOT).matches(".*\\.(pdf|svg|png)"),
                "base",
                "a path without an ending, as in figures/returns,",
                base);
        Path file = base.resolveSibling(name + ending);
        Disk.save(file, out -> out.write(bytes));
        return file;
    }
}
