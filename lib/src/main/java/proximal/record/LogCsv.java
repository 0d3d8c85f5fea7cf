package proximal.record;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The records of one run as CSV text: a header, then a line for each record, with task, variant and seed in front, so that the
 * files of several runs can be put together. Numbers read back to the same bits; a NaN is an empty cell. Lines end with \n.
 */
public final class LogCsv {
    private LogCsv() {}

    /**
     * Writes records.
     *
     * @param log whose they are
     * @param type the kind of record, with components of type int, long, double and boolean
     * @param rows the records
     * @param <R> the kind of record
     * @return the text
     */
    public static <R extends Record> String write(RunLog log, Class<R> type, List<R> rows) {
        RecordComponent[] components = type.getRecordComponents();
        String identity = identity(log);
        StringBuilder out = new StringBuilder(header(components));
        for (R row : rows) {
            out.append(identity);
            for (int i = 0; i < components.length; i++) {
                out.append(i == 0 ? "" : ",").append(cell(value(components[i], row)));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param text the text
     * @param log whose records they must be
     * @param type the kind of record
     * @param <R> the kind of record
     * @return the records
     * @throws IllegalArgumentException if the text has other columns, is of another run, or has a cell that does not fit
     */
    public static <R extends Record> List<R> read(String text, RunLog log, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        String header = header(components);
        if (!text.startsWith(header)) {
            throw new IllegalArgumentException("the table must begin with the columns " + header.trim());
        }
        String identity = identity(log);
        List<R> rows = new ArrayList<>();
        int at = header.length();
        while (at < text.length()) {
            int end = text.indexOf('\n', at + identity.length());
            if (!text.startsWith(identity, at) || end < 0) {
                throw new IllegalArgumentException("row " + (rows.size() + 1) + " of the table must begin with "
                        + identity.trim() + " and end with a line end");
            }
            rows.add(record(type, components, text.substring(at + identity.length(), end), rows.size() + 1));
            at = end + 1;
        }
        return rows;
    }

    private static String header(RecordComponent[] components) {
        return Arrays.stream(components)
                .map(RecordComponent::getName)
                .collect(Collectors.joining(",", "task,variant,seed,", "\n"));
    }

    private static String identity(RunLog log) {
        return quoted(log.task()) + "," + quoted(log.variant()) + "," + log.seed() + ",";
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String cell(Object value) {
        return value instanceof Double number && number.isNaN() ? "" : value.toString();
    }

    private static <R extends Record> R record(Class<R> type, RecordComponent[] components, String line, int row) {
        String[] cells = line.split(",", -1);
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        if (cells.length != values.length) {
            throw new IllegalArgumentException("row " + row + " of the table must have " + values.length
                    + " cells beside task, variant and seed but has " + cells.length);
        }
        try {
            for (int i = 0; i < values.length; i++) {
                types[i] = components[i].getType();
                values[i] = parsed(types[i], cells[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "row " + row + " of the table is no " + type.getSimpleName() + ": " + line, e);
        }
    }

    private static Object parsed(Class<?> type, String cell) {
        if (type == int.class) {
            return Integer.valueOf(cell);
        } else if (type == long.class) {
            return Long.valueOf(cell);
        } else if (type == double.class) {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } else if (type == boolean.class && (cell.equals("true") || cell.equals("false"))) {
            return cell.equals("true");
        }
        throw new IllegalArgumentException(cell);
    }

    private static Object value(RecordComponent component, Record row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + row, e);
        }
    }
}
