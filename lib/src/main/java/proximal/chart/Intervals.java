package proximal.chart;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * Estimates with their intervals, one row of the figure for each row of a table, its name at the left; for many variants
 * easier to read than bars. From a table such as that of {@link proximal.table.ScoreTables#intervals}:
 *
 * <pre>{@code
 * Intervals.of(table).xTitle("interquartile mean of the returns").vertical("solved", 475).chart()
 * }</pre>
 *
 * <p>A row whose estimate is NaN keeps its name, without a mark. The height grows with the rows where no size is set.
 *
 * <p>Copy: with the library.
 */
public final class Intervals extends PlaneFigure<Intervals> {
    private static final int ROW = 28;
    private static final int AXIS = 110;

    private String name = "variant";
    private String value = "estimate";
    private String low = "low";
    private String high = "high";

    private Intervals(Table table) {
        super(table);
        this.height = Math.max(180, AXIS + ROW * (table.rowCount() + 1));
    }

    /**
     * Begins with the columns variant, estimate, low and high.
     *
     * @param table one row for each estimate, the first at the top
     * @return the figure
     */
    public static Intervals of(Table table) {
        return new Intervals(table);
    }

    /**
     * {@return this figure with the names of another column than variant}
     *
     * @param column its name
     */
    public Intervals names(String column) {
        return with(f -> f.name = column);
    }

    /**
     * {@return this figure of another column than estimate}
     *
     * @param column its name
     */
    public Intervals value(String column) {
        return with(f -> f.value = column);
    }

    /**
     * {@return this figure with the ends of the intervals from other columns than low and high}
     *
     * @param lowColumn the column of the lower ends
     * @param highColumn the column of the upper ends
     */
    public Intervals interval(String lowColumn, String highColumn) {
        return with(f -> {
            f.low = lowColumn;
            f.high = highColumn;
        });
    }

    /**
     * Draws the chart. The estimates are one series, named as their column.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if a column is missing or holds no numbers, there is no value to draw, a value is
     *     infinite, two rows have the same name, or a horizontal line was asked for
     */
    @Override
    public XYChart chart() {
        List<String> names = TableColumns.texts(table, name);
        double[] values = TableColumns.numbers(table, value);
        double[] lows = TableColumns.numbers(table, low);
        double[] highs = TableColumns.numbers(table, high);
        int[] rows = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .toArray();
        check(names, rows);
        AxisRange xs = new AxisRange();
        for (int i : rows) {
            xs.add(values[i], lows[i], highs[i]);
        }
        addReferences(xs, new AxisRange());
        check(xs, false, "x");
        PaperFrame.Plane chart = begin(axisTitle(table, xTitle, value), yTitle == null ? "" : yTitle);
        chart.frame().rows(names);
        double[] ends = xs.padded(false, 0.05);
        limit(chart, ends, new double[] {0, names.size() + 1});
        List<String> keys = List.of(value);
        for (int i : rows) {
            if (!Double.isNaN(lows[i]) && !Double.isNaN(highs[i])) {
                double y = names.size() - i;
                double[] interval = {lows[i], highs[i]};
                XYSeries line = addLine(chart, keys, value + " (interval " + i + ")", interval, new double[] {y, y}, 0);
                line.setLineColor(Palette.tint(0))
                        .setLineStyle(PaperStyle.stroke(6f))
                        .setShowInLegend(false);
            }
        }
        double[] xsOfRows = Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
        double[] ysOfRows =
                Arrays.stream(rows).mapToDouble(i -> names.size() - i).toArray();
        XYSeries points = addLine(chart, keys, value, xsOfRows, ysOfRows, 0);
        points.setLineStyle(SeriesLines.NONE);
        points.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(PaperStyle.INK);
        points.setShowInLegend(false);
        return finish(chart, !verticals.isEmpty());
    }

    /** The rows have their height whatever the width. */
    @Override
    public int heightAt(int pixelsWide) {
        return height;
    }

    private void check(List<String> names, int[] rows) {
        Require.that(rows.length != 0, () -> "column " + value + " has no value to draw");
        Require.that(horizontals.isEmpty(), () -> "intervals lie along the x axis, so a reference is a vertical line");
        HashSet<String> seen = new HashSet<>();
        for (String one : names) {
            Require.that(
                    seen.add(one),
                    () -> "two rows are of " + name + " " + one + "; each row needs a name of its own"
                            + (TableColumns.has(table, "task") && !name.equals("task")
                                    ? ": draw one task at a time, with table.where(t -> t.stringColumn(\"task\").isEqualTo(...))"
                                    : ""));
        }
    }
}
