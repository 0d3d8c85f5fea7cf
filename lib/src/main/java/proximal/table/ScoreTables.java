package proximal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import proximal.environment.Require;
import proximal.statistics.BootstrapInterval;
import proximal.statistics.PerformanceProfile;
import proximal.statistics.ProbabilityOfImprovement;
import proximal.statistics.ScoreNormalization;
import proximal.statistics.StratifiedBootstrap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * From tidy tables of runs to the statistics of Agarwal et al. 2021 and back to tables. The table going in has the columns
 * task, variant and seed and one row for each run, as {@link RunTables#finalReturns} makes it; what comes out has one row
 * for each estimate, with the columns estimate, low and high:
 *
 * <pre>{@code
 * Table scores = ScoreTables.normalized(finalReturns, "finalReturn", Map.of("CartPole-v1", new double[] {20, 500}));
 * ScoreTables.intervals(scores, "score", ScoreAggregates::interquartileMean, StratifiedBootstrap.withDefaults())
 * }</pre>
 *
 * <p>A run without a score (it failed, or no episode ended) is an error that names it, so that no figure leaves it out
 * unsaid. {@link #missingAs} counts such runs with a score that one chooses; where all tasks keep as many runs, rows can also
 * be taken away.
 *
 * <p>Copy: with the library.
 */
public final class ScoreTables {
    private ScoreTables() {}

    /**
     * Takes the scores of one variant out of a table.
     *
     * @param table one row for each run, with the columns task, variant and seed
     * @param column the column of the scores
     * @param variant the variant
     * @return [run][task]; the tasks in the order in which the table first names them, the runs of each task in the order of
     *     the table
     * @throws IllegalArgumentException if a column is missing, the table has no such variant, a score is missing, or the
     *     variant has not as many runs on one task as on another
     */
    public static double[][] scores(Table table, String column, String variant) {
        return array(variant, column, runs(table, column, variant));
    }

    /**
     * Normalises scores by two references for each task: (score - zero) / (one - zero).
     *
     * @param table one row for each run, with the column task
     * @param column the column of the scores
     * @param references for each task the score that becomes 0, such as a random policy's, and the one that becomes 1
     * @return the table with a further column, score
     * @throws IllegalArgumentException if a column is missing, a task has no references, or they are equal or not finite
     */
    public static Table normalized(Table table, String column, Map<String, double[]> references) {
        List<String> tasks = TableColumns.texts(table, "task");
        double[] values = TableColumns.numbers(table, column);
        DoubleColumn score = DoubleColumn.create("score");
        for (int i = 0; i < values.length; i++) {
            score.append(normalized(values[i], tasks.get(i), references.get(tasks.get(i))));
        }
        return table.copy().addColumns(score);
    }

    private static double normalized(double score, String task, double[] pair) {
        Require.that(
                pair != null && pair.length == 2,
                () -> "references must hold the scores that become 0 and 1 for each task but "
                        + (pair == null ? "lack " : "hold " + pair.length + " for ") + task);
        ScoreNormalization scale = ScoreNormalization.between(new double[] {pair[0]}, new double[] {pair[1]});
        return Double.isNaN(score) ? Double.NaN : scale.apply(new double[][] {{score}})[0][0];
    }

    /**
     * Gives a score to the runs that have none, since they failed or ended no episode: a run that diverged has earned something
     * too, and without it a variant looks better than it is.
     *
     * @param table one row for each run
     * @param column the column of the scores
     * @param score what such a run counts, as 0 where that is the normalised score of a random policy; finite
     * @return a copy of the table with that score in the place of the missing ones
     * @throws IllegalArgumentException if the column is missing, or the score is not finite
     */
    public static Table missingAs(Table table, String column, double score) {
        Require.that(Double.isFinite(score), "score", "finite", score);
        double[] values = TableColumns.numbers(table, column);
        DoubleColumn filled =
                DoubleColumn.create(column, Arrays.stream(values).map(value -> Double.isNaN(value) ? score : value));
        return table.copy().replaceColumn(column, filled);
    }

    /**
     * Estimates one number for each variant over all tasks, with its interval.
     *
     * @param table one row for each run, with the columns task, variant and seed
     * @param column the column of the scores, on one scale for all tasks
     * @param aggregate the statistic of scores [run][task], such as {@code ScoreAggregates::interquartileMean}
     * @param bootstrap how the intervals are made
     * @return variant, tasks, runs (on each task), estimate, low, high
     * @throws IllegalArgumentException as {@link #scores}, or if a variant has one run only, or other tasks than another
     */
    public static Table intervals(
            Table table, String column, ToDoubleFunction<double[][]> aggregate, StratifiedBootstrap bootstrap) {
        Column<?>[] keys = {StringColumn.create("variant"), LongColumn.create("tasks"), LongColumn.create("runs")};
        Table estimates = estimates("intervals of " + column, keys);
        for (String name : comparable(table)) {
            double[][] scores = scores(table, column, name);
            append(estimates, bootstrap.interval(scores, aggregate), name, scores[0].length, scores.length);
        }
        return estimates;
    }

    /**
     * Estimates one number for each variant on each task, with its interval.
     *
     * @param table one row for each run, with the columns task, variant and seed
     * @param column the column of the scores
     * @param aggregate the statistic of scores [run][task], here of one task
     * @param bootstrap how the intervals are made
     * @return task, variant, runs, estimate, low, high
     * @throws IllegalArgumentException if a column is missing, a score is missing, or a variant has one run only on a task
     */
    public static Table intervalsByTask(
            Table table, String column, ToDoubleFunction<double[][]> aggregate, StratifiedBootstrap bootstrap) {
        Column<?>[] keys = {StringColumn.create("task"), StringColumn.create("variant"), LongColumn.create("runs")};
        Table estimates = estimates("intervals of " + column, keys);
        for (String taskName : new LinkedHashSet<>(TableColumns.texts(table, "task"))) {
            for (String name : variants(table)) {
                double[] values = runs(table, column, name).get(taskName);
                if (values != null) {
                    double[][] scores = array(name, column, Map.of(taskName, values));
                    append(estimates, bootstrap.interval(scores, aggregate), taskName, name, scores.length);
                }
            }
        }
        return estimates;
    }

    /**
     * Computes the performance profile of each variant, with its pointwise band.
     *
     * @param table one row for each run, with the columns task, variant and seed
     * @param column the column of the scores, on one scale for all tasks
     * @param bootstrap how the bands are made
     * @param thresholds tau
     * @return variant, threshold, estimate (the share of the scores above the threshold), low, high
     * @throws IllegalArgumentException as {@link #intervals}, or if there is no threshold
     */
    public static Table profiles(Table table, String column, StratifiedBootstrap bootstrap, double... thresholds) {
        Column<?>[] keys = {StringColumn.create("variant"), DoubleColumn.create("threshold")};
        Table estimates = estimates("profiles of " + column, keys);
        for (String name : comparable(table)) {
            List<BootstrapInterval> band =
                    bootstrap.intervals(scores(table, column, name), drawn -> PerformanceProfile.of(drawn, thresholds));
            for (int i = 0; i < thresholds.length; i++) {
                append(estimates, band.get(i), name, thresholds[i]);
            }
        }
        return estimates;
    }

    /**
     * Estimates the probability that a run of each other variant scores higher than one of a reference variant, with its
     * interval.
     *
     * @param table one row for each run, with the columns task, variant and seed
     * @param column the column of the scores; they are compared within tasks, so any scale will do
     * @param reference the variant to compare with
     * @param bootstrap how the intervals are made
     * @return variant, reference, estimate, low, high
     * @throws IllegalArgumentException as {@link #intervals}
     */
    public static Table improvements(Table table, String column, String reference, StratifiedBootstrap bootstrap) {
        Column<?>[] keys = {StringColumn.create("variant"), StringColumn.create("reference")};
        Table estimates = estimates("improvements over " + reference, keys);
        double[][] base = scores(table, column, reference);
        for (String name : comparable(table)) {
            if (!name.equals(reference)) {
                double[][] scores = scores(table, column, name);
                append(estimates, bootstrap.interval(scores, base, ProbabilityOfImprovement::of), name, reference);
            }
        }
        return estimates;
    }

    /**
     * Computes the sample-efficiency curve of each variant: the aggregate of what the runs had reached after so many steps.
     *
     * @param table one row for each update of each run, with the columns task, variant, seed and steps, as {@link
     *     RunTables#updates} makes it
     * @param column the column of the scores, on one scale for all tasks; a run's score at a step count is its last value
     *     up to there, for as long as the run goes on: to the step before that at which its next update would stand, its last
     *     two being as far apart, and of a run that failed (where the table has a column failed) to the steps of its last row
     * @param aggregate the statistic of scores [run][task]
     * @param bootstrap how the intervals are made
     * @param stepCounts the step counts, at none of which a run may lack a value
     * @return variant, steps, estimate, low, high
     * @throws IllegalArgumentException as {@link #intervals}, or if a run has no value up to a step count or is over before it
     */
    public static Table sampleEfficiency(
            Table table,
            String column,
            ToDoubleFunction<double[][]> aggregate,
            StratifiedBootstrap bootstrap,
            long... stepCounts) {
        Table estimates = estimates("sample efficiency", StringColumn.create("variant"), LongColumn.create("steps"));
        Set<String> names = comparable(table);
        Table[] reached = Arrays.stream(stepCounts)
                .mapToObj(count -> reached(table, column, count))
                .toArray(Table[]::new);
        for (String name : names) {
            double[][][] scores =
                    Arrays.stream(reached).map(at -> scores(at, column, name)).toArray(double[][][]::new);
            List<BootstrapInterval> curve = bootstrap.curve(scores, aggregate);
            for (int i = 0; i < stepCounts.length; i++) {
                append(estimates, curve.get(i), name, stepCounts[i]);
            }
        }
        return estimates;
    }

    /** An empty table of estimates with their keys. */
    private static Table estimates(String name, Column<?>... keys) {
        return Table.create(name, keys)
                .addColumns(DoubleColumn.create("estimate"), DoubleColumn.create("low"), DoubleColumn.create("high"));
    }

    private static void append(Table estimates, BootstrapInterval interval, Object... keys) {
        List<Object> row = new ArrayList<>(Arrays.asList(keys));
        row.addAll(List.of(interval.estimate(), interval.low(), interval.high()));
        TableColumns.append(estimates, row.toArray());
    }

    /** One row for each run with what it had reached by a step count. */
    private static Table reached(Table table, String column, long stepCount) {
        double[] steps = TableColumns.numbers(table, "steps");
        double[] values = TableColumns.numbers(table, column);
        IntPredicate failed = TableColumns.failed(table);
        Map<List<String>, int[]> runs = TableColumns.rowsBy(table, "task", "variant", "seed");
        DoubleColumn reached = DoubleColumn.create(column);
        runs.forEach((key, rows) -> {
            String run = "variant " + key.get(1) + ", seed " + key.get(2);
            double[] ends = Arrays.stream(rows)
                    .mapToDouble(row -> steps[row])
                    .filter(step -> !Double.isNaN(step))
                    .sorted()
                    .distinct()
                    .toArray();
            double end = ends.length == 0 ? 0 : ends[ends.length - 1];
            double before = ends.length < 2 ? 0 : ends[ends.length - 2];
            boolean fails = Arrays.stream(rows).anyMatch(failed);
            // A run that has not failed stands until its next update is due, since rollouts seldom divide a step count.
            Require.that(
                    stepCount <= end || !fails && stepCount < end + (end - before),
                    () -> run + (fails ? " failed on " : " ended on ") + key.get(0) + " after step " + (long) end
                            + " and has no " + column + " at step " + stepCount
                            + "; end the step counts earlier or take its rows away");
            int last = Arrays.stream(rows)
                    .filter(row -> steps[row] <= stepCount && !Double.isNaN(values[row]))
                    .reduce((a, b) -> steps[a] > steps[b] ? a : b)
                    .orElseThrow(() -> new IllegalArgumentException(run + " has no " + column + " on " + key.get(0)
                            + " up to step " + stepCount + "; begin the step counts later"));
            reached.append(values[last]);
        });
        int[] first = runs.values().stream().mapToInt(rows -> rows[0]).toArray();
        return table.selectColumns("task", "variant", "seed").rows(first).addColumns(reached);
    }

    private static LinkedHashSet<String> variants(Table table) {
        return new LinkedHashSet<>(TableColumns.texts(table, "variant"));
    }

    /** The variants, all with the same tasks: over other tasks, two numbers say nothing of the variants. */
    private static Set<String> comparable(Table table) {
        Map<String, Set<String>> tasksOf = new LinkedHashMap<>();
        TableColumns.rowsBy(table, "variant", "task").keySet().forEach(key -> tasksOf.computeIfAbsent(
                        key.get(0), name -> new LinkedHashSet<>())
                .add(key.get(1)));
        for (String name : tasksOf.keySet()) {
            String first = tasksOf.keySet().iterator().next();
            List<String> differences = new ArrayList<>();
            for (List<String> pair : List.of(List.of(name, first), List.of(first, name))) {
                Set<String> lacking = new LinkedHashSet<>(tasksOf.get(pair.get(1)));
                lacking.removeAll(tasksOf.get(pair.get(0)));
                if (!lacking.isEmpty()) {
                    differences.add(
                            pair.get(0) + " lacks " + String.join(", ", lacking) + ", which " + pair.get(1) + " has");
                }
            }
            Require.that(
                    differences.isEmpty(),
                    () -> "variants need the same tasks to be compared but " + String.join(", and ", differences));
        }
        return tasksOf.keySet();
    }

    /** The scores of a variant by task, the tasks in the order of the table. */
    private static Map<String, double[]> runs(Table table, String column, String variant) {
        List<String> seeds = TableColumns.texts(table, "seed");
        double[] values = TableColumns.numbers(table, column);
        Map<List<String>, int[]> rows = TableColumns.rowsBy(table, "variant", "task");
        Map<String, double[]> runs = new LinkedHashMap<>();
        for (String task : new LinkedHashSet<>(TableColumns.texts(table, "task"))) {
            Set<String> seen = new HashSet<>();
            for (int row : rows.getOrDefault(List.of(variant, task), new int[0])) {
                String run = "variant " + variant + ", seed " + seeds.get(row) + " on " + task;
                Require.that(
                        !Double.isNaN(values[row]),
                        () -> run + " has no " + column
                                + " (the run failed, or no episode ended); mend it, or count it with ScoreTables.missingAs");
                Require.that(
                        seen.add(seeds.get(row)), () -> run + " has two rows; the scores need one row for each run");
            }
            if (!seen.isEmpty()) {
                int[] found = rows.get(List.of(variant, task));
                runs.put(
                        task,
                        Arrays.stream(found).mapToDouble(row -> values[row]).toArray());
            }
        }
        Require.that(
                !runs.isEmpty(),
                () -> "the table has no variant " + variant + "; its variants are "
                        + String.join(", ", variants(table)));
        return runs;
    }

    private static double[][] array(String variant, String column, Map<String, double[]> runs) {
        List<String> tasks = List.copyOf(runs.keySet());
        int n = runs.get(tasks.get(0)).length;
        double[][] scores = new double[n][tasks.size()];
        runs.forEach((task, values) -> {
            Require.that(
                    values.length == n,
                    () -> "variant " + variant + " needs as many runs with a " + column + " on each task but has " + n
                            + " on " + tasks.get(0) + " and " + values.length + " on " + task);
            for (int run = 0; run < n; run++) {
                scores[run][tasks.indexOf(task)] = values[run];
            }
        });
        return scores;
    }
}
