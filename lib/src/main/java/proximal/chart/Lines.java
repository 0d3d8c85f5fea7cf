package proximal.chart;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * Columns of a table as lines against another column:
 *
 * <pre>{@code
 * Lines.of(table).x("ratio").y("clipped", "unclipped").yTitle("objective").chart()
 * }</pre>
 *
 * <p>With bands, such as the performance profiles and the sample-efficiency curves of {@link proximal.table.ScoreTables}:
 *
 * <pre>{@code
 * Table profiles = ScoreTables.profiles(scores, "score", StratifiedBootstrap.withDefaults(), 0, 0.25, 0.5, 0.75, 1);
 * Lines.of(profiles).x("threshold").y("estimate").band("estimate", "low", "high").group("variant").chart()
 * }</pre>
 *
 * <p>The rows are joined in the order of the table. A row whose x is NaN is left out; a NaN in y breaks that line. A line
 * with a band leaves out the rows that lack one of its numbers.
 *
 * <p>Copy: with the library.
 */
public final class Lines extends PlaneFigure<Lines> {
    /** The columns of {@link proximal.table.ScoreTables}' performance profiles. */
    private static final List<String> PROFILE = List.of("variant", "threshold", "estimate", "low", "high");

    private String x;
    private List<String> ys = List.of();
    private String group;
    private Map<String, List<String>> bands = Map.of();
    private boolean points;

    private Lines(Table table) {
        super(table);
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
     * {@return this figure with a line for each value of a column, such as variant; it has then one column on the y axis}
     *
     * @param column its name
     */
    public Lines group(String column) {
        return with(f -> f.group = column);
    }

    /**
     * {@return this figure with a band around the line of a column, such as from one quantile to another}
     *
     * @param column the name of the line's column
     * @param lowColumn the column of the lower edge
     * @param highColumn the column of the upper edge
     */
    public Lines band(String column, String lowColumn, String highColumn) {
        return with(f -> {
            Map<String, List<String>> more = new HashMap<>(f.bands);
            more.put(column, List.of(lowColumn, highColumn));
            f.bands = Map.copyOf(more);
        });
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
     * Draws the chart. The series are named as the columns, or as the groups in the order in which the table first names
     * them.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if no column was chosen for x or y, one is missing or holds no numbers, or has no
     *     value, a band belongs to no line, or there are groups and several columns on the y axis
     */
    @Override
    public XYChart chart() {
        Require.that(x != null && !ys.isEmpty(), () -> "choose the columns to draw with x(column) and y(columns)");
        requireRows();
        for (String column : bands.keySet()) {
            Require.that(
                    ys.contains(column),
                    () -> "a band is of " + column + " but the lines are of " + String.join(", ", ys));
        }
        Require.that(
                group == null || ys.size() == 1,
                () -> "lines by " + group + " have one column on the y axis but have " + String.join(", ", ys));
        List<Curve> curves =
                group == null ? ys.stream().map(y -> curve(y, y, i -> true)).toList() : curvesOfGroups();
        String yAxis = ys.size() > 1 && yTitle == null ? "" : yTitle();
        return draw(curves, axisTitle(table, xTitle, x), yAxis, points, false);
    }

    /** The estimate of a performance profile is a share of runs; any other is what its column says. */
    private String yTitle() {
        boolean profile = yTitle == null
                && ys.get(0).equals("estimate")
                && x.equals("threshold")
                && PROFILE.containsAll(table.columnNames())
                && Arrays.stream(TableColumns.numbers(table, "estimate")).noneMatch(share -> share < 0 || share > 1);
        return profile ? "share of runs above the threshold" : axisTitle(table, yTitle, ys.get(0));
    }

    private List<Curve> curvesOfGroups() {
        List<String> names = TableColumns.texts(table, group);
        return names.stream()
                .distinct()
                .map(name -> curve(name, ys.get(0), i -> names.get(i).equals(name)))
                .toList();
    }

    private Curve curve(String name, String y, IntPredicate among) {
        double[] xs = TableColumns.numbers(table, x);
        double[] values = TableColumns.numbers(table, y);
        List<String> band = bands.get(y);
        double[] low = band == null ? values : TableColumns.numbers(table, band.get(0));
        double[] high = band == null ? values : TableColumns.numbers(table, band.get(1));
        int[] rows = IntStream.range(0, xs.length)
                .filter(i -> among.test(i) && !Double.isNaN(xs[i]))
                .filter(i -> band == null || !Double.isNaN(values[i] + low[i] + high[i]))
                .toArray();
        Require.that(
                Arrays.stream(rows).anyMatch(i -> !Double.isNaN(values[i])),
                () -> "column " + y + " has no value to draw" + (group == null ? "" : " for " + group + " " + name));
        return new Curve(
                name,
                at(rows, xs),
                at(rows, values),
                band == null ? null : at(rows, low),
                band == null ? null : at(rows, high));
    }

    private static double[] at(int[] rows, double[] values) {
        return Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
    }
}
