package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * Many columns of a table side by side, one line for each row, coloured by the last column: which values of the hyperparameters
 * the high scores have.
 *
 * <pre>{@code
 * Table scores = SweepTables.means(results, "finalReturn", bootstrap, "clipRange", "gaeLambda", "learningRate");
 * ParallelCoordinates.of(scores, "clipRange", "gaeLambda", "learningRate", "estimate").chart()
 * }</pre>
 *
 * <p>The different values of a hyperparameter stand at even distances; the last column has its own scale. The highest scores are
 * drawn last, over the others.
 *
 * <p>Copy: with the library.
 */
public final class ParallelCoordinates extends PlaneFigure<ParallelCoordinates> {
    private static final int LABELS = 6;

    private final List<String> columns;

    private ParallelCoordinates(Table table, List<String> columns) {
        super(table);
        this.columns = columns;
    }

    /**
     * Begins a figure.
     *
     * @param table one row for each line; one that lacks a number is left out
     * @param columns the axes from left to right, at least two; the last one is the score, and holds numbers
     * @return the figure
     * @throws IllegalArgumentException if there are fewer than two columns
     */
    public static ParallelCoordinates of(Table table, String... columns) {
        Require.that(
                columns.length >= 2, () -> "parallel coordinates need at least 2 columns but have " + columns.length);
        return new ParallelCoordinates(table, List.of(columns));
    }

    /**
     * Draws the chart. The series are the rows, named row 1 and so on.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if a column is missing, the last one holds no numbers, there is no row to draw, a value
     *     is infinite, or a reference line was asked for
     */
    @Override
    public XYChart chart() {
        requireRows();
        Require.that(
                verticals.isEmpty() && horizontals.isEmpty(),
                () -> "parallel coordinates have no one scale for a line");
        int last = columns.size() - 1;
        double[] scores = TableColumns.numbers(table, columns.get(last));
        AxisRange range = new AxisRange();
        range.add(scores);
        check(range, false, columns.get(last));
        int[] rows = IntStream.range(0, scores.length)
                .filter(i -> !Double.isNaN(scores[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        ParallelCoordinates said =
                caption != null ? this : caption("one line for each row, the stronger its colour the higher");
        PaperFrame.Plane chart = said.begin(xTitle == null ? "" : xTitle, yTitle == null ? "" : yTitle);
        chart.frame()
                .columns(columns.stream()
                        .map(name -> axisTitle(table, null, name))
                        .toList());
        chart.getStyler().setyAxisTickLabelsFormattingFunction(tick -> "");
        limit(chart, new double[] {0.85, columns.size() + 0.45}, new double[] {-0.05, 1.05});
        AxisLabels labels = new AxisLabels();
        double[][] places = new double[columns.size()][];
        for (int axis = 0; axis < last; axis++) {
            places[axis] = places(columns.get(axis), axis + 1, labels);
        }
        double width = range.max() > range.min() ? range.max() - range.min() : 1;
        places[last] = Arrays.stream(scores)
                .map(score -> (score - range.min()) / width)
                .toArray();
        for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
            labels.add(columns.size(), share, PaperStyle.digits(range.min() + share * width));
        }
        double[] xs = IntStream.rangeClosed(1, columns.size()).asDoubleStream().toArray();
        for (int row : rows) {
            double[] ys = Arrays.stream(places).mapToDouble(place -> place[row]).toArray();
            XYSeries line = addLine(chart, List.of(), "row " + (row + 1), xs, ys, 0);
            line.setLineColor(Palette.scale(0.1 + 0.9 * places[last][row])).setShowInLegend(false);
        }
        chart.addAnnotation(labels);
        return finish(chart, false);
    }

    /** Where each row is on an axis; a value in the middle where there is one only. */
    private double[] places(String column, int axis, AxisLabels labels) {
        List<String> texts = TableColumns.texts(table, column);
        boolean numbers = table.column(column) instanceof NumericColumn;
        List<String> levels =
                new ArrayList<>(TableColumns.texts(numbers ? table.sortAscendingOn(column) : table, column).stream()
                        .distinct()
                        .toList());
        int top = levels.size() - 1;
        int every = Math.max(1, (int) Math.ceil(top / (LABELS - 1.0)));
        for (int level = 0; level <= top; level += every) {
            labels.add(axis, place(level, top), PaperStyle.label(levels.get(level), numbers));
        }
        return texts.stream()
                .mapToDouble(text -> place(levels.indexOf(text), top))
                .toArray();
    }

    private static double place(int level, int top) {
        return top == 0 ? 0.5 : (double) level / top;
    }
}
