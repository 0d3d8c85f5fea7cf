package proximal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import proximal.environment.Require;
import proximal.record.RunLog;
import proximal.statistics.BootstrapInterval;
import proximal.statistics.StratifiedBootstrap;
import proximal.update.UpdateRecord;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What a sweep says: the score of each run beside its hyperparameters, and how much the score depends on which of them.
 *
 * <pre>{@code
 * Table results = SweepTables.results(logs, 100);
 * Table cells = SweepTables.means(results, "finalReturn", bootstrap, "clipRange", "learningRate");   // for a HeatMap
 * Table shares = SweepTables.sensitivity(results, "finalReturn", bootstrap, "clipRange", "learningRate");
 * }</pre>
 *
 * <p>Each task is looked at by itself, since scores of several are not on one scale. Intervals are by the bootstrap: where every
 * variant has two runs or more on a task, its runs are drawn among themselves, as those of {@link StratifiedBootstrap}, and the
 * interval tells how far another set of seeds would move the number; else all runs of the task are drawn together, and it is
 * about other points of the space too. A run without a score is an error that names it; see {@link ScoreTables#missingAs}.
 *
 * <p>Copy: with the library.
 */
public final class SweepTables {
    private SweepTables() {}

    /**
     * Makes the table of a sweep, one row for each run.
     *
     * @param logs the runs
     * @param lastEpisodes how many of the last episodes count, at least 1
     * @return task, variant, seed, the hyperparameters that vary, finalReturn and totalSteps as {@link RunTables#finalReturns} has
     *     them, seconds (wall-clock time of the updates; it is not the same in every run) and failed
     * @throws IllegalArgumentException if lastEpisodes is not positive
     */
    public static Table results(Collection<RunLog> logs, int lastEpisodes) {
        Table returns = RunTables.finalReturns(logs, lastEpisodes);
        Table results = RunJoins.join(RunTables.hyperparameters(logs), returns).setName("results");
        double[] seconds = logs.stream().mapToDouble(SweepTables::seconds).toArray();
        Column<?> failed = results.column("failed");
        return results.removeColumns("failed").addColumns(DoubleColumn.create("seconds", seconds), failed);
    }

    private static double seconds(RunLog log) {
        double sum = 0;
        long before = 0;
        for (UpdateRecord update : log.updates()) {
            sum += (update.steps() - before) / update.get("stepsPerSecond");
            before = update.steps();
        }
        return sum;
    }

    /**
     * Brings the values of a number that was drawn from a range into classes of about the same size.
     *
     * @param table one row for each run
     * @param hyperparameter the column
     * @param classes how many, at least 2
     * @return a copy in which each value is the median of its class
     * @throws IllegalArgumentException if the column is missing or holds no numbers, or has fewer values than classes
     */
    public static Table classes(Table table, String hyperparameter, int classes) {
        double[] values = TableColumns.numbers(table, hyperparameter);
        double[] sorted = Arrays.stream(values).distinct().sorted().toArray();
        Require.that(
                classes >= 2 && classes <= sorted.length,
                "the number of classes of " + hyperparameter,
                "from 2 to its " + sorted.length + " values",
                classes);
        DoubleColumn medians = DoubleColumn.create(hyperparameter);
        for (double value : values) {
            int of = Arrays.binarySearch(sorted, value) * classes / sorted.length;
            int from = (of * sorted.length + classes - 1) / classes;
            int to = ((of + 1) * sorted.length + classes - 1) / classes;
            medians.append(BootstrapInterval.quantile(Arrays.copyOfRange(sorted, from, to), to - from, 0.5));
        }
        return table.copy().replaceColumn(hyperparameter, medians);
    }

    /**
     * Averages the score over all runs with the same values of one or more hyperparameters: a main effect of one, a heat map's
     * cells of two.
     *
     * @param table one row for each run, with the columns task and variant
     * @param column the column of the scores
     * @param bootstrap the level, the number and the seed of the resamples
     * @param hyperparameters their columns, at least one
     * @return task, the hyperparameters, runs, estimate, low, high; in the order of the values
     * @throws IllegalArgumentException if a column is missing, a score is missing, or a task has one run only
     */
    public static Table means(Table table, String column, StratifiedBootstrap bootstrap, String... hyperparameters) {
        requireNamed(hyperparameters);
        List<Column<?>> keys = new ArrayList<>(List.of(StringColumn.create("task")));
        Arrays.stream(hyperparameters)
                .forEach(name -> keys.add(table.column(name).emptyCopy()));
        keys.add(LongColumn.create("runs"));
        Table means = estimates("means of " + column, keys);
        Table sorted = table.sortAscendingOn(hyperparameters);
        double[] scores = scores(sorted, column);
        TableColumns.rowsBy(sorted, "task").forEach((task, rows) -> {
            int[] cell = levels(sorted, hyperparameters);
            int[] present = Arrays.stream(rows).map(row -> cell[row]).distinct().toArray();
            List<BootstrapInterval> intervals = intervals(sorted, rows, bootstrap, drawn -> Arrays.stream(present)
                    .mapToDouble(of -> mean(scores, cell, drawn, of))
                    .toArray());
            for (int i = 0; i < present.length; i++) {
                int of = present[i];
                int[] mine = Arrays.stream(rows).filter(row -> cell[row] == of).toArray();
                List<Object> key = new ArrayList<>(task);
                Arrays.stream(hyperparameters)
                        .forEach(name -> key.add(sorted.column(name).get(mine[0])));
                key.add(mine.length);
                append(means, key, intervals.get(i));
            }
        });
        return means;
    }

    /**
     * Divides the variance of the scores of each task among the hyperparameters, as an analysis of variance does (for random forests
     * of such: Hutter et al. 2014, "An efficient approach for assessing hyperparameter importance"): what the means at the values
     * of each explain, what the means at the combinations of two explain beyond both, and the rest is of seeds and of
     * combinations of more. The shares add up to at most 1 on a whole grid with as many seeds everywhere; elsewhere they overlap.
     * Noise makes shares larger, those of resamples too, so an interval near 0 lies too high.
     *
     * @param table one row for each run, with the columns task and variant; numbers from ranges in {@link #classes}
     * @param column the column of the scores
     * @param bootstrap the level, the number and the seed of the resamples
     * @param hyperparameters their columns, at least one
     * @return task, effect (a name, or two with a cross between), estimate, low, high (shares of the variance; 0 at least), chance
     *     (what the share would be on average if the score had nothing to do with it), and range (the greatest of the
     *     means minus the least one, in units of the score; NaN of two)
     * @throws IllegalArgumentException if a column is missing, a score is missing, or all scores of a task are the same
     */
    public static Table sensitivity(
            Table table, String column, StratifiedBootstrap bootstrap, String... hyperparameters) {
        requireNamed(hyperparameters);
        Table shares = estimates(
                        "shares of the variance of " + column,
                        List.of(StringColumn.create("task"), StringColumn.create("effect")))
                .addColumns(DoubleColumn.create("chance"), DoubleColumn.create("range"));
        double[] scores = scores(table, column);
        List<String[]> effects = effects(hyperparameters);
        List<int[]> cells = effects.stream().map(names -> levels(table, names)).toList();
        TableColumns.rowsBy(table, "task").forEach((task, rows) -> {
            double[] chances = new double[effects.size()];
            List<BootstrapInterval> intervals =
                    intervals(table, rows, bootstrap, drawn -> shares(scores, cells, effects, hyperparameters, drawn));
            for (int i = 0; i < effects.size(); i++) {
                int[] cell = cells.get(i);
                String[] names = effects.get(i);
                int[] present =
                        Arrays.stream(rows).map(row -> cell[row]).distinct().toArray();
                chances[i] = (present.length - 1.0) / (rows.length - 1);
                double range = Double.NaN;
                if (names.length == 2) {
                    chances[i] -= chances[index(names[0], hyperparameters)] + chances[index(names[1], hyperparameters)];
                } else {
                    double[] means = Arrays.stream(present)
                            .mapToDouble(of -> mean(scores, cell, rows, of))
                            .sorted()
                            .toArray();
                    range = means[means.length - 1] - means[0];
                }
                BootstrapInterval share = intervals.get(i);
                TableColumns.append(
                        shares,
                        task.get(0),
                        String.join(" × ", names),
                        share.estimate(),
                        share.low(),
                        share.high(),
                        chances[i],
                        range);
            }
        });
        return shares;
    }

    /**
     * Finds the variant with the highest mean score on a task. Its mean in this table is too high, since it was chosen for it:
     * train it with fresh seeds for a number to report.
     *
     * @param table one row for each run, with the columns task and variant
     * @param column the column of the scores
     * @param task the task
     * @return the name of the variant; of equal ones the first
     * @throws IllegalArgumentException if a column is missing, the table has no such task, or a score is missing
     */
    public static String best(Table table, String column, String task) {
        double[] scores = scores(table, column);
        String best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (Map.Entry<List<String>, int[]> entry :
                TableColumns.rowsBy(table, "task", "variant").entrySet()) {
            double mean = Arrays.stream(entry.getValue())
                    .mapToDouble(row -> scores[row])
                    .average()
                    .orElseThrow();
            if (entry.getKey().get(0).equals(task) && mean > highest) {
                best = entry.getKey().get(1);
                highest = mean;
            }
        }
        Require.that(best != null, "the task", "one of the table's", task);
        return best;
    }

    private static void requireNamed(String... hyperparameters) {
        Require.that(hyperparameters.length != 0, () -> "name at least one column of a hyperparameter");
    }

    private static Table estimates(String name, List<Column<?>> keys) {
        return Table.create(name, keys)
                .addColumns(DoubleColumn.create("estimate"), DoubleColumn.create("low"), DoubleColumn.create("high"));
    }

    private static void append(Table table, List<Object> key, BootstrapInterval interval) {
        List<Object> cells = new ArrayList<>(key);
        cells.addAll(List.of(interval.estimate(), interval.low(), interval.high()));
        TableColumns.append(table, cells.toArray());
    }

    private static double[] scores(Table table, String column) {
        double[] scores = TableColumns.numbers(table, column);
        for (int row = 0; row < scores.length; row++) {
            int missing = row;
            Require.that(
                    !Double.isNaN(scores[row]),
                    () -> "variant " + TableColumns.texts(table, "variant").get(missing) + " has a run without "
                            + column + " on "
                            + TableColumns.texts(table, "task").get(missing)
                            + "; count it with ScoreTables.missingAs");
        }
        return scores;
    }

    /** The number of the combination of values that each row has. */
    private static int[] levels(Table table, String... hyperparameters) {
        int[] levels = new int[table.rowCount()];
        int number = 0;
        for (int[] rows : TableColumns.rowsBy(table, hyperparameters).values()) {
            for (int row : rows) {
                levels[row] = number;
            }
            number++;
        }
        return levels;
    }

    /** Each hyperparameter, then each two. */
    private static List<String[]> effects(String... names) {
        List<String[]> effects = new ArrayList<>();
        Arrays.stream(names).forEach(name -> effects.add(new String[] {name}));
        for (int i = 0; i < names.length; i++) {
            for (int j = i + 1; j < names.length; j++) {
                effects.add(new String[] {names[i], names[j]});
            }
        }
        return effects;
    }

    private static double mean(double[] scores, int[] cell, int[] rows, int of) {
        double sum = 0;
        int count = 0;
        for (int row : rows) {
            if (cell[row] == of) {
                sum += scores[row];
                count++;
            }
        }
        return sum / count;
    }

    private static int index(String name, String... hyperparameters) {
        return Arrays.asList(hyperparameters).indexOf(name);
    }

    private static double[] shares(
            double[] scores, List<int[]> cells, List<String[]> effects, String[] hyperparameters, int[] rows) {
        double mean =
                Arrays.stream(rows).mapToDouble(row -> scores[row]).average().orElseThrow();
        double total = Arrays.stream(rows)
                .mapToDouble(row -> (scores[row] - mean) * (scores[row] - mean))
                .sum();
        Require.that(total > 0, () -> "all scores are the same, so nothing explains how they differ");
        double[] shares = new double[effects.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = between(scores, cells.get(i), rows, mean) / total;
            String[] names = effects.get(i);
            if (names.length == 2) {
                shares[i] -= shares[index(names[0], hyperparameters)] + shares[index(names[1], hyperparameters)];
                shares[i] = Math.max(0, shares[i]);
            }
        }
        return shares;
    }

    /** The sum over the rows of the squared distance of the mean of their cell from the mean of all. */
    private static double between(double[] scores, int[] cell, int[] rows, double mean) {
        int count = Arrays.stream(cell).max().orElse(0) + 1;
        double[] sums = new double[count];
        int[] sizes = new int[count];
        for (int row : rows) {
            sums[cell[row]] += scores[row] - mean;
            sizes[cell[row]]++;
        }
        return IntStream.range(0, count)
                .filter(of -> sizes[of] > 0)
                .mapToDouble(of -> sums[of] * sums[of] / sizes[of])
                .sum();
    }

    /** Intervals of statistics of the rows of one task. */
    private static List<BootstrapInterval> intervals(
            Table table, int[] rows, StratifiedBootstrap bootstrap, Function<int[], double[]> statistics) {
        Require.that(rows.length > 1, () -> "a bootstrap needs at least 2 runs on a task but had " + rows.length);
        List<String> variants = TableColumns.texts(table, "variant");
        int[][] strata = Arrays.stream(rows)
                .boxed()
                .collect(Collectors.groupingBy(variants::get, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        if (Arrays.stream(strata).anyMatch(some -> some.length < 2)) {
            strata = new int[][] {rows};
        }
        double[] estimates = statistics.apply(rows);
        double[][] values = new double[estimates.length][bootstrap.resamples()];
        SplittableRandom random = new SplittableRandom(bootstrap.seed());
        int[] drawn = new int[rows.length];
        for (int k = 0; k < bootstrap.resamples(); k++) {
            BootstrapInterval.requireNotInterrupted(k);
            int at = 0;
            for (int[] stratum : strata) {
                for (int i = 0; i < stratum.length; i++) {
                    drawn[at++] = stratum[random.nextInt(stratum.length)];
                }
            }
            double[] of = statistics.apply(drawn);
            for (int i = 0; i < of.length; i++) {
                values[i][k] = of[i];
            }
        }
        return IntStream.range(0, estimates.length)
                .mapToObj(i -> BootstrapInterval.of(estimates[i], values[i], bootstrap.level()))
                .toList();
    }
}
