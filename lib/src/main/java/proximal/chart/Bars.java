package proximal.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * Estimates by category as bars from zero, with error bars:
 *
 * <pre>{@code
 * Bars.of(table).category("campaign").group("estimator").value("estimate").interval("low", "high").chart()
 * }</pre>
 *
 * <p>A row whose value is NaN has no bar.
 *
 * <p>Copy: with the library.
 */
public final class Bars extends Figure<Bars> {
    private static final double FILL = 0.8;

    private String category = "variant";
    private String group;
    private String value = "mean";
    private String low;
    private String high;
    private String error;
    private boolean logY;

    private Bars(Table table) {
        super(table);
    }

    /**
     * Begins with the columns variant and mean, as {@link proximal.table.RunTables#summary} makes them.
     *
     * @param table one row for each bar
     * @return the figure
     */
    public static Bars of(Table table) {
        return new Bars(table);
    }

    /**
     * {@return this figure with the categories of another column on the x axis}
     *
     * @param column its name
     */
    public Bars category(String column) {
        return with(f -> f.category = column);
    }

    /**
     * {@return this figure with bars side by side in each category, one for each value of a column}
     *
     * @param column its name
     */
    public Bars group(String column) {
        return with(f -> f.group = column);
    }

    /**
     * {@return this figure with the heights of another column}
     *
     * @param column its name
     */
    public Bars value(String column) {
        return with(f -> f.value = column);
    }

    /**
     * {@return this figure with intervals that need not be symmetric}
     *
     * @param lowColumn the column of the lower ends
     * @param highColumn the column of the upper ends
     */
    public Bars interval(String lowColumn, String highColumn) {
        return with(f -> {
            f.low = lowColumn;
            f.high = highColumn;
            f.error = null;
        });
    }

    /**
     * {@return this figure with intervals of the value plus and minus an error}
     *
     * @param column the column of the errors, such as a standard error
     */
    public Bars error(String column) {
        return with(f -> {
            f.error = column;
            f.low = null;
            f.high = null;
        });
    }

    /**
     * {@return this figure with a logarithmic axis for the heights, on which bars begin at the power of ten below the smallest
     * value and not at zero}
     */
    public Bars logY() {
        return with(f -> f.logY = true);
    }

    /**
     * Draws the chart. The series are named as the groups; categories and groups stand in the order in which the table first
     * names them.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if a column is missing or holds no numbers, two rows are of the same category and group,
     *     there is no value to draw, a value is infinite, or one is not positive and the axis is logarithmic
     */
    @Override
    public CategoryChart chart() {
        requireRows();
        double[] values = TableColumns.numbers(table, value);
        double[] lows = ends(values, low, -1);
        double[] highs = ends(values, high, 1);
        List<String> categories =
                TableColumns.texts(table, category).stream().distinct().toList();
        List<String> groups = group == null
                ? List.of(value)
                : TableColumns.texts(table, group).stream().distinct().toList();
        Map<String, Double[]> heights = new LinkedHashMap<>();
        groups.forEach(name -> heights.put(name, new Double[categories.size()]));
        IntervalMarks marks = new IntervalMarks(categories.size());
        AxisRange range = new AxisRange();
        if (!logY) {
            range.add(0);
        }
        horizontals.forEach(line -> range.add(line.value()));
        String[] keys = group == null ? new String[] {category} : new String[] {category, group};
        TableColumns.rowsBy(table, keys).forEach((key, rows) -> {
            Require.that(
                    rows.length == 1,
                    () -> "two rows are of " + category + " " + key.get(0)
                            + (group == null ? "" : " and " + group + " " + key.get(1)) + "; a bar has one row");
            int i = rows[0];
            if (Double.isNaN(values[i])) {
                return;
            }
            int c = categories.indexOf(key.get(0));
            int g = group == null ? 0 : groups.indexOf(key.get(1));
            heights.get(groups.get(g))[c] = values[i];
            range.add(values[i]);
            if (lows != null && !Double.isNaN(lows[i]) && !Double.isNaN(highs[i])) {
                marks.addInterval(c + (1 - FILL) / 2 + (g + 0.5) / groups.size() * FILL, lows[i], highs[i]);
                range.add(lows[i], highs[i]);
            }
        });
        Require.that(
                heights.values().stream().flatMap(Arrays::stream).anyMatch(h -> h != null),
                () -> "column " + value + " has no value to draw");
        PlaneFigure.check(range, logY, "y");
        return draw(categories, heights, marks, range);
    }

    private CategoryChart draw(
            List<String> categories, Map<String, Double[]> heights, IntervalMarks marks, AxisRange range) {
        CategoryChart chart = styled(
                new PaperFrame.Categories(width, height),
                axisTitle(table, xTitle, category),
                axisTitle(table, yTitle, value));
        chart.getStyler().setAvailableSpaceFill(FILL);
        limit(chart, range);
        heights.forEach((name, bars) -> {
            int index = chart.getSeriesMap().size();
            String key = name.isEmpty() ? free(chart, heights.keySet(), name) : name;
            CategorySeries series = chart.addSeries(key, categories, Arrays.asList(bars));
            series.setFillColor(Palette.tint(index)).setLabel(PaperText.line(name));
        });
        horizontals.forEach(marks::addLine);
        chart.addAnnotation(marks);
        chart.getStyler().setLegendVisible(group != null);
        return chart;
    }

    private void limit(CategoryChart chart, AxisRange range) {
        if (logY) {
            double below = Math.pow(10, Math.ceil(Math.log10(range.min())) - 1);
            chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(below).setYAxisMax(range.max() * 1.5);
            return;
        }
        double[] ends = range.padded(false, 0.06);
        chart.getStyler().setYAxisMin(ends[0]).setYAxisMax(ends[1]);
    }

    private double[] ends(double[] values, String column, int sign) {
        if (error == null) {
            return column == null ? null : TableColumns.numbers(table, column);
        }
        double[] errors = TableColumns.numbers(table, error);
        for (int i = 0; i < errors.length; i++) {
            errors[i] = values[i] + sign * errors[i];
        }
        return errors;
    }
}
