package proximal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import proximal.environment.Require;
import proximal.record.EpisodeRecord;
import proximal.record.RunLog;
import proximal.training.EpisodeRecording;
import proximal.training.Evaluation;
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
        Column<?>[] columns = names.stream().map(RunTables::column).toArray(Column<?>[]::new);
        return recorded("updates", logs, columns, log -> log.updates().stream()
                .map(update -> Arrays.stream(update.row(names)).boxed().toArray()));
    }

    private static Column<?> column(String name) {
        Measure measure = Measure.of(name);
        return measure != null && measure.whole() ? LongColumn.create(name) : DoubleColumn.create(name);
    }

    /**
     * Makes the table of the runs that failed.
     *
     * @param logs the runs
     * @return one row for each run that failed: task, variant, seed, updates (those done), totalSteps (environment steps at the
     *     last update or episode) and reason; no row where none failed
     */
    public static Table failures(Collection<RunLog> logs) {
        Column<?>[] columns = {
            LongColumn.create("updates"), LongColumn.create("totalSteps"), StringColumn.create("reason")
        };
        return table("failures", logs, columns, log -> log.failure().stream()
                        .map(reason -> new Object[] {log.updates().size(), totalSteps(log), reason}))
                .removeColumns(FAILED);
    }

    /**
     * Makes the table of episodes.
     *
     * @param logs the runs
     * @return one row for each episode that ended, with the columns of {@link EpisodeRecord}, early (whether it ended before
     *     every environment had ended one: these are the short episodes, and a mean or a curve leaves them out, as
     *     {@code episodes.where(episodes.booleanColumn("early").isFalse())} does), and failed
     */
    public static Table episodes(Collection<RunLog> logs) {
        Column<?>[] columns = {
            LongColumn.create("environment"),
            LongColumn.create("steps"),
            DoubleColumn.create("episodeReturn"),
            LongColumn.create("length"),
            BooleanColumn.create("truncated"),
            BooleanColumn.create("early")
        };
        return recorded(
                "episodes", logs, columns, log -> log.episodes().stream().map(episode -> new Object[] {
                    episode.environment(),
                    episode.steps(),
                    episode.episodeReturn(),
                    episode.length(),
                    episode.truncated(),
                    episode.steps() < log.firstEpisodesEnd().orElse(Long.MAX_VALUE)
                }));
    }

    /**
     * Makes the table of an evaluation.
     *
     * @param played its episodes
     * @return one row for each: episode (its number), episodeReturn, length, terminated and truncated; {@link
     *     proximal.statistics.BootstrapInterval} gives the interval of a column's mean
     */
    public static Table evaluation(Collection<Evaluation.Episode> played) {
        Table table = Table.create(
                "evaluation",
                LongColumn.create("episode"),
                DoubleColumn.create("episodeReturn"),
                LongColumn.create("length"),
                BooleanColumn.create("terminated"),
                BooleanColumn.create("truncated"));
        for (Evaluation.Episode one : played) {
            TableColumns.append(
                    table, one.number(), one.episodeReturn(), one.length(), one.terminated(), one.truncated());
        }
        return table;
    }

    /**
     * Makes the table of a recorded episode.
     *
     * @param recording the episode
     * @return one row for each state: step, time (in seconds; missing where the steps of the task have no duration), observation0
     *     and so on, action0 and so on (the action chosen in that state) and reward (that of the action); the last row, of the
     *     state in which the episode ended, has neither action nor reward
     */
    public static Table episode(EpisodeRecording recording) {
        Table table =
                Table.create("episode of " + recording.task(), LongColumn.create("step"), DoubleColumn.create("time"));
        int observations = recording.observation(0).length;
        int actions = recording.length() == 0 ? 0 : recording.action(0).length;
        IntStream.range(0, observations).forEach(i -> table.addColumns(DoubleColumn.create("observation" + i)));
        IntStream.range(0, actions).forEach(i -> table.addColumns(DoubleColumn.create("action" + i)));
        table.addColumns(DoubleColumn.create("reward"));
        for (int step = 0; step <= recording.length(); step++) {
            Object[] cells = new Object[table.columnCount()];
            cells[0] = step;
            cells[1] = step * recording.stepSeconds();
            put(recording.observation(step), cells, 2);
            if (step < recording.length()) {
                put(recording.action(step), cells, 2 + observations);
                cells[cells.length - 1] = recording.reward(step);
            }
            TableColumns.append(table, cells);
        }
        return table;
    }

    private static void put(float[] values, Object[] cells, int at) {
        for (int i = 0; i < values.length; i++) {
            cells[at + i] = (double) values[i];
        }
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
        Column<?>[] columns = {
            LongColumn.create("update"),
            LongColumn.create("steps"),
            DoubleColumn.create("ratioLow"),
            DoubleColumn.create("ratioHigh"),
            LongColumn.create("count"),
            DoubleColumn.create("share")
        };
        return recorded("ratioHistograms", logs, columns, log -> IntStream.range(
                        0, log.updates().size())
                .boxed()
                .flatMap(i ->
                        bins(log.updates().get(i), log.ratioHistograms().get(i).counts())));
    }

    private static Stream<Object[]> bins(UpdateRecord update, int[] counts) {
        double samples = Arrays.stream(counts).asLongStream().sum();
        return IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).mapToObj(bin -> new Object[] {
            update.update(),
            update.steps(),
            RatioHistogram.low(bin),
            RatioHistogram.high(bin),
            counts[bin],
            counts[bin] / samples
        });
    }

    /**
     * Makes the table of results, one row for each run.
     *
     * @param logs the runs
     * @param lastEpisodes how many of the last episodes count, at least 1
     * @return task, variant, seed, finalReturn (mean undiscounted return of the last episodes; NaN where an environment has ended
     *     none, or the run failed), totalSteps (environment steps at the last update or episode) and failed
     * @throws IllegalArgumentException if lastEpisodes is not positive
     */
    public static Table finalReturns(Collection<RunLog> logs, int lastEpisodes) {
        Column<?>[] columns = {DoubleColumn.create("finalReturn"), LongColumn.create("totalSteps")};
        return table("finalReturns", logs, columns, log -> {
            double mean = log.meanReturn(lastEpisodes);
            return Stream.<Object[]>of(new Object[] {log.failure().isPresent() ? Double.NaN : mean, totalSteps(log)});
        });
    }

    /**
     * Makes the table of the hyperparameters that vary over the runs, to be joined with any other by {@link RunJoins#join}.
     *
     * @param logs the runs
     * @return one row for each run: task, variant, seed, and a column for each hyperparameter that was not the same in all of
     *     them: of numbers where all are numbers, else of texts; missing where a run's follows from others
     */
    public static Table hyperparameters(Collection<RunLog> logs) {
        Table table = Table.create(
                "hyperparameters",
                StringColumn.create("task"),
                StringColumn.create("variant"),
                LongColumn.create("seed"));
        requireMade(logs).forEach(log -> TableColumns.append(table, log.task(), log.variant(), log.seed()));
        logs.stream()
                .flatMap(log -> log.hyperparameters().keySet().stream())
                .distinct()
                .forEach(name -> {
                    List<Object> values = new ArrayList<>();
                    logs.forEach(log -> values.add(log.hyperparameters().get(name)));
                    if (values.stream().distinct().count() > 1) {
                        table.addColumns(column(name, values));
                    }
                });
        return table;
    }

    private static Column<?> column(String name, List<Object> values) {
        boolean numbers = values.stream().allMatch(value -> value == null || value instanceof Number);
        boolean whole = values.stream().allMatch(value -> value instanceof Integer || value instanceof Long);
        Column<?> column =
                whole ? LongColumn.create(name) : numbers ? DoubleColumn.create(name) : StringColumn.create(name);
        for (Object value : values) {
            if (value == null) {
                column.appendMissing();
            } else if (numbers) {
                Number number = (Number) value;
                column.appendObj(whole ? (Object) number.longValue() : (Object) number.doubleValue());
            } else {
                column.appendObj(value.toString());
            }
        }
        return column;
    }

    /** A table with the rows of each run and, where it failed, one in which nothing but the steps before it is known. */
    private static Table recorded(
            String name, Collection<RunLog> logs, Column<?>[] columns, Function<RunLog, Stream<Object[]>> rows) {
        return table(
                name,
                logs,
                columns,
                log -> Stream.concat(rows.apply(log), log.failure().stream().map(reason -> Arrays.stream(columns)
                        .map(column -> switch (column.name()) {
                            case "update" -> log.updates().size() + 1;
                            case "steps" -> totalSteps(log);
                            default -> null;
                        })
                        .toArray())));
    }

    /** A table with the rows of each run, task, variant and seed in front of each and behind it whether the run failed. */
    private static Table table(
            String name, Collection<RunLog> logs, Column<?>[] columns, Function<RunLog, Stream<Object[]>> rows) {
        Table table = Table.create(
                        name, StringColumn.create("task"), StringColumn.create("variant"), LongColumn.create("seed"))
                .addColumns(columns)
                .addColumns(BooleanColumn.create(FAILED));
        for (RunLog log : requireMade(logs)) {
            rows.apply(log).forEach(row -> {
                List<Object> cells = new ArrayList<>(List.of(log.task(), log.variant(), log.seed()));
                cells.addAll(Arrays.asList(row));
                cells.add(log.failure().isPresent());
                TableColumns.append(table, cells.toArray());
            });
        }
        return table;
    }

    private static Collection<RunLog> requireMade(Collection<RunLog> logs) {
        Require.that(
                logs != null, () -> "the runs are null: run the cell that trains them, which did not come to its end");
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
        double[] values = TableColumns.numbers(table, column);
        IntPredicate failed = TableColumns.failed(table);
        Table summary = Table.create(
                column + " by variant",
                StringColumn.create("task"),
                StringColumn.create("variant"),
                LongColumn.create("seeds"),
                DoubleColumn.create("mean"),
                DoubleColumn.create("standardDeviation"),
                DoubleColumn.create("min"),
                DoubleColumn.create("max"),
                LongColumn.create(FAILED));
        TableColumns.rowsBy(table, "task", "variant").forEach((key, rows) -> {
            DoubleColumn numbers = DoubleColumn.create(
                    "values",
                    Arrays.stream(rows).mapToDouble(row -> values[row]).filter(value -> !Double.isNaN(value)));
            TableColumns.append(
                    summary,
                    key.get(0),
                    key.get(1),
                    numbers.size(),
                    numbers.mean(),
                    numbers.size() < 2 ? Double.NaN : numbers.standardDeviation(),
                    numbers.min(),
                    numbers.max(),
                    Arrays.stream(rows).filter(failed).count());
        });
        return TableColumns.has(table, FAILED) ? summary : summary.removeColumns(FAILED);
    }

    private static long totalSteps(RunLog log) {
        return LongStream.concat(
                        log.updates().stream().mapToLong(UpdateRecord::steps),
                        log.episodes().stream().mapToLong(EpisodeRecord::steps))
                .max()
                .orElse(0);
    }
}
