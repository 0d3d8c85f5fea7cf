package proximal.notebook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.chart.LearningCurves;
import proximal.record.RunLog;
import proximal.table.RunTables;

/**
 * A chart of the logs so far, drawn again at most once a second, and never for more than a tenth of the time.
 *
 * <p>Copy: with the library.
 */
public final class LiveCurves {
    /** How many updates of a run are drawn at most. */
    public static final int UPDATES = 100;

    private static final long DRAW_EVERY_NANOS = 1_000_000_000L;
    private static final int SHARE = 10;

    private final Function<List<RunLog>, Chart<?, ?>> chart;
    private final LongSupplier nanos;
    private Supplier<List<RunLog>> logs;
    private long nextNanos;

    /**
     * Makes a chart that has not been drawn.
     *
     * @param chart makes it from the logs so far
     * @param nanos the clock, ns
     */
    public LiveCurves(Function<List<RunLog>, Chart<?, ?>> chart, LongSupplier nanos) {
        this.chart = chart;
        this.nanos = nanos;
        nextNanos = nanos.getAsLong();
    }

    /**
     * Draws if it is time to.
     *
     * @param soFar gives the logs so far
     * @param screen where the chart is drawn
     */
    public void draw(Supplier<List<RunLog>> soFar, Screen screen) {
        logs = soFar;
        long begin = nanos.getAsLong();
        if (begin - nextNanos >= 0) {
            show(screen);
            long end = nanos.getAsLong();
            nextNanos = begin + Math.max(DRAW_EVERY_NANOS, SHARE * (end - begin));
        }
    }

    /**
     * Draws whatever the time is.
     *
     * @param screen where the chart is drawn
     */
    public void drawLast(Screen screen) {
        if (logs != null) {
            show(screen);
        }
    }

    private void show(Screen screen) {
        Chart<?, ?> drawn;
        try {
            drawn = chart.apply(thinned(logs.get()));
        } catch (IllegalArgumentException e) {
            return; // There is nothing to draw yet.
        }
        screen.show(drawn);
    }

    /**
     * Draws the return of each variant on the last task.
     *
     * @param logs the logs so far
     * @return the learning curves
     */
    public static Chart<?, ?> returns(List<RunLog> logs) {
        String task = logs.isEmpty() ? "" : logs.get(logs.size() - 1).task();
        List<RunLog> shown = logs.stream()
                .filter(log -> log.task().equals(task) && (log.failure().isPresent() || hasReturn(log)))
                .toList();
        return LearningCurves.of(RunTables.updates(shown)).title(task).chart();
    }

    private static boolean hasReturn(RunLog log) {
        return log.updates().stream().anyMatch(update -> !Double.isNaN(update.get("episodeReturn")));
    }

    /**
     * Every k-th update of each run, the same ones in all runs of a variant, so that means over its runs stay means over the
     * same runs. Variants differ: one may have ten times the updates of another.
     */
    private static List<RunLog> thinned(List<RunLog> logs) {
        Map<List<String>, Integer> most = new HashMap<>();
        for (RunLog log : logs) {
            most.merge(List.of(log.task(), log.variant()), log.updates().size(), Math::max);
        }
        List<RunLog> thinned = new ArrayList<>();
        for (RunLog log : logs) {
            int every = Math.max(1, (most.get(List.of(log.task(), log.variant())) + UPDATES - 1) / UPDATES);
            RunLog few = new RunLog(log.task(), log.variant(), log.seed());
            for (int i = every - 1; i < log.updates().size(); i += every) {
                few.add(log.updates().get(i), log.ratioHistograms().get(i));
            }
            log.failure().ifPresent(few::fail);
            thinned.add(few);
        }
        return thinned;
    }
}
