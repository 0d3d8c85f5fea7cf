package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * Columns of a table as lines against another column:
 *
 * <pre>{@code
 * Lines.of(table).x("ratio").y("clipped", "unclipped").yTitle("objective").chart()
 * }</pre>
 *
 * <p>The rows are joined in the order of the table. A row whose x is NaN is left out; a NaN in y breaks that line.
 */
public final class Lines extends PlaneFigure<Lines> {
    private final Table table;
    private String x;
    private List<String> ys = List.of();
    private boolean points;

    private Lines(Table table) {
        this.table = table;
    }

    /**
     * Begins with a table.
     *
     * @param table the table
     * @return the figure, still without columns
     */
    public static Lines of(Table table) {
        return new Lines(table);
    }

    /**
     * {@return this figure with a column on the x axis}
     *
     * @param column its name
     */
    public Lines x(String column) {
        return with(f -> f.x = column);
    }

    /**
     * {@return this figure with a line for each of some columns}
     *
     * @param columns their names, which the legend shows
     */
    public Lines y(String... columns) {
        return with(f -> f.ys = List.of(columns));
    }

    /**
     * {@return this figure with a point at each row beside the lines}
     */
    public Lines points() {
        return with(f -> f.points = true);
    }

    /**
     * {@return this figure with a logarithmic x axis}
     */
    public Lines logX() {
        return with(f -> f.logX = true);
    }

    /**
     * {@return this figure with a logarithmic y axis}
     */
    public Lines logY() {
        return with(f -> f.logY = true);
    }

    /**
     * Draws the chart. The series are named as the columns.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if no column was chosen for x or y, one is missing or holds no numbers, or has no value
     */
    public XYChart chart() {
        if (x == null || ys.isEmpty()) {
            throw new IllegalArgumentException("choose the columns to draw with x(column) and y(columns)");
        }
        double[] allX = TableColumns.numbers(table, x);
        List<Curve> curves = new ArrayList<>();
        for (String y : ys) {
            double[] allY = TableColumns.numbers(table, y);
            double[] xs = new double[allX.length];
            double[] values = new double[allX.length];
            int n = 0;
            boolean any = false;
            for (int i = 0; i < allX.length; i++) {
                if (!Double.isNaN(allX[i])) {
                    xs[n] = allX[i];
                    values[n++] = allY[i];
                    any |= !Double.isNaN(allY[i]);
                }
            }
            if (!any) {
                throw new IllegalArgumentException("column " + y + " has no value to draw");
            }
            curves.add(new Curve(y, Arrays.copyOf(xs, n), Arrays.copyOf(values, n), null, null));
        }
        return draw(
                curves,
                axisTitle(xTitle, x),
                ys.size() > 1 && yTitle == null ? "" : axisTitle(yTitle, ys.get(0)),
                points);
    }
}
