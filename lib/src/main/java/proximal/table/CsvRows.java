package proximal.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import proximal.environment.Require;

/**
 * Reads a CSV file row by row and knows the line where it stands, which Tablesaw's reader does not tell. Cells are parted by
 * commas; a cell in double quotes may hold commas, line ends and doubled quotes (RFC 4180). Blank lines are passed over, a
 * byte-order mark is no part of the first name, and neither are spaces around a name; a column without a name, as pandas'
 * index, is named column 1, or by whatever its number is.
 *
 * <p>Copy: with the library.
 */
public final class CsvRows implements AutoCloseable {
    private final Path path;
    private final BufferedReader reader;
    private final List<String> header;
    private int line;
    private int rowLine;

    /**
     * Opens a file and reads its header.
     *
     * @param path the file
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if the file has no header, or names a column twice
     */
    public CsvRows(Path path) {
        this.path = path;
        try {
            reader = Files.newBufferedReader(path);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "there is no file " + path.toAbsolutePath().normalize() + "; expected a CSV file with a header", e);
        } catch (IOException e) {
            TableColumns.requireNotInterrupted(line); // which closes the file
            throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
        }
        try {
            header = names(cells());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private List<String> names(List<String> cells) {
        Require.that(
                cells != null, () -> path + " is empty; expected a header with the names of the columns, and rows");
        Require.that(
                cells.size() != 1 || !cells.get(0).matches("(?s).*[;\t|].*"),
                () -> path + " must have commas between its columns but its header is '" + cells.get(0) + "'");
        List<String> names = new ArrayList<>();
        for (String cell : cells) {
            String name = cell.strip();
            names.add(name.isEmpty() ? "column " + (names.size() + 1) : name);
            // Tablesaw does not tell upper case from lower.
            Require.that(
                    names.stream().filter(name::equalsIgnoreCase).count() <= 1,
                    () -> path + " names the column " + name + " twice");
        }
        return names;
    }

    /**
     * {@return the names of the columns}
     */
    public List<String> header() {
        return header;
    }

    /**
     * Finds a column.
     *
     * @param column its name
     * @return its number, from 0
     * @throws IllegalArgumentException if it is not there
     */
    public int index(String column) {
        int index = header.indexOf(column);
        Require.that(
                index >= 0, () -> path + " has no column " + column + "; its columns are " + String.join(", ", header));
        return index;
    }

    /**
     * Reads the next row.
     *
     * @return its cells; null after the last row
     * @throws IllegalArgumentException if it has not as many cells as the header
     * @throws CancellationException if the thread is interrupted
     */
    public List<String> next() {
        List<String> cells = cells();
        Require.that(
                cells == null || cells.size() == header.size(),
                () -> where() + " has " + cells.size() + " cells but the header has " + header.size() + " columns ("
                        + String.join(", ", header) + ")");
        return cells;
    }

    /**
     * {@return the line where the last row began, from 1; the header is line 1}
     */
    public int line() {
        return rowLine;
    }

    /**
     * {@return the file and line of the last row, as errors name them}
     */
    public String where() {
        return path + ", line " + rowLine;
    }

    /**
     * {@return the error of a cell of the last row that is not what was expected}
     *
     * @param column the number of its column
     * @param cell what stands in it
     * @param expected what was expected, in words
     */
    public IllegalArgumentException badCell(int column, String cell, String expected) {
        return badCell(rowLine, column, cell, expected);
    }

    /**
     * {@return the error of a cell of an earlier line}
     *
     * @param atLine the line
     * @param column the number of its column
     * @param cell what stands in it
     * @param expected what was expected, in words
     */
    public IllegalArgumentException badCell(int atLine, int column, String cell, String expected) {
        return new IllegalArgumentException(path + ", line " + atLine + ", column " + header.get(column) + ": expected "
                + expected + " but found '" + cell + "'");
    }

    private List<String> cells() {
        String text = readLine();
        while (text != null && text.isBlank() && (header == null || header.size() > 1)) {
            text = readLine();
        }
        if (text == null) {
            return null;
        }
        rowLine = line;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; ; i++) {
            if (i == text.length()) {
                if (!quoted) {
                    break;
                }
                cell.append('\n');
                text = readLine();
                Require.that(text != null, () -> where() + " opens a double quote that is never closed");
                i = -1;
                continue;
            }
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private String readLine() {
        TableColumns.requireNotInterrupted(line);
        try {
            line++;
            String text = reader.readLine();
            if (text != null && text.indexOf('\0') >= 0) { // UTF-16, whose letters look right on a screen
                throw new CharacterCodingException();
            }
            return line == 1 && text != null && text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException(path + " is not text in UTF-8 near line " + line, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + " at line " + line, e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }
}
