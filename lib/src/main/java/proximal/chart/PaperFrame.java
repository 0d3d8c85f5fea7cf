package proximal.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
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
    }

    /** XChart's chart with numbers on both axes, framed. */
    public static final class Plane extends XYChart implements Framed {
        private final PaperFrame frame = new PaperFrame(this, super::paint, this::setWidth, this::setHeight);

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
            frame.paint(g, width, height, NO_LEAST);
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
        private final PaperFrame frame = new PaperFrame(this, super::paint, this::setWidth, this::setHeight);

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
            frame.paint(g, width, height, NO_LEAST);
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

    /** The share of the width and height of what XChart paints that lies within the axes. */
    public static final double CONTENT = 0.94;

    private static final Color NONE = new Color(255, 255, 255, 0);
    private static final Insets NO_LEAST = new Insets(0, 0, 0, 0);

    private final Chart<? extends AxesChartStyler, ?> chart;
    private final Data data;
    private final IntConsumer setWidth;
    private final IntConsumer setHeight;
    private String caption = "";
    private List<String> rows = List.of();
    private List<String> columns = List.of();
    private double left;
    private double top;
    private Rectangle2D plot = new Rectangle2D.Double();
    private List<PlacedText> texts = List.of();

    /**
     * The frame of a chart.
     *
     * @param chart the chart
     * @param data paints its data, in a size that the chart keeps
     * @param setWidth gives it its own width again
     * @param setHeight gives it its own height again
     */
    public PaperFrame(
            Chart<? extends AxesChartStyler, ?> chart, Data data, IntConsumer setWidth, IntConsumer setHeight) {
        this.chart = chart;
        this.data = data;
        this.setWidth = setWidth;
        this.setHeight = setHeight;
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

    /**
     * Names the columns of a chart whose x axis has no numbers.
     *
     * @param names the names, the first is at 1
     */
    public void columns(List<String> names) {
        columns = List.copyOf(names);
    }

    /**
     * {@return the height that the chart needs in another width: rows keep theirs, since their names do}
     *
     * @param width the other width, pixels
     */
    public int heightAt(int width) {
        return rows.isEmpty() ? PaperStyle.heightAt(chart.getWidth(), chart.getHeight(), width) : chart.getHeight();
    }

    /** {@return what the axes enclosed when the chart was last painted} */
    public Rectangle2D plot() {
        return plot;
    }

    /** {@return the texts of the chart as last painted} */
    public List<PlacedText> texts() {
        return texts;
    }

    /**
     * {@return the room that the chart needs around its axes}
     *
     * @param width the width, pixels
     * @param height the height, pixels
     */
    public Insets insets(int width, int height) {
        return new PaperLayout(chart, caption, rows, columns, width, height, NO_LEAST).insets();
    }

    /**
     * Paints the chart.
     *
     * @param g where
     * @param width the width, pixels
     * @param height the height, pixels
     * @param least the least room around its axes
     */
    public void paint(Graphics2D g, int width, int height, Insets least) {
        PaperLayout layout = new PaperLayout(chart, caption, rows, columns, width, height, least);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        layout.paintAxes(g);
        plot = layout.plot();
        int wide = (int) Math.round(plot.getWidth() / CONTENT);
        int high = (int) Math.round(plot.getHeight() / CONTENT);
        left = plot.getX() - (1 - CONTENT) / 2 * wide;
        top = plot.getY() - (1 - CONTENT) / 2 * high;
        double around = marked() ? chart.getStyler().getMarkerSize() / 2.0 + 1 : 1;
        Graphics2D part = (Graphics2D) g.create();
        try {
            part.clip(new Rectangle2D.Double(
                    plot.getX() - around,
                    plot.getY() - around,
                    plot.getWidth() + 2 * around,
                    plot.getHeight() + 2 * around));
            part.translate(left, top);
            paintData(part, wide, high);
        } finally {
            part.dispose();
        }
        texts = layout.paintTexts(g);
    }

    private boolean marked() {
        return chart.getSeriesMap().values().stream()
                .anyMatch(series -> series instanceof XYSeries line
                        && line.getMarker() != null
                        && line.getMarker() != SeriesMarkers.NONE);
    }

    /** XChart paints the data and nothing else; all that it is told for this is as before afterwards. */
    private void paintData(Graphics2D g, int wide, int high) {
        int width = chart.getWidth();
        int height = chart.getHeight();
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
            setWidth.accept(width);
            setHeight.accept(height);
            styler.setChartBackgroundColor(background)
                    .setChartTitleVisible(title)
                    .setLegendVisible(legend);
            styler.setxAxisTickLabelsFormattingFunction(xLabel);
            styler.setyAxisTickLabelsFormattingFunction(yLabel);
        }
    }
}
