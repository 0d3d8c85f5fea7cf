package proximal.record;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

/**
 * A run's log as three tables of CSV text: {@code updates} with the measures, {@code episodes} with the components of their records, and
 * {@code ratios}, whose line n holds the counts of the ratios' histogram in update n. Task, variant and seed stand in front of
 * each line, so that the files of several runs can be put together. Numbers read back to the same bits; a NaN is an empty cell.
 * Each line ends with a line feed. Reading takes files of earlier versions, which have fewer measures.
 *
 * <p>Copy: with the library.
 */
public final class LogCsv {
    private static final List<String> RATIO_COLUMNS = IntStream.range(0, RatioHistogram.BINS)
            .mapToObj(bin -> "count" + bin)
            .toList();

    private LogCsv() {}

    /**
     * Writes a log.
     *
     * @param log the log
     * @return the texts of the tables by their names
     */
    public static Map<String, String> write(RunLog log) {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("updates", updates(log));
        tables.put("ratios", ratios(log));
        tables.put("episodes", records(log, EpisodeRecord.class, log.episodes()));
        return tables;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param tables gives the text of a table by its name
     * @param log an empty log of the same run, which is filled
     * @throws IllegalArgumentException if a table has other columns, is of another run, or has a cell that does not fit
     */
    public static void read(UnaryOperator<String> tables, RunLog log) {
        List<UpdateRecord> updates = updates(tables.apply("updates"), log);
        List<String[]> counts = rows("ratios", tables.apply("ratios"), log, RATIO_COLUMNS);
        if (counts.size() != updates.size()) {
            throw new IllegalArgumentException("the table ratios must have a row for each of the " + updates.size()
                    + " updates but has " + counts.size());
        }
        for (int i = 0; i < updates.size(); i++) {
            int[] bins =
                    Arrays.stream(counts.get(i)).mapToInt(Integer::parseInt).toArray();
            log.add(updates.get(i), RatioHistogram.of(bins));
        }
        records(tables.apply("episodes"), log, EpisodeRecord.class).forEach(log::add);
    }

    private static String updates(RunLog log) {
        List<String> columns = log.columns();
        String identity = identity(log);
        StringBuilder out = new StringBuilder(header(columns));
        for (UpdateRecord update : log.updates()) {
            out.append(identity);
            double[] row = update.row(columns);
            for (int i = 0; i < row.length; i++) {
                Measure measure = Measure.of(columns.get(i));
                out.append(i == 0 ? "" : ",");
                out.append(measure != null && measure.whole() ? cell((long) row[i]) : cell(row[i]));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /** A measure that a file of an earlier version has not was not measured; a column that is no measure is of one's own. */
    private static List<UpdateRecord> updates(String text, RunLog log) {
        int end = text.indexOf('\n');
        if (!text.startsWith("task,variant,seed,update,steps,") || end < 0) {
            throw new IllegalArgumentException("the table updates must begin with the columns "
                    + header(Measure.COLUMNS).trim());
        }
        List<String> columns = List.of(text.substring(0, end).split(",", -1));
        columns = columns.subList(3, columns.size());
        List<UpdateRecord> updates = new ArrayList<>();
        for (String[] cells : rows("updates", text, log, columns)) {
            Map<String, Double> values = new LinkedHashMap<>();
            try {
                for (int i = 0; i < cells.length; i++) {
                    values.put(columns.get(i), number(cells[i]));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a row of the table updates must hold numbers but was " + String.join(",", cells), e);
            }
            updates.add(UpdateRecord.of(values));
        }
        return updates;
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    private static String ratios(RunLog log) {
        String identity = identity(log);
        StringBuilder out = new StringBuilder(header(RATIO_COLUMNS));
        for (RatioHistogram histogram : log.ratioHistograms()) {
            char separator = ',';
            out.append(identity, 0, identity.length() - 1);
            for (int count : histogram.counts()) {
                out.append(separator).append(count);
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static <R extends Record> String records(RunLog log, Class<R> type, List<R> rows) {
        RecordComponent[] components = type.getRecordComponents();
        String identity = identity(log);
        StringBuilder out = new StringBuilder(header(names(components)));
        for (R row : rows) {
            out.append(identity);
            for (int i = 0; i < components.length; i++) {
                out.append(i == 0 ? "" : ",").append(cell(RecordValues.of(components[i], row)));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static <R extends Record> List<R> records(String text, RunLog log, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<R> records = new ArrayList<>();
        for (String[] cells : rows(type.getSimpleName(), text, log, names(components))) {
            records.add(record(type, components, cells));
        }
        return records;
    }

    /** The cells of each row behind task, variant and seed, which must be those of the log. */
    private static List<String[]> rows(String table, String text, RunLog log, List<String> columns) {
        String header = header(columns);
        if (!text.startsWith(header)) {
            throw new IllegalArgumentException("the table " + table + " must begin with the columns " + header.trim());
        }
        String identity = identity(log);
        List<String[]> rows = new ArrayList<>();
        int at = header.length();
        while (at < text.length()) {
            String where = "row " + (rows.size() + 1) + " of the table " + table;
            int begin = at + identity.length();
            int end = text.indexOf('\n', begin);
            if (!text.startsWith(identity, at) || end < 0) {
                throw new IllegalArgumentException(
                        where + " must begin with " + identity.trim() + " and end with a line end");
            }
            String[] cells = text.substring(begin, end).split(",", -1);
            if (cells.length != columns.size()) {
                throw new IllegalArgumentException(where + " must have " + columns.size()
                        + " cells behind task, variant and seed but has " + cells.length);
            }
            rows.add(cells);
            at = end + 1;
        }
        return rows;
    }

    private static List<String> names(RecordComponent[] components) {
        return Arrays.stream(components).map(RecordComponent::getName).toList();
    }

    private static String header(List<String> columns) {
        return "task,variant,seed," + String.join(",", columns) + "\n";
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

    private static <R extends Record> R record(Class<R> type, RecordComponent[] components, String[] cells) {
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                types[i] = components[i].getType();
                values[i] = parsed(types[i], cells[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a row of the table is no " + type.getSimpleName() + ": " + String.join(",", cells), e);
        }
    }

    private static Object parsed(Class<?> type, String cell) {
        if (type == int.class) {
            return Integer.valueOf(cell);
        } else if (type == long.class) {
            return Long.valueOf(cell);
        } else if (type == double.class) {
            return number(cell);
        } else if (type == boolean.class && (cell.equals("true") || cell.equals("false"))) {
            return cell.equals("true");
        }
        throw new IllegalArgumentException(cell);
    }
}
