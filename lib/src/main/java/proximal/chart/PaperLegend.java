package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;

/**
 * The legend of a chart: lines of names, each after a sample of its series, in the middle below the axes.
 *
 * <p>Copy: with the library.
 */
public final class PaperLegend {
    /** The series is null where the entry says how many are left out. */
    private record Entry(Series series, String name) {}

    /** Between two entries, pixels. */
    private static final int BETWEEN = 16;
    /** Between a sample and its name, pixels. */
    private static final int NEAR = 6;

    private final AxesChartStyler styler;
    private final Font font;
    private final double sample;
    private final List<List<Entry>> lines = new ArrayList<>();

    /**
     * Lays a legend out: names are cut to a half or a third of a line where they would take too many lines; of more series it
     * says how many they are.
     *
     * @param chart the chart
     * @param wide the width of a line, pixels
     * @param high the height for all lines, pixels; one line is there in any case
     */
    public PaperLegend(Chart<? extends AxesChartStyler, ?> chart, double wide, double high) {
        styler = chart.getStyler();
        font = styler.getLegendFont();
        sample = chart instanceof CategoryChart ? 12 : styler.getLegendSeriesLineLength();
        List<Series> series = new ArrayList<>(chart.getSeriesMap().values());
        series.removeIf(one -> !styler.isLegendVisible() || !one.isShowInLegend() || !one.isEnabled());
        int most = Math.max(1, (int) (high / line()));
        fill(series, wide, wide);
        for (int columns = 2; columns <= 3 && lines.size() > most; columns++) {
            fill(series, wide, wide / columns - BETWEEN);
        }
        if (lines.size() > most) {
            lines.subList(most, lines.size()).clear();
            List<Entry> last = lines.get(most - 1);
            do {
                last.remove(last.size() - 1);
            } while (!last.isEmpty() && width(last) + BETWEEN + width(new Entry(null, "and 99 more")) > wide);
            int shown = lines.stream().mapToInt(List::size).sum();
            last.add(new Entry(null, "and " + (series.size() - shown) + " more"));
        }
    }

    private void fill(List<Series> series, double wide, double each) {
        lines.clear();
        double used = Double.POSITIVE_INFINITY;
        for (Series one : series) {
            Entry entry = new Entry(one, PaperText.cut(font, PaperText.line(one.getLabel()), each - sample - NEAR));
            if (used + BETWEEN + width(entry) > wide) {
                lines.add(new ArrayList<>());
                used = -BETWEEN;
            }
            lines.get(lines.size() - 1).add(entry);
            used += BETWEEN + width(entry);
        }
    }

    private double line() {
        return font.getSize2D() * 1.4;
    }

    private double width(Entry entry) {
        return sample + NEAR + PaperText.width(font, entry.name);
    }

    private double width(List<Entry> line) {
        return BETWEEN * (line.size() - 1)
                + line.stream().mapToDouble(this::width).sum();
    }

    /** {@return the height of all lines, pixels; 0 where there is none} */
    public double height() {
        return lines.size() * line();
    }

    /**
     * Paints the samples.
     *
     * @param g where
     * @param middle the middle of each line
     * @param y the upper end
     * @return the names, still to be painted
     */
    public List<PlacedText> paint(Graphics2D g, double middle, double y) {
        List<PlacedText> names = new ArrayList<>();
        double baseline = y + 0.85 * font.getSize2D();
        for (List<Entry> line : lines) {
            double x = middle - width(line) / 2;
            for (Entry entry : line) {
                paintSample(g, entry.series, x, baseline - 0.36 * font.getSize2D());
                names.add(PlacedText.at(entry.name, font, x + sample + NEAR, baseline, 0));
                x += width(entry) + BETWEEN;
            }
            baseline += line();
        }
        return names;
    }

    private void paintSample(Graphics2D g, Series series, double x, double y) {
        if (series instanceof CategorySeries bar) {
            g.setColor(bar.getFillColor());
            g.fill(new Rectangle2D.Double(x, y - sample / 2, sample, sample));
        } else if (series instanceof XYSeries line) {
            if (line.getXYSeriesRenderStyle() == XYSeriesRenderStyle.PolygonArea) {
                g.setColor(line.getFillColor());
                g.fill(new Rectangle2D.Double(x, y - 5, sample, 10));
            }
            if (line.getLineStyle() != SeriesLines.NONE) {
                g.setColor(line.getLineColor());
                g.setStroke(line.getLineStyle());
                double cap = line.getLineStyle().getEndCap() == BasicStroke.CAP_BUTT
                        ? 0
                        : line.getLineStyle().getLineWidth() / 2; // it is drawn beyond the end
                g.draw(new Line2D.Double(x + cap, y, x + sample - cap, y));
            }
            g.setColor(line.getMarkerColor());
            line.getMarker().paint(g, x + sample / 2, y, styler.getMarkerSize());
        }
    }
}
