package proximal.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * How the values of a column are distributed, over bins that all distributions share:
 *
 * <pre>{@code
 * Histograms.of(table, "weight").group("campaign").logBins().logCounts().chart()
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class Histograms extends PlaneFigure<Histograms> {
    /** Where a count of 0 stands on a logarithmic axis: as far below 1 as 2 is above. */
    private static final double LOG_ZERO = 0.5;

    private final String column;
    private String group;
    private int bins = 40;

    private Histograms(Table table, String column) {
        super(table);
        this.column = column;
    }

    /**
     * Begins with one distribution, that of a column, in 40 bins.
     *
     * @param table the table
     * @param column the column of numbers
     * @return the figure
     */
    public static Histograms of(Table table, String column) {
        return new Histograms(table, column);
    }

    /**
     * {@return this figure with one distribution for each value of a column}
     *
     * @param name the column
     */
    public Histograms group(String name) {
        return with(f -> f.group = name);
    }

    /**
     * {@return this figure with another number of bins}
     *
     * @param count how many, at least 1
     * @throws IllegalArgumentException if count is not positive
     */
    public Histograms bins(int count) {
        Require.that(count >= 1, () -> "a histogram needs at least 1 bin but had " + count);
        return with(f -> f.bins = count);
    }

    /**
     * {@return this figure with bins of equal width in the logarithm, on a logarithmic axis, for values over several magnitudes}
     */
    public Histograms logBins() {
        return with(f -> f.logX = true);
    }

    /**
     * {@return this figure with a logarithmic axis for the counts, so that single values far out can be seen}
     */
    public Histograms logCounts() {
        return with(f -> f.logY = true);
    }

    /**
     * Draws the chart. Beside its area, each distribution has a series with its outline: after the first point, two points a bin.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if a column is missing or holds no numbers, a group has no value, a value is infinite, or
     *     a value is not positive and the bins are logarithmic
     */
    @Override
    public XYChart chart() {
        requireRows();
        AxisRange xs = new AxisRange();
        Map<String, double[]> groups = groups();
        groups.forEach((name, values) -> {
            Require.that(values.length != 0, () -> name + " has no value of " + column + " to draw");
            xs.add(values);
        });
        check(xs, logX, "x");
        double[] edges = edges(xs);
        double floor = logY ? LOG_ZERO : 0;
        AxisRange ys = new AxisRange();
        ys.add(floor);
        Map<String, double[]> counts = new LinkedHashMap<>();
        groups.forEach((name, values) -> {
            double[] count = count(values, edges);
            ys.add(count);
            counts.put(name, count);
        });
        ys.add(ys.max() * (logY ? 1.5 : 1.05));
        xs.add(edges[0], edges[bins]);
        addReferences(xs, ys);
        XYChart chart = begin(axisTitle(table, xTitle, column), yTitle == null ? "count" : yTitle);
        limit(chart, new double[] {xs.min(), xs.max()}, new double[] {floor, ys.max()});
        double[] xOutline = xOutline(edges);
        List<String> names = List.copyOf(counts.keySet());
        for (int i = 0; i < names.size(); i++) {
            double[] yOutline = yOutline(counts.get(names.get(i)), floor);
            addArea(chart, names, names.get(i) + " (area)", xOutline, yOutline, i);
        }
        for (int i = 0; i < names.size(); i++) {
            addLine(chart, names, names.get(i), xOutline, yOutline(counts.get(names.get(i)), floor), i);
        }
        return finish(chart, group != null || !horizontals.isEmpty() || !verticals.isEmpty());
    }

    private Map<String, double[]> groups() {
        double[] values = TableColumns.numbers(table, column);
        Map<String, double[]> groups = new LinkedHashMap<>();
        String[] keys = group == null ? new String[0] : new String[] {group};
        TableColumns.rowsBy(table, keys)
                .forEach((key, rows) -> groups.put(
                        group == null ? column : key.get(0),
                        Arrays.stream(rows)
                                .mapToDouble(row -> values[row])
                                .filter(value -> !Double.isNaN(value))
                                .toArray()));
        return groups;
    }

    private double[] edges(AxisRange range) {
        boolean single = range.flat();
        double low = logX ? Math.log(range.min()) : range.min();
        double high = logX ? Math.log(range.max()) : range.max();
        double half = single ? Math.max(0.5, Math.abs(low) * 1e-3) : 0;
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            double edge = low - half + (high - low + 2 * half) * i / bins;
            edges[i] = logX ? Math.exp(edge) : edge;
        }
        if (!single) {
            edges[0] = range.min();
            edges[bins] = range.max();
        }
        return edges;
    }

    /** Bin i holds edges[i] &lt;= value &lt; edges[i + 1], the last one its upper edge too. */
    private static double[] count(double[] values, double[] edges) {
        double[] counts = new double[edges.length - 1];
        for (double value : values) {
            int found = Arrays.binarySearch(edges, value);
            int bin = found >= 0 ? found : -found - 2;
            counts[Math.min(bin, counts.length - 1)]++;
        }
        return counts;
    }

    /** Each edge twice. */
    private static double[] xOutline(double[] edges) {
        return IntStream.range(0, 2 * edges.length)
                .mapToDouble(i -> edges[i / 2])
                .toArray();
    }

    /** Each count twice, between the floor at both ends. */
    private static double[] yOutline(double[] counts, double floor) {
        int n = 2 * counts.length;
        return IntStream.rangeClosed(-1, n)
                .mapToDouble(i -> i < 0 || i == n ? floor : Math.max(counts[i / 2], floor))
                .toArray();
    }
}
