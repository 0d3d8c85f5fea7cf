package proximal.table;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import proximal.record.EpisodeRecord;
import proximal.record.RecordValues;
import proximal.record.RunLog;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tidy tables of what runs recorded: one observation a row, and columns task, variant and seed that say whose it is. The
 * further columns are the components of the record, under their names; what a record gains appears by itself.
 *
 * <p>The column failed says of each row whether its run failed, so that figures can say it whatever rows they are given. In the
 * tables of updates, episodes and histograms such a run has one row more, in which nothing is measured but the steps: a run that
 * failed at once is in the table too.
 *
 * <p>Copy: with the library.
 */
public final class RunTables {
    private static final String FAILED = "failed";

    private RunTables() {}

    /**
     * Makes the table of updates.
     *
     * @param logs the runs
     * @return one row for each update of each run, with a column for each {@link Measure} and for each of one's own,
     *     and failed
     */
    public static Table updates(Collection<RunLog> logs) {
        Set<String> all = new LinkedHashSet<>(Measure.COLUMNS);
        requireMade(logs).forEach(log -> all.addAll(log.columns()));
        List<String> names = List.copyOf(all);
        Identity identity = new Identity();
        List<Column<?>> columns = new ArrayList<>();
        for (String name : names) {
            Measure measure = Measure.of(name);
            columns.add(measure != null && measure.whole() ? LongColumn.create(name) : DoubleColumn.create(name));
        }
        BooleanColumn failed = BooleanColumn.create(FAILED);
        for (RunLog log : logs) {
            for (UpdateRecord update : log.updates()) {
                identity.append(log);
                failed.append(log.failure().isPresent());
                double[] row = update.row(names);
                for (int c = 0; c < row.length; c++) {
                    append(columns.get(c), row[c]);
                }
            }
            if (log.failure().isPresent()) {
                identity.append(log);
                failed.append(true);
                columns.forEach(column -> appendFailed(column, log));
            }
        }
        Table table = Table.create("updates", identity.task, identity.variant, identity.seed);
        columns.forEach(table::addColumns);
        return table.addColumns(failed);
    }

    /**
     * Makes the table of the runs that failed.
     *
     * @param logs the runs
     * @return one row for each run that failed: task, variant, seed, updates (those done), totalSteps (environment steps at the
     *     last update or episode) and reason; no row where none failed
     */
    public static Table failures(Collection<RunLog> logs) {
        Identity identity = new Identity();
        LongColumn updates = LongColumn.create("updates");
        LongColumn totalSteps = LongColumn.create("totalSteps");
        StringColumn reason = StringColumn.create("reason");
        for (RunLog log : requireMade(logs)) {
            if (log.failure().isPresent()) {
                identity.append(log);
                updates.append(log.updates().size());
                totalSteps.append(totalSteps(log));
                reason.append(log.failure().get());
            }
        }
        return Table.create("failures", identity.task, identity.variant, identity.seed, updates, totalSteps, reason);
    }

    /**
     * Makes the table of episodes.
     *
     * @param logs the runs
     * @return one row for each episode that ended, with the columns of {@link EpisodeRecord}, and failed
     */
    public static Table episodes(Collection<RunLog> logs) {
        return records("episodes", logs, EpisodeRecord.class, RunLog::episodes);
    }

    /**
     * Makes the table of the ratios' histograms. Bins without a sample are left out.
     *
     * @param logs the runs
     * @return one row for each bin of each update of each run: task, variant, seed, update, steps, ratioLow and ratioHigh (the
     *     bin's edges; 0 below the first and infinite above the last), count (samples over all epochs) and share (of the
     *     samples of the update), and failed
     */
    public static Table ratioHistograms(Collection<RunLog> logs) {
        Identity identity = new Identity();
        LongColumn number = LongColumn.create("update");
        LongColumn steps = LongColumn.create("steps");
        DoubleColumn low = DoubleColumn.create("ratioLow");
        DoubleColumn high = DoubleColumn.create("ratioHigh");
        LongColumn count = LongColumn.create("count");
        DoubleColumn share = DoubleColumn.create("share");
        BooleanColumn failed = BooleanColumn.create(FAILED);
        for (RunLog log : requireMade(logs)) {
            for (int i = 0; i < log.updates().size(); i++) {
                int[] counts = log.ratioHistograms().get(i).counts();
                double samples = Arrays.stream(counts).asLongStream().sum();
                for (int bin = 0; bin < counts.length; bin++) {
                    if (counts[bin] > 0) {
                        identity.append(log);
                        number.append(log.updates().get(i).update());
                        steps.append(log.updates().get(i).steps());
                        low.append(RatioHistogram.low(bin));
                        high.append(RatioHistogram.high(bin));
                        count.append(counts[bin]);
                        share.append(counts[bin] / samples);
                        failed.append(log.failure().isPresent());
                    }
                }
            }
            if (log.failure().isPresent()) {
                identity.append(log);
                number.append(log.updates().size() + 1);
                steps.append(totalSteps(log));
                Stream.of(low, high, count, share).forEach(Column::appendMissing);
                failed.append(true);
            }
        }
        return Table.create(
                "ratioHistograms",
                identity.task,
                identity.variant,
                identity.seed,
                number,
                steps,
                low,
                high,
                count,
                share,
                failed);
    }

    /**
     * Makes the table of results, one row for each run.
     *
     * @param logs the runs
     * @param lastEpisodes how many of the last episodes count, at least 1
     * @return task, variant, seed, finalReturn (mean undiscounted return of the last episodes; NaN where none ended, or the run
     *     failed), totalSteps (environment steps at the last update or episode) and failed
     * @throws IllegalArgumentException if lastEpisodes is not positive
     */
    public static Table finalReturns(Collection<RunLog> logs, int lastEpisodes) {
        Identity identity = new Identity();
        DoubleColumn finalReturn = DoubleColumn.create("finalReturn");
        LongColumn totalSteps = LongColumn.create("totalSteps");
        BooleanColumn failed = BooleanColumn.create(FAILED);
        for (RunLog log : requireMade(logs)) {
            identity.append(log);
            double mean = log.meanReturn(lastEpisodes);
            finalReturn.append(log.failure().isPresent() ? Double.NaN : mean);
            totalSteps.append(totalSteps(log));
            failed.append(log.failure().isPresent());
        }
        return Table.create(
                "finalReturns", identity.task, identity.variant, identity.seed, finalReturn, totalSteps, failed);
    }

    private static Collection<RunLog> requireMade(Collection<RunLog> logs) {
        if (logs == null) {
            throw new IllegalArgumentException(
                    "the runs are null: run the cell that trains them, which did not come to its end");
        }
        return logs;
    }

    /**
     * Summarises a column over the seeds of each variant on each task. Missing and NaN values are left out.
     *
     * @param table a table with the columns task and variant and one row for each seed, as {@link #finalReturns} makes it
     * @param column the column of numbers to summarise
     * @return task, variant, seeds (how many had a value), mean, standardDeviation (with n - 1; NaN for one seed), min, max, and
     *     where the table has a column failed, failed (how many seeds failed), in the order in which the variants first appear
     * @throws IllegalArgumentException if a column is missing or does not hold numbers
     */
    public static Table summary(Table table, String column) {
        List<String> tasks = TableColumns.texts(table, "task");
        List<String> variants = TableColumns.texts(table, "variant");
        double[] values = TableColumns.numbers(table, column);
        List<String> failed = TableColumns.has(table, FAILED) ? TableColumns.texts(table, FAILED) : List.of();
        Map<List<String>, Integer> failures = new HashMap<>();
        Map<List<String>, List<Double>> groups = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            List<String> name = List.of(tasks.get(i), variants.get(i));
            List<Double> group = groups.computeIfAbsent(name, key -> new ArrayList<>());
            if (!failed.isEmpty() && failed.get(i).equals("true")) {
                failures.merge(name, 1, Integer::sum);
            }
            if (!Double.isNaN(values[i])) {
                group.add(values[i]);
            }
        }
        StringColumn task = StringColumn.create("task");
        StringColumn variant = StringColumn.create("variant");
        LongColumn seeds = LongColumn.create("seeds");
        DoubleColumn mean = DoubleColumn.create("mean");
        DoubleColumn standardDeviation = DoubleColumn.create("standardDeviation");
        DoubleColumn min = DoubleColumn.create("min");
        DoubleColumn max = DoubleColumn.create("max");
        groups.forEach((key, group) -> {
            DoubleColumn numbers = DoubleColumn.create("values", group.stream().mapToDouble(Double::doubleValue));
            task.append(key.get(0));
            variant.append(key.get(1));
            seeds.append(group.size());
            mean.append(group.isEmpty() ? Double.NaN : numbers.mean());
            standardDeviation.append(group.size() < 2 ? Double.NaN : numbers.standardDeviation());
            min.append(group.isEmpty() ? Double.NaN : numbers.min());
            max.append(group.isEmpty() ? Double.NaN : numbers.max());
        });
        Table summary = Table.create(column + " by variant", task, variant, seeds, mean, standardDeviation, min, max);
        if (!failed.isEmpty()) {
            LongColumn count = LongColumn.create(FAILED);
            groups.keySet().forEach(name -> count.append(failures.getOrDefault(name, 0)));
            summary.addColumns(count);
        }
        return summary;
    }

    private static long totalSteps(RunLog log) {
        long steps = 0;
        if (!log.updates().isEmpty()) {
            steps = log.updates().get(log.updates().size() - 1).steps();
        }
        if (!log.episodes().isEmpty()) {
            steps = Math.max(
                    steps, log.episodes().get(log.episodes().size() - 1).steps());
        }
        return steps;
    }

    private static <R extends Record> Table records(
            String name, Collection<RunLog> logs, Class<R> type, Function<RunLog, List<R>> rows) {
        Identity identity = new Identity();
        RecordComponent[] components = type.getRecordComponents();
        Column<?>[] columns =
                Arrays.stream(components).map(RunTables::emptyColumn).toArray(Column<?>[]::new);
        BooleanColumn failed = BooleanColumn.create(FAILED);
        for (RunLog log : requireMade(logs)) {
            for (R row : rows.apply(log)) {
                identity.append(log);
                failed.append(log.failure().isPresent());
                for (int c = 0; c < columns.length; c++) {
                    append(columns[c], RecordValues.of(components[c], row));
                }
            }
            if (log.failure().isPresent()) {
                identity.append(log);
                failed.append(true);
                Arrays.stream(columns).forEach(column -> appendFailed(column, log));
            }
        }
        Table table = Table.create(name, identity.task, identity.variant, identity.seed);
        table.addColumns(columns);
        return table.addColumns(failed);
    }

    /** The cell of the update in which a run failed: its number and the steps before it, and nothing else. */
    private static void appendFailed(Column<?> column, RunLog log) {
        if (column.name().equals("update")) {
            append(column, log.updates().size() + 1);
        } else if (column.name().equals("steps")) {
            append(column, totalSteps(log));
        } else {
            column.appendMissing();
        }
    }

    private static Column<?> emptyColumn(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == int.class || type == long.class) {
            return LongColumn.create(component.getName());
        } else if (type == double.class || type == float.class) {
            return DoubleColumn.create(component.getName());
        } else if (type == boolean.class) {
            return BooleanColumn.create(component.getName());
        }
        return StringColumn.create(component.getName());
    }

    private static void append(Column<?> column, Object value) {
        if (column instanceof LongColumn longs) {
            longs.append(((Number) value).longValue());
        } else if (column instanceof DoubleColumn doubles) {
            doubles.append(((Number) value).doubleValue());
        } else if (column instanceof BooleanColumn booleans) {
            booleans.append((Boolean) value);
        } else {
            ((StringColumn) column).append(String.valueOf(value));
        }
    }

    /** The columns that say whose row it is. */
    private static final class Identity {
        private final StringColumn task = StringColumn.create("task");
        private final StringColumn variant = StringColumn.create("variant");
        private final LongColumn seed = LongColumn.create("seed");

        private void append(RunLog log) {
            task.append(log.task());
            variant.append(log.variant());
            seed.append(log.seed());
        }
    }
}
