package proximal.table;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
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
 * first cell that is not empty decides: true or false begin a boolean column, a number one of numbers, all else text. A column
 * of numbers is a long column if all its cells are whole numbers without a point and none is empty, else a double column; so
 * is a column without any value.
 *
 * <p>Copy: with the library.
 */
public final class CsvTables {
    private static final List<String> TEXT_COLUMNS = List.of("task", "variant");

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
     */
    public static void write(Table table, Path path) {
        Path target = path.toAbsolutePath();
        try {
            Files.createDirectories(target.getParent());
            Path aside = target.resolveSibling(
                    target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                try (OutputStream out = Files.newOutputStream(aside)) {
                    table.write().csv(CsvWriteOptions.builder(out).lineEnd("\n").build());
                }
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    private static Column<?> column(CsvRows rows, List<List<String>> cells, List<Integer> lines, int c) {
        String name = rows.header().get(c);
        String first = cells.stream()
                .map(row -> row.get(c))
                .filter(cell -> !cell.isEmpty())
                .findFirst()
                .orElse("NaN");
        if (TEXT_COLUMNS.contains(name) || !isBoolean(first) && !isNumber(first)) {
            StringColumn column = StringColumn.create(name);
            cells.forEach(row -> column.append(row.get(c)));
            return column;
        }
        if (isBoolean(first)) {
            BooleanColumn column = BooleanColumn.create(name);
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i).get(c);
                if (cell.isEmpty()) {
                    column.appendMissing();
                } else if (isBoolean(cell)) {
                    column.append(cell.equals("true"));
                } else {
                    throw rows.badCell(lines.get(i), c, cell, "true or false");
                }
            }
            return column;
        }
        long[] whole = new long[cells.size()];
        double[] numbers = new double[cells.size()];
        boolean allWhole = !cells.isEmpty();
        for (int i = 0; i < numbers.length; i++) {
            String cell = cells.get(i).get(c);
            if (!cell.isEmpty() && !isNumber(cell)) {
                throw rows.badCell(lines.get(i), c, cell, "a number");
            }
            numbers[i] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
            allWhole = allWhole && isWhole(cell);
            whole[i] = allWhole ? Long.parseLong(cell) : 0;
        }
        return allWhole ? LongColumn.create(name, whole) : DoubleColumn.create(name, numbers);
    }

    private static boolean isBoolean(String cell) {
        return cell.equals("true") || cell.equals("false");
    }

    /** Java's own syntax of a number, without the letters d and f that it allows at the end. */
    static boolean isNumber(String cell) {
        if (cell.endsWith("d") || cell.endsWith("D") || cell.endsWith("f") || cell.endsWith("F")) {
            return false;
        }
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isWhole(String cell) {
        try {
            Long.parseLong(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
