package proximal.table;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import proximal.environment.Require;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Brings tables of runs together by task, variant and seed:
 *
 * <pre>{@code
 * Table runs = RunJoins.join(finalReturns, RunJoins.means(updates, "kl", "advantageVariance"));
 * RunTables.summary(runs, "kl")
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class RunJoins {
    private static final String[] RUN = {"task", "variant", "seed"};

    private RunJoins() {}

    /**
     * Averages columns over the rows of each run. Missing and NaN values are left out; a run that failed has no mean, since it
     * would be one over another part of the training.
     *
     * @param table a table with the columns task, variant and seed, as {@link RunTables#updates} makes it
     * @param columns the columns of numbers to average
     * @return one row for each run: task, variant, seed, the mean of each column under its name (NaN where a run has no value or
     *     failed), and where the table has a column failed, failed
     * @throws IllegalArgumentException if a column is missing or does not hold numbers, or none was named
     */
    public static Table means(Table table, String... columns) {
        Require.that(
                columns.length != 0,
                () -> "name the columns to average; the table has " + String.join(", ", table.columnNames()));
        Map<List<String>, int[]> runs = TableColumns.rowsBy(table, RUN);
        IntPredicate marked = TableColumns.failed(table);
        List<Boolean> failed = runs.values().stream()
                .map(rows -> Arrays.stream(rows).anyMatch(marked))
                .toList();
        int[] first = runs.values().stream().mapToInt(rows -> rows[0]).toArray();
        Table means = table.selectColumns(RUN).rows(first).setName("means");
        for (String column : columns) {
            double[] values = TableColumns.numbers(table, column);
            DoubleColumn mean = DoubleColumn.create(column);
            runs.values().forEach(rows -> mean.append(failed.get(mean.size()) ? Double.NaN : mean(values, rows)));
            means.addColumns(mean);
        }
        return TableColumns.has(table, "failed") ? means.addColumns(BooleanColumn.create("failed", failed)) : means;
    }

    /** Tablesaw's own mean adds a correction, and differs in the last bits from what is recorded. */
    private static double mean(double[] values, int[] rows) {
        double sum = 0;
        int count = 0;
        for (int row : rows) {
            if (!Double.isNaN(values[row])) {
                sum += values[row];
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * Adds the columns of one table to the rows of another that are of the same task, variant and seed.
     *
     * @param left a table with the columns task, variant and seed; all its rows are kept, several for a run if there are
     * @param right a table with these columns and one row for each run
     * @return the columns of left, then those of right, of two columns failed the left one; a missing value where right has no
     *     such run
     * @throws IllegalArgumentException if a column is missing, right has two rows for a run, or both have a further column of
     *     one name
     */
    public static Table join(Table left, Table right) {
        // Tablesaw's joins lose the order of the rows, refuse an int seed beside a long one, and do not say which run
        // is double.
        Map<List<String>, int[]> runs = TableColumns.rowsBy(right, RUN);
        runs.forEach((run, rows) -> Require.that(
                rows.length <= 1,
                () -> "the table to join must have one row for each run but has two for variant " + run.get(1)
                        + ", seed " + run.get(2) + " on " + run.get(0)));
        int[][] matches = new int[left.rowCount()][];
        TableColumns.rowsBy(left, RUN)
                .forEach((run, rows) -> Arrays.stream(rows).forEach(row -> matches[row] = runs.get(run)));
        Table joined = left.copy();
        for (Column<?> column : right.columns()) {
            boolean failedTwice = column.name().equals("failed") && TableColumns.has(left, "failed");
            if (failedTwice || List.of(RUN).contains(column.name())) {
                continue;
            }
            Require.that(
                    !TableColumns.has(left, column.name()),
                    () -> "both tables have a column " + column.name() + "; rename one of them");
            Column<?> added = column.emptyCopy();
            for (int[] match : matches) {
                added.appendObj(match == null || column.isMissing(match[0]) ? null : column.get(match[0]));
            }
            joined.addColumns(added);
        }
        return joined;
    }
}
