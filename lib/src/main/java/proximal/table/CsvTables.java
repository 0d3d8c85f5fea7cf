package proximal.table;

import com.univocity.parsers.common.TextWritingException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import proximal.record.Disk;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * Tables as CSV files (UTF-8, comma, a header). What was written reads back to the same bits: numbers are written with all
 * their digits (infinities as {@code Infinity} and {@code -Infinity}), and a NaN is an empty cell, which reads back as NaN.
 *
 * <p>The cells of a column decide its type. {@code task} and {@code variant} are text, whatever they look like. Otherwise the
 * first cell that is not missing decides: true or false begin a boolean column, a number one of numbers, all else text. A
 * column of numbers is a long column if all its cells are whole numbers without a point and none is missing, else a double
 * column; so is a column without any value.
 *
 * <p>Other programs' tables are read too, such as pandas': upper and lower case of true, false and inf are one, spaces around
 * them and around numbers do not count, and missing are, where a column is not text, an empty cell and NA, N/A, #N/A,
 * &lt;NA&gt;, nan, null and None, as pandas has them. A column seed whose cells are whole, as 1.0, is a long column. What remains unreadable is said:
 * text that is not UTF-8, columns parted by other than commas, decimal commas and grouped digits.
 *
 * <p>Copy: with the library.
 */
public final class CsvTables {
    private static final List<String> TEXT_COLUMNS = List.of("task", "variant");
    private static final Set<String> MISSING =
            Set.of("", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "-nan", "-NaN", "null", "NULL", "None");
    private static final Map<String, Double> INFINITE =
            Map.of("inf", Double.POSITIVE_INFINITY, "+inf", Double.POSITIVE_INFINITY, "-inf", Double.NEGATIVE_INFINITY);

    private CsvTables() {}

    /**
     * Reads a table.
     *
     * @param path the file
     * @param requiredColumns the columns that must be there, beside any others
     * @return the table, named as the file
     * @throws UncheckedIOException if there is no such file or it cannot be read
     * @throws IllegalArgumentException if the file is empty, a required column is missing, a row has not as many cells as the
     *     header, or a cell is not what its column holds; the message names the file and the line
     */
    public static Table read(Path path, String... requiredColumns) {
        try (CsvRows rows = new CsvRows(path)) {
            for (String column : requiredColumns) {
                rows.index(column);
            }
            List<List<String>> cells = new ArrayList<>();
            List<Integer> lines = new ArrayList<>();
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                cells.add(row);
                lines.add(rows.line());
            }
            List<Column<?>> columns = new ArrayList<>();
            for (int c = 0; c < rows.header().size(); c++) {
                columns.add(column(rows, cells, lines, c));
            }
            return Table.create(path.getFileName().toString(), columns);
        }
    }

    /**
     * Writes a table, first beside the file, then over it: a process that dies leaves the old file or the new one, and not half
     * of it. Directories are made as needed.
     *
     * @param table the table
     * @param path the file
     * @throws UncheckedIOException if the file cannot be written
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the old file stays
     */
    public static void write(Table table, Path path) {
        try {
            Disk.save(path, out -> table.write()
                    .csv(CsvWriteOptions.builder(new FilterOutputStream(out) {
                                @Override
                                public void write(byte[] bytes, int from, int length) throws IOException {
                                    TableColumns.requireNotInterrupted(table.rowCount());
                                    out.write(bytes, from, length);
                                }
                            })
                            .lineEnd("\n")
                            .build()));
        } catch (TextWritingException e) {
            TableColumns.requireNotInterrupted(table.rowCount());
            throw e;
        }
    }

    private static Column<?> column(CsvRows rows, List<List<String>> cells, List<Integer> lines, int c) {
        String name = rows.header().get(c);
        String first = cells.stream()
                .map(row -> row.get(c))
                .filter(cell -> !isMissing(cell))
                .findFirst()
                .orElse("NaN");
        boolean truth = truth(first) != null;
        boolean text = TEXT_COLUMNS.contains(name) || !truth && number(first) == null;
        boolean whole = !cells.isEmpty() && cells.stream().allMatch(row -> whole(name, row.get(c)) != null);
        Column<?> column = text
                ? StringColumn.create(name)
                : truth ? BooleanColumn.create(name) : whole ? LongColumn.create(name) : DoubleColumn.create(name);
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i).get(c);
            Object value = text ? cell : truth ? truth(cell) : whole ? (Object) whole(name, cell) : number(cell);
            if (value == null && !isMissing(cell)) {
                throw rows.badCell(lines.get(i), c, cell, truth ? "true or false" : "a number");
            }
            column.appendObj(value);
        }
        return column;
    }

    private static String plain(String cell) {
        return cell.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isMissing(String cell) {
        return MISSING.contains(cell.strip());
    }

    private static Boolean truth(String cell) {
        String plain = plain(cell);
        return plain.equals("true") ? Boolean.TRUE : plain.equals("false") ? Boolean.FALSE : null;
    }

    /**
     * Reads a cell as a number: in Java's own syntax, but without the letters d and f that it allows at the end.
     *
     * @param cell the text of the cell
     * @return the number, NaN where it is missing; null where the text is no number
     */
    public static Double number(String cell) {
        if (isMissing(cell)) {
            return Double.NaN;
        }
        String text = plain(cell);
        if (INFINITE.containsKey(text)) {
            return INFINITE.get(text);
        }
        try {
            return text.matches(".*[df]") ? null : Double.valueOf(text.replace("infinity", "Infinity"));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The whole number in a cell, which pandas writes with a point in a column of seeds; null where it is none. */
    private static Long whole(String column, String cell) {
        try {
            return Long.valueOf((column.equals("seed") ? cell.replaceFirst("\\.0+\\s*$", "") : cell).strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
