package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * How a picture is divided: what room the axes have between title, labels, legend and caption, and where these stand.
 *
 * <p>Copy: with the library.
 */
public final class PaperLayout {
    private static final int TICK = 4;
    private static final int GAP = 5;

    private final Chart<? extends AxesChartStyler, ?> chart;
    private final AxesChartStyler styler;
    private final Font letters;
    private final double size;
    private final int width;
    private final int height;
    private final double margin;
    private final Insets least;
    private final PaperText.Lines title;
    private final PaperText.Lines caption;
    private final PaperLegend legend;
    private final PaperAxis x;
    private final PaperAxis y;
    /** The names of rows, which the y axis has in place of numbers; else null. */
    private final List<PaperAxis.Tick> rows;
    /** The names of columns, which the x axis has in place of numbers; else empty. */
    private final List<String> columns;

    private final Font yFont;
    private PaperText.Lines xTitle;
    private PaperText.Lines yTitle;
    private List<PaperAxis.Tick> xTicks = List.of();
    private List<PaperAxis.Tick> yTicks;
    private CategoryNames categories;
    private double xLabels;
    private double yLabels;

    private double left = 60;
    private double right = 16;
    private double top;
    private double bottom = 60;

    /**
     * Divides the picture of a chart.
     *
     * @param chart the chart
     * @param caption the line below the legend; empty for none
     * @param names the names of rows, the first at the top; empty for numbers on the y axis
     * @param columns the names of columns, the first at the left; empty for numbers on the x axis
     * @param width the width, pixels
     * @param height the height, pixels
     * @param least the least room around the axes
     */
    public PaperLayout(
            Chart<? extends AxesChartStyler, ?> chart,
            String caption,
            List<String> names,
            List<String> columns,
            int width,
            int height,
            Insets least) {
        this.chart = chart;
        this.columns = columns;
        this.width = width;
        this.height = height;
        this.least = least;
        styler = chart.getStyler();
        letters = styler.getAxisTickLabelsFont();
        size = letters.getSize2D();
        margin = Math.min(width, height) < 300 ? 6 : 10;
        x = PaperAxis.x(styler);
        y = PaperAxis.y(styler);
        yFont = names.isEmpty() ? letters : PaperText.readable(letters, names, 0.4 * width);
        rows = names.isEmpty() ? null : rows(PaperText.cut(yFont, names, 0.4 * width));
        title = PaperText.fitted(
                styler.getChartTitleFont(), styler.isChartTitleVisible() ? chart.getTitle() : "", room());
        top = Math.max(least.top, margin + Math.max(spaced(title, 4), size / 2));
        Font font = styler.getLegendFont();
        this.caption = PaperText.fitted(font.deriveFont(Math.max(8, font.getSize2D() - 1)), caption, room());
        legend = new PaperLegend(chart, room(), 0.5 * height - top - this.caption.height() - 3 * size);
        for (int pass = 0; pass < 3; pass++) { // the axes depend on one another
            layYAxis();
            layXAxis();
        }
    }

    private static List<PaperAxis.Tick> rows(List<String> names) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> new PaperAxis.Tick(names.size() - i, names.get(i)))
                .toList();
    }

    /** The height of a text with its distance from another; 0 where there is none. */
    private static double spaced(PaperText.Lines text, int distance) {
        return text.lines().isEmpty() ? 0 : distance + text.height();
    }

    private double room() {
        return width - 2 * margin;
    }

    private double wide() {
        return width - left - right;
    }

    private double high() {
        return height - top - bottom;
    }

    private double legendHeight() {
        return (legend.height() == 0 ? 0 : GAP + 2 + legend.height()) + spaced(caption, GAP);
    }

    private void layYAxis() {
        yTitle = PaperText.fitted(
                styler.getAxisTitleFont(), chart.getYAxisTitle(), high() + 0.5 * Math.min(top, bottom));
        yTicks = rows != null ? rows : y.ticks(high(), high() < 160 ? 25 : 45, label -> 1.5 * size);
        yLabels = yTicks.stream()
                .mapToDouble(tick -> labelWidth(yFont, tick))
                .max()
                .orElse(0);
        left = Math.max(least.left, margin + spaced(yTitle, GAP) + yLabels + GAP + TICK);
    }

    private void layXAxis() {
        right = Math.max(least.right, margin + 4);
        if (chart instanceof CategoryChart bars) {
            int count =
                    bars.getSeriesMap().values().iterator().next().getXData().size();
            categories = new CategoryNames(bars, wide(), left - margin, height);
            xLabels = categories.height();
        } else {
            xTicks = columns.isEmpty()
                    ? x.ticks(wide(), 70, label -> PaperText.width(letters, label) + 10)
                    : columnTicks();
            xLabels = size;
            for (PaperAxis.Tick tick : xTicks) {
                double half = labelWidth(letters, tick) / 2;
                right = Math.max(right, margin / 2 + half - (1 - x.share(tick.value())) * wide());
                left = Math.max(left, margin / 2 + half - x.share(tick.value()) * wide());
            }
        }
        xTitle = PaperText.fitted(styler.getAxisTitleFont(), chart.getXAxisTitle(), Math.max(wide(), room() - left));
        bottom = Math.max(least.bottom, TICK + GAP + xLabels + spaced(xTitle, 2) + legendHeight() + margin);
    }

    private List<PaperAxis.Tick> columnTicks() {
        List<String> shown = PaperText.cut(letters, columns, wide() / columns.size() - 4);
        return IntStream.range(0, shown.size())
                .mapToObj(i -> new PaperAxis.Tick(i + 1, shown.get(i)))
                .toList();
    }

    private static double labelWidth(Font font, PaperAxis.Tick tick) {
        return tick.label() == null ? 0 : PaperText.width(font, tick.label());
    }

    /** {@return the room around the axes} */
    public Insets insets() {
        return new Insets((int) Math.ceil(top), (int) Math.ceil(left), (int) Math.ceil(bottom), (int) Math.ceil(right));
    }

    /** {@return what the axes enclose} */
    public Rectangle2D plot() {
        return new Rectangle2D.Double(left, top, wide(), high());
    }

    private double xOf(PaperAxis.Tick tick) {
        return left + x.share(tick.value()) * wide();
    }

    private double yOf(PaperAxis.Tick tick) {
        return top + (1 - y.share(tick.value())) * high();
    }

    /**
     * Paints the grid and the axes, below the data, which may lie on an axis.
     *
     * @param g where
     */
    public void paintAxes(Graphics2D g) {
        double end = left + wide();
        double low = top + high();
        g.setStroke(new BasicStroke(1));
        g.setColor(PaperStyle.GRID);
        yTicks.stream().filter(tick -> tick.label() != null).forEach(tick -> line(g, left, yOf(tick), end, yOf(tick)));
        xTicks.stream().filter(tick -> tick.label() != null).forEach(tick -> line(g, xOf(tick), top, xOf(tick), low));
        g.setColor(PaperStyle.INK);
        line(g, left, top, left, low);
        line(g, left, low, end, low);
        yTicks.forEach(tick -> line(g, left - mark(tick), yOf(tick), left, yOf(tick)));
        xTicks.forEach(tick -> line(g, xOf(tick), low, xOf(tick), low + mark(tick)));
    }

    private static int mark(PaperAxis.Tick tick) {
        return tick.label() == null ? TICK / 2 : TICK;
    }

    private static void line(Graphics2D g, double x1, double y1, double x2, double y2) {
        g.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    /**
     * Paints all texts, and the samples of the legend.
     *
     * @param g where
     * @return the texts
     */
    public List<PlacedText> paintTexts(Graphics2D g) {
        double middle = left + wide() / 2;
        double[] ends = {margin / 2, width - margin / 2};
        List<PlacedText> texts = new ArrayList<>(title.placed(middle, margin + title.ascent(), ends));
        for (PaperAxis.Tick tick : yTicks) {
            double start = left - TICK - GAP - labelWidth(yFont, tick);
            addLabel(texts, tick, yFont, start, yOf(tick) + 0.36 * yFont.getSize2D());
        }
        addYTitle(texts);
        double below = top + high() + TICK + GAP;
        for (PaperAxis.Tick tick : xTicks) {
            addLabel(texts, tick, letters, xOf(tick) - labelWidth(letters, tick) / 2, below + 0.75 * size);
        }
        if (categories != null) {
            texts.addAll(categories.placed(left, below, ends));
        }
        below += xLabels + 2;
        texts.addAll(xTitle.placed(middle, below + xTitle.font().getSize2D(), ends));
        below += xTitle.height();
        List<PlacedText> names = legend.paint(g, width / 2.0, below + GAP);
        below += legendHeight() - caption.height();
        texts.addAll(caption.placed(width / 2.0, below + caption.ascent(), ends));
        texts.addAll(names);
        g.setColor(PaperStyle.INK);
        texts.forEach(text -> text.paint(g));
        return List.copyOf(texts);
    }

    private static void addLabel(List<PlacedText> texts, PaperAxis.Tick tick, Font font, double x, double y) {
        if (tick.label() != null && !tick.label().isBlank()) {
            texts.add(PlacedText.at(tick.label(), font, x, y, 0));
        }
    }

    private void addYTitle(List<PlacedText> texts) {
        double baseline = left - TICK - GAP - yLabels - GAP - yTitle.height() + yTitle.ascent();
        for (String line : yTitle.lines()) {
            double length = PaperText.width(yTitle.font(), line);
            double start = Math.min(height - margin, Math.max(top + high() / 2 + length / 2, margin + length));
            texts.add(PlacedText.at(line, yTitle.font(), baseline, start, -Math.PI / 2));
            baseline += yTitle.leading();
        }
    }
}
