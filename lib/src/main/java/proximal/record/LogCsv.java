package proximal.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import proximal.environment.Require;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

/**
 * A run's log as three tables of CSV text: {@code updates} with the measures, {@code episodes} with the components of an {@link EpisodeRecord}, and
 * {@code ratios}, whose line n holds the counts of the ratios' histogram in update n. Task, variant and seed stand in front of
 * each line, so that the files of several runs can be put together. Numbers read back to the same bits; a NaN is an empty cell.
 * Each line ends with a line feed. Reading takes files of earlier versions, which have fewer measures.
 *
 * <p>Copy: with the library.
 */
public final class LogCsv {
    private static final Measure[] MEASURES = Measure.values();
    private static final List<String> RATIO_COLUMNS = IntStream.range(0, RatioHistogram.BINS)
            .mapToObj(bin -> "count" + bin)
            .toList();
    private static final List<String> EPISODE_COLUMNS =
            List.of("environment", "steps", "episodeReturn", "length", "truncated");

    private LogCsv() {}

    /**
     * Writes a log.
     *
     * @param log the log
     * @return the texts of the tables by their names
     */
    public static Map<String, String> write(RunLog log) {
        List<String> columns = log.columns();
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("updates", table(log, columns, log.updates(), update -> updateCells(columns, update)));
        tables.put("ratios", table(log, RATIO_COLUMNS, log.ratioHistograms(), ratios -> Arrays.stream(ratios.counts())
                .mapToObj(String::valueOf)));
        tables.put("episodes", table(log, EPISODE_COLUMNS, log.episodes(), LogCsv::episodeCells));
        return tables;
    }

    private static <T> String table(RunLog log, List<String> columns, List<T> rows, Function<T, Stream<String>> cells) {
        String identity = identity(log);
        StringBuilder out = new StringBuilder(header(columns));
        for (T row : rows) {
            out.append(cells.apply(row).collect(Collectors.joining(",", identity, "\n")));
        }
        return out.toString();
    }

    private static Stream<String> updateCells(List<String> columns, UpdateRecord update) {
        double[] row = update.row(columns);
        return IntStream.range(0, row.length).mapToObj(i -> {
            return i < MEASURES.length && MEASURES[i].whole() ? String.valueOf((long) row[i]) : cell(row[i]);
        });
    }

    private static Stream<String> episodeCells(EpisodeRecord episode) {
        return Stream.of(
                String.valueOf(episode.environment()),
                String.valueOf(episode.steps()),
                cell(episode.episodeReturn()),
                String.valueOf(episode.length()),
                String.valueOf(episode.truncated()));
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
        Require.that(
                counts.size() == updates.size(),
                () -> "the table ratios must have a row for each of the " + updates.size() + " updates but has "
                        + counts.size());
        for (int i = 0; i < updates.size(); i++) {
            int[] bins =
                    Arrays.stream(counts.get(i)).mapToInt(Integer::parseInt).toArray();
            log.add(updates.get(i), RatioHistogram.of(bins));
        }
        rows("episodes", tables.apply("episodes"), log, EPISODE_COLUMNS).forEach(cells -> log.add(episode(cells)));
    }

    /** A measure that a file of an earlier version has not was not measured; a column that is no measure is of one's own. */
    private static List<UpdateRecord> updates(String text, RunLog log) {
        int end = text.indexOf('\n');
        Require.that(
                text.startsWith("task,variant,seed,update,steps,") && end >= 0,
                () -> "the table updates must begin with the columns "
                        + header(Measure.COLUMNS).trim());
        List<String> columns = List.of(text.substring(0, end).split(",", -1));
        columns = columns.subList(3, columns.size());
        List<String> all = new ArrayList<>(Measure.COLUMNS);
        columns.stream().filter(column -> Measure.of(column) == null).forEach(all::add);
        List<String> names = List.copyOf(all);
        int[] places = names.stream().mapToInt(columns::indexOf).toArray();
        List<UpdateRecord> updates = new ArrayList<>();
        for (String[] cells : rows("updates", text, log, columns)) {
            double[] values = new double[places.length];
            try {
                for (int i = 0; i < values.length; i++) {
                    values[i] = places[i] < 0 ? Double.NaN : number(cells[places[i]]);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a row of the table updates must hold numbers but was " + String.join(",", cells), e);
            }
            updates.add(new UpdateRecord(names, values));
        }
        return updates;
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    private static EpisodeRecord episode(String[] cells) {
        try {
            boolean truncated = cells[4].equals("true");
            if (!truncated && !cells[4].equals("false")) {
                throw new NumberFormatException(cells[4]);
            }
            int environment = Integer.parseInt(cells[0]);
            int length = Integer.parseInt(cells[3]);
            return new EpisodeRecord(environment, Long.parseLong(cells[1]), number(cells[2]), length, truncated);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a row of the table episodes is no EpisodeRecord: " + String.join(",", cells), e);
        }
    }

    /** The cells of each row behind task, variant and seed, which must be those of the log. */
    private static List<String[]> rows(String table, String text, RunLog log, List<String> columns) {
        String header = header(columns);
        Require.that(
                text.startsWith(header), () -> "the table " + table + " must begin with the columns " + header.trim());
        String identity = identity(log);
        List<String[]> rows = new ArrayList<>();
        Supplier<String> where = () -> "row " + (rows.size() + 1) + " of the table " + table;
        int at = header.length();
        while (at < text.length()) {
            int begin = at + identity.length();
            int end = text.indexOf('\n', begin);
            Require.that(
                    text.startsWith(identity, at) && end >= 0,
                    () -> where.get() + " must begin with " + identity.trim() + " and end with a line end");
            String[] cells = text.substring(begin, end).split(",", -1);
            Require.that(
                    cells.length == columns.size(),
                    () -> where.get() + " must have " + columns.size() + " cells behind task, variant and seed but has "
                            + cells.length);
            rows.add(cells);
            at = end + 1;
        }
        return rows;
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

    private static String cell(double number) {
        return Double.isNaN(number) ? "" : String.valueOf(number);
    }
}
