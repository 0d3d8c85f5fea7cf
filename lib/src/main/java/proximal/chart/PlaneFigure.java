package proximal.chart;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import proximal.environment.Require;
import tech.tablesaw.api.Table;

/**
 * A figure with numbers on both axes.
 *
 * <p>Copy: with the library.
 *
 * @param <F> the kind of figure
 */
public abstract class PlaneFigure<F extends PlaneFigure<F>> extends Figure<F> {
    /** Units; where the points lie closer than this, no piece of a line has room for its dashes. */
    private static final int DASH_AND_GAP = 13;

    /** Whether the x axis is logarithmic. */
    protected boolean logX;
    /** Whether the y axis is logarithmic. */
    protected boolean logY;
    /** The vertical reference lines. */
    protected List<Reference> verticals = List.of();

    /**
     * Makes a figure with linear axes.
     *
     * @param table what is drawn
     */
    protected PlaneFigure(Table table) {
        super(table);
    }

    /**
     * {@return this figure with a further vertical line, dashed}
     *
     * @param label what the legend says
     * @param x the value
     * @throws IllegalArgumentException if the value is not finite
     */
    public final F vertical(String label, double x) {
        return with(f -> f.verticals = append(f.verticals, new Reference(label, x)));
    }

    /**
     * One line with its band; low and high are null where it has none.
     *
     * @param name the name in the legend
     * @param x the x values
     * @param y the y values
     * @param low the lower ends of the band; null for none
     * @param high the upper ends of the band; null for none
     */
    public record Curve(String name, double[] x, double[] y, double[] low, double[] high) {}

    /**
     * Draws curves, their bands below all lines, and the reference lines.
     *
     * @param curves the curves
     * @param xAxis the title of the x axis
     * @param yAxis the title of the y axis
     * @param points whether each value has a marker
     * @param named whether the legend names a curve even if it is the only one
     * @return the chart
     */
    protected final XYChart draw(List<Curve> curves, String xAxis, String yAxis, boolean points, boolean named) {
        AxisRange xs = new AxisRange();
        AxisRange ys = new AxisRange();
        for (Curve curve : curves) {
            xs.add(curve.x);
            ys.add(curve.y);
            if (curve.low != null) {
                ys.add(logY ? Arrays.stream(curve.low).filter(v -> v > 0).toArray() : curve.low);
                ys.add(curve.high);
            }
        }
        addReferences(xs, ys);
        check(xs, logX, "x");
        check(ys, logY, "y");
        List<String> names = curves.stream().map(Curve::name).toList();
        names.forEach(name -> Require.that(
                Collections.frequency(names, name) == 1,
                () -> "two lines are named " + name + "; each needs a name of its own"));
        XYChart chart = begin(xAxis, yAxis);
        double[] ends = xs.padded(logX, 0);
        if (!logX && ends[0] > 0 && ends[0] < 0.05 * ends[1]) {
            ends[0] = 0; // a run begins at step 0, though its first row comes later
        }
        limit(chart, ends, ys.padded(logY, 0.05));
        for (int i = 0; i < curves.size(); i++) {
            if (curves.get(i).low != null) {
                addBand(chart, names, curves.get(i), i);
            }
        }
        for (int i = 0; i < curves.size(); i++) {
            addCurve(chart, names, curves.get(i), i, points);
        }
        return finish(chart, named || curves.size() > 1 || !horizontals.isEmpty() || !verticals.isEmpty());
    }

    /** Adds a line, with marks where no piece of a line would show a point. */
    private static void addCurve(XYChart chart, List<String> names, Curve curve, int index, boolean points) {
        XYSeries line = addLine(chart, names, curve.name, curve.x, curve.y, index);
        int[] alone = alone(curve.y).toArray();
        long drawn = Arrays.stream(curve.y).filter(y -> !Double.isNaN(y)).count();
        if (!points && alone.length > 0 && alone.length < drawn) {
            double[] y = new double[curve.y.length];
            Arrays.fill(y, Double.NaN);
            Arrays.stream(alone).forEach(i -> y[i] = curve.y[i]);
            line = addLine(chart, names, curve.name + " (points)", curve.x, y, index);
            line.setLineStyle(SeriesLines.NONE).setShowInLegend(false);
        }
        if (points || alone.length > 0) {
            line.setMarker(SeriesMarkers.CIRCLE);
        }
    }

    /** The points without a neighbour to be joined with. */
    private static IntStream alone(double[] y) {
        return IntStream.range(0, y.length)
                .filter(i -> !Double.isNaN(y[i]))
                .filter(i -> (i == 0 || Double.isNaN(y[i - 1])) && (i == y.length - 1 || Double.isNaN(y[i + 1])));
    }

    /**
     * An empty chart in the style.
     *
     * @param xAxis the title of the x axis
     * @param yAxis the title of the y axis
     * @return the chart, empty
     */
    protected final PaperFrame.Plane begin(String xAxis, String yAxis) {
        PaperFrame.Plane chart = styled(new PaperFrame.Plane(width, height), xAxis, yAxis);
        chart.getStyler().setXAxisLogarithmic(logX).setYAxisLogarithmic(logY);
        return chart;
    }

    /**
     * Widens the ranges so that the reference lines are in sight.
     *
     * @param xs the range of x
     * @param ys the range of y
     */
    protected final void addReferences(AxisRange xs, AxisRange ys) {
        horizontals.forEach(reference -> ys.add(reference.value()));
        verticals.forEach(reference -> xs.add(reference.value()));
    }

    /**
     * Sets the ends of the axes.
     *
     * @param chart the chart
     * @param xs the range of x
     * @param ys the range of y
     */
    protected static void limit(XYChart chart, double[] xs, double[] ys) {
        chart.getStyler().setXAxisMin(xs[0]).setXAxisMax(xs[1]);
        chart.getStyler().setYAxisMin(ys[0]).setYAxisMax(ys[1]);
    }

    /**
     * Draws the reference lines.
     *
     * @param chart the chart
     * @param legend whether there is a legend
     * @return the chart
     */
    protected final XYChart finish(XYChart chart, boolean legend) {
        double[] xEnds = {chart.getStyler().getXAxisMin(), chart.getStyler().getXAxisMax()};
        double[] yEnds = {chart.getStyler().getYAxisMin(), chart.getStyler().getYAxisMax()};
        for (Reference line : horizontals) {
            addReference(chart, line.label(), xEnds, new double[] {line.value(), line.value()});
        }
        for (Reference line : verticals) {
            addReference(chart, line.label(), new double[] {line.value(), line.value()}, yEnds);
        }
        chart.getStyler()
                .setLegendVisible(
                        legend && chart.getSeriesMap().values().stream().anyMatch(XYSeries::isShowInLegend));
        return chart;
    }

    private static void addReference(XYChart chart, String label, double[] x, double[] y) {
        XYSeries series = chart.addSeries(free(chart, List.of(), label.isBlank() ? " " : label), x, y);
        series.setLineColor(PaperStyle.INK).setLineStyle(PaperStyle.REFERENCE_LINE);
        series.setMarker(SeriesMarkers.NONE).setLabel(label).setShowInLegend(!label.isBlank());
    }

    /** A polygon along the upper edge and back along the lower one; on a logarithmic axis it ends at the axis. */
    private static void addBand(XYChart chart, List<String> names, Curve curve, int index) {
        int n = curve.x.length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = curve.x[i];
            y[i] = curve.high[i];
            x[2 * n - 1 - i] = curve.x[i];
            y[2 * n - 1 - i] = Math.max(curve.low[i], chart.getStyler().getYAxisMin());
        }
        addArea(chart, names, curve.name + " (band)", x, y, index);
    }

    /**
     * Fills a polygon, without a line and outside of the legend, where XChart would give it a box among the lines.
     *
     * @param chart the chart
     * @param names the names of the lines, which are their keys
     * @param name the key of the area, where it is free
     * @param x the x values
     * @param y the y values
     * @param index the number of the series, from 0
     */
    protected static void addArea(XYChart chart, List<String> names, String name, double[] x, double[] y, int index) {
        XYSeries series = chart.addSeries(free(chart, names, name), x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(Palette.shade(index));
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.NONE);
        series.setShowInLegend(false);
    }

    /**
     * Adds a line to a chart.
     *
     * @param chart the chart
     * @param names the names of the lines, which are their keys
     * @param name the name in the legend; one that is none of the names gets a key that is free
     * @param x the x values
     * @param y the y values
     * @param index the number of the series, from 0
     * @return the line
     */
    protected static XYSeries addLine(
            XYChart chart, List<String> names, String name, double[] x, double[] y, int index) {
        boolean named = names.contains(name) && !name.isEmpty();
        XYSeries series = chart.addSeries(named ? name : free(chart, names, name), x, y);
        series.setLabel(PaperText.line(name));
        series.setLineColor(Palette.color(index)).setLineStyle(PaperStyle.line(index));
        series.setMarkerColor(Palette.color(index)).setMarker(SeriesMarkers.NONE);
        // XChart begins the dashes anew at each point, so a dense line would be solid; a smooth one is one path through
        // the
        // same points, so dense that its pieces look straight.
        series.setSmooth(series.getLineStyle().getDashArray() != null && chart.getWidth() < DASH_AND_GAP * x.length);
        return series;
    }

    /**
     * Checks that a range can be drawn.
     *
     * @param range the range
     * @param logarithmic whether the axis is logarithmic
     * @param axis the name of the axis
     */
    public static void check(AxisRange range, boolean logarithmic, String axis) {
        Require.that(
                Double.isFinite(range.min()) && Double.isFinite(range.max()),
                () -> "the " + axis + " values of a chart must be finite but reach from " + range.min() + " to "
                        + range.max());
        Require.that(
                !logarithmic || range.min() > 0,
                () -> "a logarithmic " + axis + " axis needs positive values but the smallest is " + range.min());
    }
}
