package proximal.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.aggregate.AggregateFunctions;
import tech.tablesaw.aggregate.NumericAggregateFunction;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.TableSliceGroup;

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

    /** Tablesaw's own mean adds a correction, and differs in the last bits from what is recorded. */
    private static final NumericAggregateFunction MEAN = new NumericAggregateFunction("Mean") {
        @Override
        public Double summarize(NumericColumn<?> column) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < column.size(); i++) {
                if (!Double.isNaN(column.getDouble(i))) {
                    sum += column.getDouble(i);
                    count++;
                }
            }
            return count == 0 ? Double.NaN : sum / count;
        }
    };

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
        if (columns.length == 0) {
            throw new IllegalArgumentException(
                    "name the columns to average; the table has " + String.join(", ", table.columnNames()));
        }
        for (String column : columns) {
            TableColumns.numbers(table, column);
        }
        Table byRun = table.summarize(List.of(columns), MEAN).by(RUN);
        Table means = Table.create("means", byRun.columns().subList(0, RUN.length));
        for (String column : columns) {
            String mean = TableSliceGroup.aggregateColumnName(column, MEAN.functionName());
            means.addColumns(byRun.column(mean).setName(column));
        }
        if (TableColumns.has(table, "failed")) {
            Column<?> failed = table.summarize("failed", AggregateFunctions.anyTrue)
                    .by(RUN)
                    .column(RUN.length);
            for (int run = 0; run < failed.size(); run++) {
                if (failed.get(run).equals(true)) {
                    for (String column : columns) {
                        means.column(column).setMissing(run);
                    }
                }
            }
            means.addColumns(failed.setName("failed"));
        }
        return means;
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
        Map<List<String>, Integer> rowOfRun = new HashMap<>();
        List<List<String>> keysOfRight = keys(right);
        for (int i = 0; i < keysOfRight.size(); i++) {
            if (rowOfRun.put(keysOfRight.get(i), i) != null) {
                List<String> run = keysOfRight.get(i);
                throw new IllegalArgumentException(
                        "the table to join must have one row for each run but has two for variant " + run.get(1)
                                + ", seed " + run.get(2) + " on " + run.get(0));
            }
        }
        List<List<String>> keysOfLeft = keys(left);
        Table joined = left.copy();
        for (Column<?> column : right.columns()) {
            boolean failedTwice = column.name().equals("failed") && TableColumns.has(left, "failed");
            if (failedTwice || List.of(RUN).contains(column.name())) {
                continue;
            }
            if (TableColumns.has(left, column.name())) {
                throw new IllegalArgumentException(
                        "both tables have a column " + column.name() + "; rename one of them");
            }
            Column<?> added = column.emptyCopy();
            for (List<String> run : keysOfLeft) {
                Integer row = rowOfRun.get(run);
                if (row == null) {
                    added.appendMissing();
                } else {
                    added.appendObj(column.isMissing(row) ? null : column.get(row));
                }
            }
            joined.addColumns(added);
        }
        return joined;
    }

    private static List<List<String>> keys(Table table) {
        List<String> tasks = TableColumns.texts(table, "task");
        List<String> variants = TableColumns.texts(table, "variant");
        List<String> seeds = TableColumns.texts(table, "seed");
        return IntStream.range(0, tasks.size())
                .mapToObj(i -> List.of(tasks.get(i), variants.get(i), seeds.get(i)))
                .toList();
    }
}
