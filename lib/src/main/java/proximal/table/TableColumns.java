package proximal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Takes columns out of a table as plain arrays, with an error that names what is missing and what is there.
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
     * Refuses a table that is not there. In a notebook a variable is null after its cell failed or was stopped, and the kernel
     * still runs the cells queued behind it.
     *
     * @param table the table
     * @return the table
     * @throws IllegalArgumentException if it is null
     */
    public static Table requireMade(Table table) {
        if (table == null) {
            throw new IllegalArgumentException(
                    "the table is null: run the cell that makes it, which did not come to its end");
        }
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
        if (!has(table, name)) {
            throw new IllegalArgumentException(
                    "the table has no column " + name + "; its columns are " + String.join(", ", table.columnNames()));
        }
        return table.column(name);
    }
}
