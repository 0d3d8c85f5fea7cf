package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What stands around the data of a chart: title, axes with their ticks and titles, legend and caption. XChart paints the data
 * alone. Everything is laid out when it is painted, for the size that is asked for and with letters of the styler's sizes, so
 * that a chart can be painted in the width of a paper's column.
 *
 * <p>Copy: with the library.
 */
public final class PaperFrame {
    /** Paints the data of a chart, of which it needs more room than the axes enclose, so that marks at their ends are whole. */
    public interface Data {
        /**
         * Paints.
         *
         * @param g where
         * @param width the width, pixels
         * @param height the height, pixels
         */
        void paint(Graphics2D g, int width, int height);
    }

    /** A chart that this class frames. */
    public interface Framed {
        /** {@return what stands around its data} */
        PaperFrame frame();

        /**
         * Paints the chart.
         *
         * @param g where
         * @param width the width, pixels
         * @param height the height, pixels
         * @param least the least room around its axes
         */
        void paint(Graphics2D g, int width, int height, Insets least);
    }

    /** XChart's chart with numbers on both axes, framed. */
    public static final class Plane extends XYChart implements Framed {
        private final PaperFrame frame = new PaperFrame(this);

        /**
         * Makes a chart without data.
         *
         * @param width the width, pixels
         * @param height the height, pixels
         */
        public Plane(int width, int height) {
            super(width, height);
        }

        @Override
        public PaperFrame frame() {
            return frame;
        }

        @Override
        public void paint(Graphics2D g, int width, int height) {
            paint(g, width, height, new Insets(0, 0, 0, 0));
        }

        @Override
        public void paint(Graphics2D g, int width, int height, Insets least) {
            int ownWidth = getWidth();
            int ownHeight = getHeight();
            try {
                frame.paint(g, width, height, least, super::paint);
            } finally {
                setWidth(ownWidth);
                setHeight(ownHeight);
            }
        }

        @Override
        public double getScreenXFromChart(double x) {
            return super.getScreenXFromChart(x) + frame.left;
        }

        @Override
        public double getScreenYFromChart(double y) {
            return super.getScreenYFromChart(y) + frame.top;
        }
    }

    /** XChart's chart of bars, framed. */
    public static final class Categories extends CategoryChart implements Framed {
        private final PaperFrame frame = new PaperFrame(this);

        /**
         * Makes a chart without data.
         *
         * @param width the width, pixels
         * @param height the height, pixels
         */
        public Categories(int width, int height) {
            super(width, height);
        }

        @Override
        public PaperFrame frame() {
            return frame;
        }

        @Override
        public void paint(Graphics2D g, int width, int height) {
            paint(g, width, height, new Insets(0, 0, 0, 0));
        }

        @Override
        public void paint(Graphics2D g, int width, int height, Insets least) {
            int ownWidth = getWidth();
            int ownHeight = getHeight();
            try {
                frame.paint(g, width, height, least, super::paint);
            } finally {
                setWidth(ownWidth);
                setHeight(ownHeight);
            }
        }

        @Override
        public double getScreenXFromChart(double x) {
            return super.getScreenXFromChart(x) + frame.left;
        }

        @Override
        public double getScreenYFromChart(double y) {
            return super.getScreenYFromChart(y) + frame.top;
        }
    }

    /**
     * A text where it stands.
     *
     * @param text what it says
     * @param font its letters
     * @param place where the beginning of its baseline lies, and how it is turned
     */
    public record Text(String text, Font font, AffineTransform place) {
        private TextLayout layout() {
            return new TextLayout(text, font, new FontRenderContext(null, true, false));
        }

        /** {@return the box around its letters} */
        public Shape box() {
            return place.createTransformedShape(layout().getBounds());
        }

        /**
         * Paints it as a shape, which needs no font where an SVG or PDF file is opened.
         *
         * @param g where
         */
        public void paint(Graphics2D g) {
            g.fill(layout().getOutline(place));
        }
    }

    /** The share of the width and height of what XChart paints that lies within the axes. */
    public static final double CONTENT = 0.94;

    private static final Color NONE = new Color(255, 255, 255, 0);
    private static final int MARGIN = 10;
    private static final int TICK = 4;
    private static final int GAP = 5;
    private static final double LINE = 1.3;
    /** Between two entries of a legend, and between a sample and its name, pixels. */
    private static final int BETWEEN = 16;

    private static final int NEAR = 6;

    private final Chart<? extends AxesChartStyler, ?> chart;
    private String caption = "";
    private List<String> rows = List.of();
    private double left;
    private double top;
    private Rectangle2D plot = new Rectangle2D.Double();
    private List<Text> texts = List.of();

    /**
     * The frame of a chart.
     *
     * @param chart the chart
     */
    public PaperFrame(Chart<? extends AxesChartStyler, ?> chart) {
        this.chart = chart;
    }

    /**
     * Sets a line below the legend.
     *
     * @param text what it says; empty for none
     */
    public void caption(String text) {
        caption = text;
    }

    /**
     * Names the rows of a chart whose y axis has no numbers.
     *
     * @param names the names, that at the highest y first; the last is at 1
     */
    public void rows(List<String> names) {
        rows = List.copyOf(names);
    }

    /** {@return what the axes enclosed when the chart was last painted} */
    public Rectangle2D plot() {
        return plot;
    }

    /** {@return the texts of the chart as last painted} */
    public List<Text> texts() {
        return texts;
    }

    /**
     * {@return the room that the chart needs around its axes}
     *
     * @param width the width, pixels
     * @param height the height, pixels
     */
    public Insets insets(int width, int height) {
        Layout layout = new Layout(width, height, new Insets(0, 0, 0, 0));
        return new Insets(
                (int) Math.ceil(layout.top), (int) Math.ceil(layout.left), (int) Math.ceil(layout.bottom), (int)
                        Math.ceil(layout.right));
    }

    /**
     * Paints a chart.
     *
     * @param g where
     * @param width the width, pixels
     * @param height the height, pixels
     * @param least the least room around its axes
     * @param data paints the data
     */
    public void paint(Graphics2D g, int width, int height, Insets least, Data data) {
        Layout layout = new Layout(width, height, least);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        layout.paintAxes(g);
        int wide = (int) Math.round(layout.wide() / CONTENT);
        int high = (int) Math.round(layout.high() / CONTENT);
        left = layout.left - (1 - CONTENT) / 2 * wide;
        top = layout.top - (1 - CONTENT) / 2 * high;
        boolean marked = chart.getSeriesMap().values().stream()
                .anyMatch(series -> series instanceof XYSeries line
                        && line.getMarker() != null
                        && line.getMarker() != SeriesMarkers.NONE);
        double around = marked ? chart.getStyler().getMarkerSize() / 2.0 + 1 : 1;
        Graphics2D part = (Graphics2D) g.create();
        try {
            part.translate(left, top);
            part.clip(new Rectangle2D.Double(
                    layout.left - left - around,
                    layout.top - top - around,
                    layout.wide() + 2 * around,
                    layout.high() + 2 * around));
            paintData(part, wide, high, data);
        } finally {
            part.dispose();
        }
        layout.paintTexts(g);
        plot = new Rectangle2D.Double(layout.left, layout.top, layout.wide(), layout.high());
        texts = List.copyOf(layout.texts);
    }

    /** XChart paints the data and nothing else. */
    private void paintData(Graphics2D g, int wide, int high, Data data) {
        AxesChartStyler styler = chart.getStyler();
        Color background = styler.getChartBackgroundColor();
        boolean title = styler.isChartTitleVisible();
        boolean legend = styler.isLegendVisible();
        Function<Double, String> xLabel = styler.getxAxisTickLabelsFormattingFunction();
        Function<Double, String> yLabel = styler.getyAxisTickLabelsFormattingFunction();
        try {
            styler.setChartBackgroundColor(NONE).setChartTitleVisible(false).setLegendVisible(false);
            styler.setxAxisTickLabelsFormattingFunction(tick -> ""); // with labels all alike it has no ticks
            styler.setyAxisTickLabelsFormattingFunction(tick -> "");
            data.paint(g, wide, high);
        } finally {
            styler.setChartBackgroundColor(background)
                    .setChartTitleVisible(title)
                    .setLegendVisible(legend);
            styler.setxAxisTickLabelsFormattingFunction(xLabel);
            styler.setyAxisTickLabelsFormattingFunction(yLabel);
        }
    }

    /** A text in lines. */
    private record Lines(Font font, List<String> lines) {
        double height() {
            return lines.size() * font.getSize2D() * LINE;
        }
    }

    /** A text in two lines at most, in smaller letters or cut where that is not enough. */
    private static Lines fitted(Font font, String text, double room) {
        if (text == null || text.isBlank()) {
            return new Lines(font, List.of());
        }
        for (float size = font.getSize2D(); size >= Math.min(10, font.getSize2D()); size--) {
            Font smaller = font.deriveFont(size);
            List<String> lines = PaperText.wrap(smaller, PaperText.line(text), room);
            if (lines.size() <= 2 && lines.stream().allMatch(line -> PaperText.width(smaller, line) <= room)) {
                return new Lines(smaller, lines);
            }
        }
        Font small = font.deriveFont(Math.min(10, font.getSize2D()));
        return new Lines(small, List.of(PaperText.cut(small, PaperText.line(text), room)));
    }

    /** One way to divide a picture. */
    private final class Layout {
        private final AxesChartStyler styler = chart.getStyler();
        private final Font letters = styler.getAxisTickLabelsFont();
        private final int width;
        private final int height;
        private final double margin;
        private final Insets least;
        private final Lines title;
        private final Lines note;
        private final List<List<Series>> legend = new ArrayList<>();
        private final List<String> entries = new ArrayList<>();
        private int hidden;
        private Lines xTitle;
        private Lines yTitle;
        private List<AxisTicks.Tick> xTicks = List.of();
        private List<AxisTicks.Tick> yTicks = List.of();
        private List<Lines> categories = List.of();
        private double turn;
        private double labelHeight;
        /** The width of the widest label of the y axis. */
        private double yLabels;

        private double left = 60;
        private double right = 16;
        private double top;
        private double bottom = 60;
        private final List<Text> texts = new ArrayList<>();

        Layout(int width, int height, Insets least) {
            this.width = width;
            this.height = height;
            this.least = least;
            margin = Math.min(width, height) < 300 ? 6 : MARGIN;
            title = fitted(styler.getChartTitleFont(), styler.isChartTitleVisible() ? chart.getTitle() : "", room());
            top = Math.max(least.top, margin + Math.max(title.height() + (title.lines.isEmpty() ? 0 : 4), size() / 2));
            Font small = styler.getLegendFont()
                    .deriveFont(Math.max(8, styler.getLegendFont().getSize2D() - 1));
            note = fitted(small, caption, room());
            if (styler.isLegendVisible()) {
                layLegend();
            }
            for (int pass = 0; pass < 3; pass++) { // the axes depend on one another
                layYAxis();
                layXAxis();
            }
            writeAll();
        }

        private double room() {
            return width - 2 * margin;
        }

        private double size() {
            return letters.getSize2D();
        }

        private double wide() {
            return width - left - right;
        }

        private double high() {
            return height - top - bottom;
        }

        private double legendLine() {
            return styler.getLegendFont().getSize2D() * 1.4;
        }

        private double legendHeight() {
            return (legend.isEmpty() ? 0 : GAP + 2 + legend.size() * legendLine())
                    + (note.lines.isEmpty() ? 0 : GAP + note.height());
        }

        private double sample() {
            return chart instanceof CategoryChart ? 12 : styler.getLegendSeriesLineLength();
        }

        /** Fills lines with entries, cut to a half or a third of a line where they would take too many of them. */
        private void layLegend() {
            List<Series> series = new ArrayList<>();
            chart.getSeriesMap().values().stream()
                    .filter(one -> one.isShowInLegend() && one.isEnabled())
                    .forEach(series::add);
            double share = 0.5 * height - top - note.height() - 3 * size();
            int most = Math.max(1, (int) (share / legendLine()));
            for (int columns = 1; columns <= 3; columns++) {
                double each = room() / columns - sample() - NEAR - (columns == 1 ? 0 : BETWEEN);
                legend.clear();
                entries.clear();
                double used = Double.POSITIVE_INFINITY;
                for (Series one : series) {
                    String name = PaperText.cut(styler.getLegendFont(), PaperText.line(one.getLabel()), each);
                    double needed = entryWidth(name);
                    if (used + BETWEEN + needed > room()) {
                        legend.add(new ArrayList<>());
                        used = -BETWEEN;
                    }
                    legend.get(legend.size() - 1).add(one);
                    entries.add(name);
                    used += BETWEEN + needed;
                }
                if (legend.size() <= most) {
                    return;
                }
            }
            int before =
                    legend.subList(0, most - 1).stream().mapToInt(List::size).sum();
            int shown = before + legend.get(most - 1).size() - 1;
            while (shown > before
                    && lineWidth(entries.subList(before, shown)) + BETWEEN + entryWidth("and 99 more") > room()) {
                shown--;
            }
            hidden = entries.size() - shown;
            legend.subList(most, legend.size()).clear();
            entries.subList(shown, entries.size()).clear();
            entries.add("and " + hidden + " more");
        }

        private double lineWidth(List<String> names) {
            return BETWEEN * (names.size() - 1)
                    + names.stream().mapToDouble(this::entryWidth).sum();
        }

        private double entryWidth(String name) {
            return sample() + NEAR + PaperText.width(styler.getLegendFont(), name);
        }

        private void layYAxis() {
            yTitle = fitted(styler.getAxisTitleFont(), chart.getYAxisTitle(), high() + 0.5 * Math.min(top, bottom));
            if (rows.isEmpty()) {
                yTicks = ticks(
                        styler.isYAxisLogarithmic(),
                        styler.getYAxisMin(),
                        styler.getYAxisMax(),
                        high(),
                        high() < 160 ? 25 : 45,
                        label -> 1.5 * size(),
                        styler.getyAxisTickLabelsFormattingFunction());
            } else {
                List<String> names = PaperText.cut(rowFont(), rows, 0.4 * width);
                yTicks = IntStream.range(0, names.size())
                        .mapToObj(i -> new AxisTicks.Tick(names.size() - i, names.get(i)))
                        .toList();
            }
            yLabels = yTicks.stream()
                    .filter(tick -> tick.label() != null)
                    .mapToDouble(tick -> PaperText.width(rowFont(), tick.label()))
                    .max()
                    .orElse(0);
            double titleWidth = yTitle.height() + (yTitle.lines.isEmpty() ? 0 : GAP);
            left = Math.max(least.left, margin + titleWidth + yLabels + GAP + TICK);
        }

        private Font rowFont() {
            return rows.isEmpty() ? letters : PaperText.readable(letters, rows, 0.4 * width);
        }

        private void layXAxis() {
            labelHeight = size();
            right = Math.max(least.right, margin + 4);
            if (chart instanceof CategoryChart bars) {
                layCategories(bars);
            } else {
                xTicks = ticks(
                        styler.isXAxisLogarithmic(),
                        styler.getXAxisMin(),
                        styler.getXAxisMax(),
                        wide(),
                        70,
                        label -> PaperText.width(letters, label) + 10,
                        styler.getxAxisTickLabelsFormattingFunction());
                for (AxisTicks.Tick tick : xTicks) {
                    double half = tick.label() == null ? 0 : PaperText.width(letters, tick.label()) / 2;
                    right = Math.max(right, margin / 2 + half - (1 - xShare(tick.value())) * wide());
                    left = Math.max(left, margin / 2 + half - xShare(tick.value()) * wide());
                }
            }
            xTitle = fitted(styler.getAxisTitleFont(), chart.getXAxisTitle(), Math.max(wide(), room() - left));
            double axis = TICK + GAP + labelHeight + (xTitle.lines.isEmpty() ? 0 : 2 + xTitle.height());
            bottom = Math.max(least.bottom, axis + legendHeight() + margin);
        }

        /** Names of categories in lines below their bars; turned where one has no room. */
        private void layCategories(CategoryChart bars) {
            List<String> names = bars.getSeriesMap().values().iterator().next().getXData().stream()
                    .map(name -> PaperText.line(String.valueOf(name)))
                    .toList();
            double each = wide() / names.size();
            categories = names.stream()
                    .map(name -> new Lines(letters, PaperText.wrap(letters, name, each - 6)))
                    .toList();
            turn = 0;
            boolean fit = categories.stream()
                    .allMatch(lines -> lines.lines.size() <= 3
                            && lines.lines.stream().allMatch(line -> PaperText.width(letters, line) <= each - 4));
            if (!fit) {
                turn = each > 40 ? Math.toRadians(25) : Math.PI / 2;
                categories = IntStream.range(0, names.size())
                        .mapToObj(i -> {
                            double toEdge = turn < 1 ? (left + (i + 0.5) * each - margin) / Math.cos(turn) : height;
                            double longest = Math.min(toEdge, (turn < 1 ? 0.4 : 0.25) * height);
                            return new Lines(letters, List.of(PaperText.cut(letters, names.get(i), longest)));
                        })
                        .toList();
            }
            labelHeight = categories.stream()
                    .mapToDouble(lines -> turn == 0
                            ? lines.height()
                            : PaperText.width(letters, lines.lines.get(0)) * Math.sin(turn) + size() * Math.cos(turn))
                    .max()
                    .orElse(0);
        }

        private List<AxisTicks.Tick> ticks(
                boolean logarithmic,
                Double low,
                Double high,
                double length,
                double spacing,
                ToDoubleFunction<String> room,
                Function<Double, String> own) {
            if (low == null || high == null || !(high > low) || !(length > 0)) {
                return List.of();
            }
            DoubleFunction<String> label = own == null ? null : own::apply;
            return logarithmic
                    ? AxisTicks.logarithmic(low, high, length, room, label)
                    : AxisTicks.linear(low, high, length, spacing, room, label == null ? PaperStyle::label : label);
        }

        private double xShare(double x) {
            return share(styler.isXAxisLogarithmic(), x, styler.getXAxisMin(), styler.getXAxisMax());
        }

        private double xOf(double x) {
            return left + xShare(x) * wide();
        }

        private double yOf(double y) {
            double share = share(styler.isYAxisLogarithmic(), y, styler.getYAxisMin(), styler.getYAxisMax());
            return top + (1 - share) * high();
        }

        private double share(boolean logarithmic, double at, double low, double high) {
            return logarithmic ? Math.log(at / low) / Math.log(high / low) : (at - low) / (high - low);
        }

        private void writeAll() {
            double baseline = margin + 0.8 * title.font.getSize2D();
            double middle = left + wide() / 2;
            writeLines(title, middle, baseline);
            for (AxisTicks.Tick tick : yTicks) {
                if (tick.label() != null) {
                    double x = left - TICK - GAP - PaperText.width(rowFont(), tick.label());
                    write(
                            tick.label(),
                            rowFont(),
                            x,
                            yOf(tick.value()) + 0.36 * rowFont().getSize2D(),
                            0);
                }
            }
            double x = left - TICK - GAP - yLabels - GAP - yTitle.height() + 0.8 * yTitle.font.getSize2D();
            for (String line : yTitle.lines) {
                double length = PaperText.width(yTitle.font, line);
                double y = Math.min(height - margin, Math.max(top + high() / 2 + length / 2, margin + length));
                write(line, yTitle.font, x, y, -Math.PI / 2);
                x += yTitle.font.getSize2D() * LINE;
            }
            double below = top + high() + TICK + GAP;
            for (AxisTicks.Tick tick : xTicks) {
                if (tick.label() != null) {
                    double half = PaperText.width(letters, tick.label()) / 2;
                    write(tick.label(), letters, xOf(tick.value()) - half, below + 0.75 * size(), 0);
                }
            }
            writeCategories(below);
            below += labelHeight + 2;
            writeLines(xTitle, middle, below + xTitle.font.getSize2D());
            below += xTitle.height() + legendHeight();
            writeLines(note, width / 2.0, below - note.height() + 0.8 * note.font.getSize2D());
        }

        private void writeCategories(double below) {
            double each = wide() / Math.max(1, categories.size());
            int every = turn == 0 ? 1 : (int) Math.max(1, Math.ceil(1.2 * size() / Math.sin(turn) / each));
            for (int i = 0; i < categories.size(); i += every) {
                double x = left + (i + 0.5) * each;
                if (turn == 0) {
                    writeLines(categories.get(i), x, below + 0.75 * size());
                } else {
                    String name = categories.get(i).lines.get(0);
                    double length = PaperText.width(letters, name);
                    double base = turn < 1 ? 0.75 * size() : 0;
                    double over = turn < 1 ? 0 : 0.36 * size();
                    write(
                            name,
                            letters,
                            x + over - length * Math.cos(turn),
                            below + base + length * Math.sin(turn),
                            -turn);
                }
            }
        }

        private void writeLines(Lines lines, double middle, double baseline) {
            for (String line : lines.lines) {
                double half = PaperText.width(lines.font, line) / 2;
                double x = Math.max(margin / 2 + half, Math.min(width - margin / 2 - half, middle)) - half;
                write(line, lines.font, x, baseline, 0);
                baseline += lines.font.getSize2D() * LINE;
            }
        }

        private void write(String text, Font font, double x, double y, double angle) {
            if (!text.isBlank()) {
                AffineTransform place = AffineTransform.getTranslateInstance(x, y);
                place.rotate(angle);
                texts.add(new Text(text, font, place));
            }
        }

        private void paintAxes(Graphics2D g) {
            g.setColor(PaperStyle.GRID);
            g.setStroke(new BasicStroke(1));
            for (AxisTicks.Tick tick : yTicks) {
                if (tick.label() != null) {
                    g.draw(new Line2D.Double(left, yOf(tick.value()), left + wide(), yOf(tick.value())));
                }
            }
            for (AxisTicks.Tick tick : xTicks) {
                if (tick.label() != null) {
                    g.draw(new Line2D.Double(xOf(tick.value()), top, xOf(tick.value()), top + high()));
                }
            }
            g.setColor(PaperStyle.INK); // below the data, which may lie on an axis
            double low = top + high();
            g.draw(new Line2D.Double(left, top, left, low));
            g.draw(new Line2D.Double(left, low, left + wide(), low));
            for (AxisTicks.Tick tick : yTicks) {
                double y = yOf(tick.value());
                g.draw(new Line2D.Double(left - (tick.label() == null ? TICK / 2 : TICK), y, left, y));
            }
            for (AxisTicks.Tick tick : xTicks) {
                double x = xOf(tick.value());
                g.draw(new Line2D.Double(x, low, x, low + (tick.label() == null ? TICK / 2 : TICK)));
            }
        }

        private void paintTexts(Graphics2D g) {
            paintLegend(g, top + high() + TICK + GAP + labelHeight + 2 + xTitle.height() + GAP);
            g.setColor(PaperStyle.INK);
            texts.forEach(text -> text.paint(g));
        }

        private void paintLegend(Graphics2D g, double y) {
            Font font = styler.getLegendFont();
            int entry = 0;
            for (List<Series> line : legend) {
                List<String> names = entries.subList(entry, Math.min(entries.size(), entry + line.size()));
                double x = (width - lineWidth(names)) / 2;
                double baseline = y + 0.85 * font.getSize2D();
                for (int i = 0; i < names.size(); i++) {
                    if (hidden == 0 || entry + i < entries.size() - 1) {
                        paintSample(g, line.get(i), x, baseline - 0.36 * font.getSize2D());
                    }
                    write(names.get(i), font, x + sample() + NEAR, baseline, 0);
                    x += entryWidth(names.get(i)) + BETWEEN;
                }
                entry += names.size();
                y += legendLine();
            }
        }

        private void paintSample(Graphics2D g, Series series, double x, double y) {
            if (series instanceof CategorySeries bar) {
                g.setColor(bar.getFillColor());
                g.fill(new Rectangle2D.Double(x, y - sample() / 2, sample(), sample()));
            } else if (series instanceof XYSeries line) {
                if (line.getXYSeriesRenderStyle() == XYSeriesRenderStyle.PolygonArea) {
                    g.setColor(line.getFillColor());
                    g.fill(new Rectangle2D.Double(x, y - 5, sample(), 10));
                }
                if (line.getLineStyle() != SeriesLines.NONE) {
                    g.setColor(line.getLineColor());
                    g.setStroke(line.getLineStyle());
                    g.draw(new Line2D.Double(x, y, x + sample(), y));
                }
                g.setColor(line.getMarkerColor());
                line.getMarker().paint(g, x + sample() / 2, y, styler.getMarkerSize());
            }
        }
    }
}
