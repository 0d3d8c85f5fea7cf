package proximal.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
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
 * <p>Tier 3: imported and not copied.
 */
public final class RunJoins {
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
        Map<List<String>, Integer> runs = new LinkedHashMap<>();
        int[] runOfRow = new int[table.rowCount()];
        StringColumn task = StringColumn.create("task");
        StringColumn variant = StringColumn.create("variant");
        List<List<String>> keys = keys(table);
        Column<?> seeds = table.column("seed");
        Column<?> seed = seeds.emptyCopy(); // a double would round a great seed
        for (int i = 0; i < runOfRow.length; i++) {
            int run = runs.computeIfAbsent(keys.get(i), key -> runs.size());
            if (run == task.size()) {
                task.append(keys.get(i).get(0));
                variant.append(keys.get(i).get(1));
                seed.appendObj(seeds.isMissing(i) ? null : seeds.get(i));
            }
            runOfRow[i] = run;
        }
        Table means = Table.create("means", task, variant, seed);
        boolean[] failed = failed(table, runOfRow, runs.size());
        for (String column : columns) {
            DoubleColumn mean = mean(column, TableColumns.numbers(table, column), runOfRow, runs.size());
            IntStream.range(0, failed.length).filter(run -> failed[run]).forEach(run -> mean.set(run, Double.NaN));
            means.addColumns(mean);
        }
        if (TableColumns.has(table, "failed")) {
            BooleanColumn column = BooleanColumn.create("failed");
            for (boolean run : failed) {
                column.append(run);
            }
            means.addColumns(column);
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
            if (failedTwice || List.of("task", "variant", "seed").contains(column.name())) {
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

    /** Which runs have a row that is marked as failed. */
    private static boolean[] failed(Table table, int[] runOfRow, int runs) {
        boolean[] failed = new boolean[runs];
        if (TableColumns.has(table, "failed")) {
            List<String> marks = TableColumns.texts(table, "failed");
            for (int i = 0; i < runOfRow.length; i++) {
                failed[runOfRow[i]] |= marks.get(i).equals("true");
            }
        }
        return failed;
    }

    private static DoubleColumn mean(String name, double[] values, int[] runOfRow, int runs) {
        double[] sums = new double[runs];
        int[] counts = new int[runs];
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                sums[runOfRow[i]] += values[i];
                counts[runOfRow[i]]++;
            }
        }
        Arrays.setAll(sums, run -> counts[run] == 0 ? Double.NaN : sums[run] / counts[run]);
        return DoubleColumn.create(name, sums);
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
