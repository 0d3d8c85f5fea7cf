package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import proximal.environment.Require;
import proximal.statistics.BootstrapInterval;
import proximal.statistics.ScoreAggregates;
import proximal.statistics.StratifiedBootstrap;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;
import tech.tablesaw.selection.Selection;

/**
 * A quantity against the steps of training: one line for each variant, the mean over its seeds (or what {@link Band} says), with
 * a band. It is drawn from a table such as that of {@link proximal.table.RunTables#updates}:
 *
 * <pre>{@code
 * LearningCurves.of(updates).y("episodeReturn").horizontal("solved", 475).chart()
 * }</pre>
 *
 * <p>At each x the mean is over the seeds that have a value there; NaN values are left out. A line begins where each of its runs
 * that has values has one: the returns of the seeds whose episodes end first are no sample of all. Where the runs of a line have their
 * rows at different x, as a table of episodes has, each run is a step function: from its first row on it has the value of its
 * last row up to x, and after its last row for as long as its longest step; the mean is drawn at the rows of all runs, of
 * which every k-th where there are more than 500.
 *
 * <p>Copy: with the library.
 */
public final class LearningCurves extends PlaneFigure<LearningCurves> {
    /** What the line and the band around it show; the line is the mean over the seeds where nothing else is said. */
    public enum Band {
        /** The mean plus and minus its standard error, s / sqrt(n) with s by n - 1; no width where one seed has a value. */
        STANDARD_ERROR("mean", ", band ± 1 standard error"),
        /** The mean plus and minus the standard deviation over the seeds, by n - 1. */
        STANDARD_DEVIATION("mean", ", band ± 1 standard deviation"),
        /** From the smallest to the largest seed. */
        MIN_MAX("mean", ", band from the smallest to the largest"),
        /** The line is the median; the band reaches from the lower to the upper quartile. */
        QUARTILES("median", ", band from the lower to the upper quartile"),
        /**
         * The line is the interquartile mean, the band its 95 % interval by {@link StratifiedBootstrap} (2000 resamples, the same
         * seeds at each x); no width where one seed has a value. Both are as the curves of Agarwal et al. 2021, for one task.
         */
        BOOTSTRAP("interquartile mean", ", band: 95 % bootstrap interval"),
        /** No band. */
        NONE("mean", "");

        private final String line;
        private final String ends;

        Band(String line, String ends) {
            this.line = line;
            this.ends = ends;
        }
    }

    /** How many points a line has at most where its runs have their rows at different x. */
    private static final int POINTS = 500;

    private static final StratifiedBootstrap RESAMPLES =
            StratifiedBootstrap.withDefaults().withResamples(2000);

    private String x = "steps";
    private String y = "episodeReturn";
    private String group = "variant";
    private String over = "seed";
    private String task;
    private Band band = Band.STANDARD_ERROR;
    private int window = 1;

    private LearningCurves(Table table) {
        super(table);
    }

    /**
     * Begins with the columns steps and episodeReturn, a line for each variant and a band of one standard error over the seeds.
     *
     * @param table one row for each observation
     * @return the figure
     */
    public static LearningCurves of(Table table) {
        return new LearningCurves(table);
    }

    /**
     * {@return this figure with another column on the x axis}
     *
     * @param column its name
     */
    public LearningCurves x(String column) {
        return with(f -> f.x = column);
    }

    /**
     * {@return this figure with another column on the y axis}
     *
     * @param column its name
     */
    public LearningCurves y(String column) {
        return with(f -> f.y = column);
    }

    /**
     * {@return this figure with a line for each value of another column than variant}
     *
     * @param column its name
     */
    public LearningCurves group(String column) {
        return with(f -> f.group = column);
    }

    /**
     * {@return this figure with means and bands over the values of another column than seed}
     *
     * @param column its name
     */
    public LearningCurves over(String column) {
        return with(f -> f.over = column);
    }

    /**
     * {@return this figure of one task alone; needed where the table holds several}
     *
     * @param name the task, as in the column task
     */
    public LearningCurves task(String name) {
        return with(f -> f.task = name);
    }

    /**
     * {@return this figure with another band}
     *
     * @param shown what the band shows
     */
    public LearningCurves band(Band shown) {
        return with(f -> f.band = shown);
    }

    /**
     * {@return this figure with each run smoothed before the mean over runs: a value becomes the mean of it and those before it}
     *
     * @param values how many values enter a mean, at least 1 (no smoothing); fewer at the beginning of a run
     * @throws IllegalArgumentException if values is not positive
     */
    public LearningCurves smooth(int values) {
        Require.that(values >= 1, () -> "smooth needs at least 1 value but had " + values);
        return with(f -> f.window = values);
    }

    /**
     * {@return this figure with a logarithmic x axis}
     */
    public LearningCurves logX() {
        return with(f -> f.logX = true);
    }

    /**
     * {@return this figure with a logarithmic y axis; a band that reaches to 0 or below is cut at the axis}
     */
    public LearningCurves logY() {
        return with(f -> f.logY = true);
    }

    /**
     * Draws the chart. The series are named as the groups, in the order in which the table first names them. Where runs failed,
     * the title says how many and, if there is room, of which groups; a group all of whose runs failed has no line.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if a column is missing or holds no numbers, the table has several tasks and none was
     *     chosen, a group has no value, a run has two rows at the same x, or a value is infinite
     */
    @Override
    public XYChart chart() {
        requireRows();
        boolean failures = !noted().equals(title);
        Map<String, List<TreeMap<Double, Double>>> groups = runsByGroup();
        List<Curve> curves = new ArrayList<>();
        groups.forEach((name, runs) -> {
            boolean empty = runs.stream().flatMap(run -> run.values().stream()).allMatch(Objects::isNull);
            if (!empty || !failures) { // a variant all of whose runs failed is in the title
                curves.add(curve(name, runs));
            }
        });
        Require.that(
                !curves.isEmpty(),
                () -> "there is nothing to draw: the table has no row" + (task == null ? "" : " of task " + task));
        LearningCurves said = caption != null ? this : caption(caption(groups.values()));
        return said.draw(
                curves, axisTitle(table, xTitle, x), axisTitle(table, yTitle, y), false, curves.size() < groups.size());
    }

    /** What line and band are, and of how many runs. */
    private String caption(Collection<List<TreeMap<Double, Double>>> groups) {
        LongSummaryStatistics runs = groups.stream()
                .mapToLong(group -> group.stream()
                        .filter(run -> run.values().stream().anyMatch(Objects::nonNull))
                        .count())
                .filter(count -> count > 0)
                .summaryStatistics();
        String many = runs.getMin() == runs.getMax() ? "" + runs.getMax() : runs.getMin() + " to " + runs.getMax();
        boolean one = runs.getMax() == 1;
        String of = " of " + many + (over.equals("seed") ? one ? " seed" : " seeds" : one ? " run" : " runs");
        String smooth = window == 1 ? "" : ", each smoothed over " + window + " values";
        return (one ? of.substring(4) : band.line + of) + smooth + (one ? "" : band.ends);
    }

    @Override
    protected String noted() {
        return FailedRuns.addTo(title, ofTask(), group, width);
    }

    /** For each group and run, the values by x; a row whose value is NaN has null. */
    private Map<String, List<TreeMap<Double, Double>>> runsByGroup() {
        Table drawn = ofTask();
        double[] xs = TableColumns.numbers(drawn, x);
        double[] ys = TableColumns.numbers(drawn, y);
        Map<String, List<TreeMap<Double, Double>>> all = new LinkedHashMap<>();
        TableColumns.rowsBy(drawn, group, over).forEach((key, rows) -> {
            TreeMap<Double, Double> run = new TreeMap<>();
            all.computeIfAbsent(key.get(0), name -> new ArrayList<>()).add(run);
            for (int i : rows) {
                if (Double.isNaN(ys[i]) && !Double.isNaN(xs[i])) {
                    run.putIfAbsent(xs[i], null);
                } else if (!Double.isNaN(xs[i]) && run.put(xs[i], ys[i]) != null) {
                    throw new IllegalArgumentException(group + " " + key.get(0) + ", " + over + " " + key.get(1)
                            + " has two rows at " + x + " " + PaperStyle.label(xs[i])
                            + "; a run has one row at each x");
                }
            }
        });
        return all;
    }

    /** The rows of the task that is drawn. */
    private Table ofTask() {
        if (task == null && !TableColumns.has(table, "task")) {
            return table;
        }
        List<String> tasks = TableColumns.texts(table, "task");
        Set<String> names = new LinkedHashSet<>(tasks);
        Require.that(
                task == null ? names.size() <= 1 : names.contains(task),
                () -> "choose one of the table's tasks with task(name): it has " + String.join(", ", names)
                        + (task == null ? "" : " but the chosen one was " + task));
        return task == null
                ? table
                : table.where(Selection.with(IntStream.range(0, tasks.size())
                        .filter(row -> tasks.get(row).equals(task))
                        .toArray()));
    }

    private Curve curve(String name, List<TreeMap<Double, Double>> runs) {
        List<TreeMap<Double, Double>> smoothed =
                runs.stream().map(this::smoothed).toList();
        TreeSet<Double> all = new TreeSet<>();
        smoothed.forEach(run -> all.addAll(run.keySet()));
        smoothed.stream().filter(run -> !run.isEmpty()).forEach(run -> all.headSet(run.firstKey())
                .clear());
        boolean common = runs.stream().allMatch(run -> hasRows(run, all));
        int every = common ? 1 : (all.size() + POINTS - 1) / POINTS;
        List<Double> at = List.copyOf(all);
        double[] xs = IntStream.range(0, at.size())
                .filter(i -> (i + 1) % every == 0 || i == at.size() - 1)
                .mapToDouble(at::get)
                .toArray();
        Require.that(
                xs.length != 0,
                () -> group + " " + name + " has no value of " + y + " to draw"
                        + (y.equals("episodeReturn") ? ", since no episode ended" : ""));
        double[] low = band == Band.NONE ? null : new double[xs.length];
        Curve curve = new Curve(name, xs, new double[xs.length], low, low == null ? null : low.clone());
        for (int i = 0; i < xs.length; i++) {
            TableColumns.requireNotInterrupted(i);
            double x = xs[i];
            summarize(
                    smoothed.stream()
                            .map(run -> common ? run.get(x) : step(run, x))
                            .filter(Objects::nonNull)
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    curve,
                    i);
        }
        return curve;
    }

    /** The values of a run that are there, each the mean of it and those before it. */
    private TreeMap<Double, Double> smoothed(TreeMap<Double, Double> run) {
        TreeMap<Double, Double> smoothed = new TreeMap<>(run);
        smoothed.values().removeIf(Objects::isNull);
        double[] values =
                smoothed.values().stream().mapToDouble(Double::doubleValue).toArray();
        int last = 0;
        for (Map.Entry<Double, Double> entry : smoothed.entrySet()) {
            int first = Math.max(0, last - window + 1);
            double sum = 0;
            for (int i = first; i <= last; i++) {
                sum += values[i];
            }
            entry.setValue(sum / (++last - first));
        }
        return smoothed;
    }

    /** Whether a run has a row wherever another one has a value, between its own first and last row. */
    private static boolean hasRows(TreeMap<Double, Double> run, TreeSet<Double> all) {
        return run.isEmpty() || run.keySet().containsAll(all.subSet(run.firstKey(), true, run.lastKey(), true));
    }

    /** The value of a run's last row up to x; null before its first row, and later after its last row than its longest step. */
    private static Double step(TreeMap<Double, Double> run, double x) {
        Map.Entry<Double, Double> entry = run.floorEntry(x);
        return entry == null || x > run.lastKey() + longestStep(run) ? null : entry.getValue();
    }

    private static double longestStep(TreeMap<Double, Double> run) {
        double longest = 0;
        double before = run.firstKey();
        for (double at : run.keySet()) {
            longest = Math.max(longest, at - before);
            before = at;
        }
        return longest;
    }

    private void summarize(double[] values, Curve curve, int i) {
        Arrays.sort(values);
        int n = values.length;
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = n == 1 ? 0 : Math.sqrt(squares / (n - 1));
        BootstrapInterval shown =
                switch (band) {
                    case STANDARD_ERROR -> around(mean, deviation / Math.sqrt(n));
                    case STANDARD_DEVIATION -> around(mean, deviation);
                    case MIN_MAX -> new BootstrapInterval(mean, values[0], values[n - 1]);
                    case QUARTILES ->
                        new BootstrapInterval(
                                BootstrapInterval.quantile(values, n, 0.5),
                                BootstrapInterval.quantile(values, n, 0.25),
                                BootstrapInterval.quantile(values, n, 0.75));
                    case BOOTSTRAP ->
                        n == 1
                                ? around(mean, 0)
                                : RESAMPLES.interval(
                                        Arrays.stream(values)
                                                .mapToObj(value -> new double[] {value})
                                                .toArray(double[][]::new),
                                        ScoreAggregates::interquartileMean);
                    case NONE -> around(mean, 0);
                };
        curve.y()[i] = shown.estimate();
        if (curve.low() != null) {
            curve.low()[i] = shown.low();
            curve.high()[i] = shown.high();
        }
    }

    private static BootstrapInterval around(double middle, double half) {
        return new BootstrapInterval(middle, middle - half, middle + half);
    }
}
