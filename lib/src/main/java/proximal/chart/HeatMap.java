package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * A number for each pair of values of two columns, by colour and in digits, with its interval and the number of runs where the
 * table has them, as that of {@link proximal.table.SweepTables#means} of two hyperparameters:
 *
 * <pre>{@code
 * HeatMap.of(SweepTables.means(results, "finalReturn", bootstrap, "clipRange", "learningRate")).x("clipRange").y("learningRate").chart()
 * }</pre>
 *
 * <p>Numbers ascend along the axes; texts stand in the order of the table. A pair that the table lacks, or whose number is NaN, stays
 * white.
 *
 * <p>Copy: with the library.
 */
public final class HeatMap extends PlaneFigure<HeatMap> {
    private String x;
    private String y;
    private String value = "estimate";

    private HeatMap(Table table) {
        super(table);
    }

    /**
     * Begins with the column estimate, and the intervals from low to high and the runs where there are such columns.
     *
     * @param table one row for each cell
     * @return the figure, still without columns for the axes
     */
    public static HeatMap of(Table table) {
        return new HeatMap(table);
    }

    /**
     * {@return this figure with a column along the x axis}
     *
     * @param column its name
     */
    public HeatMap x(String column) {
        return with(f -> f.x = column);
    }

    /**
     * {@return this figure with a column along the y axis}
     *
     * @param column its name
     */
    public HeatMap y(String column) {
        return with(f -> f.y = column);
    }

    /**
     * {@return this figure of another column than estimate}
     *
     * @param column its name
     */
    public HeatMap value(String column) {
        return with(f -> f.value = column);
    }

    /**
     * Draws the chart.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if no column was chosen for x or y, one is missing, there is no value to draw, a value is
     *     infinite, two rows are of the same cell, or a reference line was asked for
     */
    @Override
    public XYChart chart() {
        Require.that(x != null && y != null, () -> "choose the columns along the axes with x(column) and y(column)");
        requireRows();
        Require.that(
                verticals.isEmpty() && horizontals.isEmpty(),
                () -> "a heat map has no numbers along its axes for a line");
        double[] values = TableColumns.numbers(table, value);
        AxisRange range = new AxisRange();
        range.add(values);
        Require.that(
                Arrays.stream(values).anyMatch(v -> !Double.isNaN(v)),
                () -> "column " + value + " has no value to draw");
        check(range, false, value);
        List<String> columns = names(x);
        List<String> rows = names(y);
        List<String> xs = TableColumns.texts(table, x);
        List<String> ys = TableColumns.texts(table, y);
        CellMarks marks = new CellMarks();
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < values.length; i++) {
            String here = x + " " + xs.get(i) + " and " + y + " " + ys.get(i);
            Require.that(
                    seen.add(List.of(xs.get(i), ys.get(i))),
                    () -> "two rows are of " + here + "; each cell needs a row of its own"
                            + (TableColumns.has(table, "task") ? ": draw one task at a time" : ""));
            if (!Double.isNaN(values[i])) {
                double share = range.max() > range.min() ? (values[i] - range.min()) / (range.max() - range.min()) : 0;
                marks.add(columns.indexOf(xs.get(i)) + 1, rows.indexOf(ys.get(i)) + 1, share, lines(i, values[i]));
            }
        }
        HeatMap said = caption != null ? this : caption(explanation());
        PaperFrame.Plane chart = said.begin(axisTitle(table, xTitle, x), axisTitle(table, yTitle, y));
        chart.frame().columns(shown(x, columns));
        List<String> fromTop = shown(y, rows);
        Collections.reverse(fromTop);
        chart.frame().rows(fromTop);
        limit(chart, new double[] {0.5, columns.size() + 0.5}, new double[] {0.5, rows.size() + 0.5});
        XYSeries none = addLine(chart, List.of(value), value, new double[] {1}, new double[] {1}, 0);
        none.setLineStyle(SeriesLines.NONE).setShowInLegend(false);
        chart.addAnnotation(marks);
        return finish(chart, false);
    }

    /** The values of a column along an axis. */
    private List<String> names(String column) {
        List<String> texts = TableColumns.texts(table, column);
        if (table.column(column) instanceof NumericColumn) {
            texts = TableColumns.texts(table.sortAscendingOn(column), column);
        }
        return new ArrayList<>(texts.stream().distinct().toList());
    }

    private List<String> shown(String column, List<String> names) {
        boolean numbers = table.column(column) instanceof NumericColumn;
        return new ArrayList<>(
                names.stream().map(name -> PaperStyle.label(name, numbers)).toList());
    }

    private boolean hasInterval() {
        return TableColumns.has(table, "low") && TableColumns.has(table, "high");
    }

    private List<String> lines(int row, double number) {
        List<String> lines = new ArrayList<>(List.of(PaperStyle.digits(number)));
        if (hasInterval()) {
            double low = TableColumns.numbers(table, "low")[row];
            double high = TableColumns.numbers(table, "high")[row];
            lines.add(PaperStyle.digits(low) + " to " + PaperStyle.digits(high));
        }
        if (TableColumns.has(table, "runs")) {
            lines.add(TableColumns.texts(table, "runs").get(row) + " runs");
        }
        return lines;
    }

    private String explanation() {
        String colour = "the stronger the colour, the higher";
        return hasInterval() ? colour + "; in a cell the mean and its interval" : colour;
    }
}
