package proximal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import proximal.environment.Require;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Takes columns out of a table as plain arrays, with an error that names what is missing and what is there; groups rows, and
 * appends them.
 *
 * <p>Copy: with the library.
 */
public final class TableColumns {
    private TableColumns() {}

    /**
     * Takes a column of numbers.
     *
     * @param table the table
     * @param name the name of the column, in upper or lower case
     * @return its values, NaN where a value is missing
     * @throws IllegalArgumentException if the table has no such column, or it does not hold numbers
     */
    public static double[] numbers(Table table, String name) {
        Column<?> column = column(table, name);
        if (!(column instanceof NumericColumn<?> numbers)) {
            throw new IllegalArgumentException("column " + name + " must hold numbers but is of type "
                    + column.type().name());
        }
        double[] values = new double[table.rowCount()];
        for (int i = 0; i < values.length; i++) {
            requireNotInterrupted(i);
            values[i] = numbers.isMissing(i) ? Double.NaN : numbers.getDouble(i);
        }
        return values;
    }

    /**
     * Takes a column of any type as text.
     *
     * @param table the table
     * @param name the name of the column, in upper or lower case
     * @return its values as they stand in a CSV file, empty where a value is missing
     * @throws IllegalArgumentException if the table has no such column
     */
    public static List<String> texts(Table table, String name) {
        Column<?> column = column(table, name);
        List<String> values = new ArrayList<>(table.rowCount());
        for (int i = 0; i < table.rowCount(); i++) {
            requireNotInterrupted(i);
            values.add(column.getUnformattedString(i));
        }
        return values;
    }

    /**
     * Groups the rows of a table by the texts of some columns.
     *
     * @param table the table
     * @param keys the names of the columns, in upper or lower case
     * @return the numbers of the rows of each combination that there is, in the order of the table
     * @throws IllegalArgumentException if the table lacks one of the columns
     */
    public static Map<List<String>, int[]> rowsBy(Table table, String... keys) {
        List<List<String>> texts =
                Arrays.stream(keys).map(key -> texts(table, key)).toList();
        Map<List<String>, IntStream.Builder> rows = new LinkedHashMap<>();
        for (int i = 0; i < table.rowCount(); i++) {
            int row = i;
            List<String> key = texts.stream().map(text -> text.get(row)).toList();
            rows.computeIfAbsent(key, unused -> IntStream.builder()).add(row);
        }
        Map<List<String>, int[]> grouped = new LinkedHashMap<>();
        rows.forEach((key, some) -> grouped.put(key, some.build().toArray()));
        return grouped;
    }

    /**
     * Appends a row to a table of text, booleans, longs and doubles.
     *
     * @param table the table
     * @param cells a value for each column, in their order; null for a missing one
     */
    public static void append(Table table, Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            Column<?> column = table.column(i);
            if (column instanceof LongColumn longs && cells[i] instanceof Number number) {
                longs.append(number.longValue());
            } else {
                column.appendObj(cells[i]);
            }
        }
    }

    /**
     * Tells whether a table has a column.
     *
     * @param table the table
     * @param name the name of the column, in upper or lower case
     * @return whether it is there
     */
    public static boolean has(Table table, String name) {
        return requireMade(table).columnNames().stream().anyMatch(name::equalsIgnoreCase);
    }

    /**
     * Tells which rows are of runs that failed.
     *
     * @param table the table
     * @return whether a row has true in the column failed; of no row where there is no such column
     */
    public static IntPredicate failed(Table table) {
        List<String> marks = has(table, "failed") ? texts(table, "failed") : null;
        return row -> marks != null && marks.get(row).equals("true");
    }

    /**
     * Refuses a table that is not there. In a notebook a variable is null after its cell failed or was stopped, and the kernel
     * still runs the cells queued behind it.
     *
     * @param table the table
     * @return the table
     * @throws IllegalArgumentException if it is null
     */
    public static Table requireMade(Table table) {
        Require.that(
                table != null, () -> "the table is null: run the cell that makes it, which did not come to its end");
        return table;
    }

    /**
     * Lets the stop button of a notebook end a loop over many rows.
     *
     * @param row the number of the row that comes next
     * @throws CancellationException if the thread is interrupted
     */
    public static void requireNotInterrupted(int row) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted before row " + row);
        }
    }

    private static Column<?> column(Table table, String name) {
        Require.that(
                has(table, name),
                () -> "the table has no column " + name + "; its columns are "
                        + String.join(", ", table.columnNames()));
        return table.column(name);
    }
}
