package proximal.chart;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.Chart;
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
        int width = units(widthMillimetres);
        return write(figure.size(width, figure.heightAt(width)).chart(), base, widthMillimetres);
    }

    private static int units(double widthMillimetres) {
        return (int) Math.round(widthMillimetres * POINTS_PER_MILLIMETRE / POINTS_PER_UNIT);
    }

    /**
     * Writes a chart of a figure, or several as {@link Panels}, that XChart's methods may have changed. It is laid out anew for
     * the width as a figure is; a chart of XChart's own is scaled to it, and its letters with it.
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
        Chart<?, ?> laidOut = Panels.laidOut(chart, units(widthMillimetres));
        return List.of(
                file(base, ".pdf", ChartImages.pdf(laidOut, widthMillimetres)),
                file(base, ".svg", ChartImages.svg(laidOut, widthMillimetres)),
                file(base, ".png", ChartImages.png(laidOut, widthMillimetres, DOTS_PER_INCH)));
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
