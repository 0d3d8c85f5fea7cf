package proximal.notebook;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.environment.Require;
import proximal.experiment.Ablation;
import proximal.experiment.ProgressListener;
import proximal.record.RunLog;

/**
 * A line that says how far a run is: a label, a bar, the share done, the steps per second, the time left and a free text.
 * In a notebook it is one output that updates in place; elsewhere it is a line on standard output that writes over itself.
 * It is drawn at most once a second and may be updated as often as wanted, from any thread.
 *
 * <pre>{@code
 * try (ProgressDisplay progress = new ProgressDisplay("CartPole-v1", 500_000)) {
 *     … progress.update(stepsSoFar / 500_000.0, "return 213"); …
 * }
 * }</pre>
 *
 * <p>An {@link Ablation} takes it as its listener; {@link #curves()} adds, in a notebook, the learning curves as they come:
 *
 * <pre>{@code
 * try (ProgressDisplay progress = new ProgressDisplay("clip or not", totalSteps).curves()) {
 *     logs = ablation.progress(progress).run();
 * }
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class ProgressDisplay implements ProgressListener, AutoCloseable {
    private static final long DRAW_EVERY_NANOS = 1_000_000_000L;
    private static final int BAR_WIDTH = 20;

    private static volatile Supplier<Screen> screens;

    private final String label;
    private final long totalSteps;
    private final LongSupplier nanos;
    private final Screen screen;
    private final long startNanos;
    private long drawnNanos;
    /** Whether a line is drawn at the end; not where all was over before the first one. */
    private boolean drawsLast = true;

    private boolean closed;
    /** As the listener was told, s; NaN where it counts by the share. */
    private double left = Double.NaN;

    private long beginNanos;
    private double firstFraction;
    /** Where the speed and the time left are counted from. */
    private long speedNanos;

    private double speedFraction;
    private boolean begun;
    private boolean stepped;
    private double fraction;
    private String text = "";
    private String notes = "";
    private LiveCurves curves;

    /**
     * Begins a display of something that is counted in steps.
     *
     * @param label what is running
     * @param totalSteps the number of steps at the end, for the steps per second; 0 where there are no steps to count
     * @throws IllegalArgumentException if totalSteps is negative
     */
    public ProgressDisplay(String label, long totalSteps) {
        this(label, totalSteps, screens == null ? new TerminalLine() : screens.get(), System::nanoTime);
    }

    /**
     * Begins a display of something that is not counted in steps.
     *
     * @param label what is running
     */
    public ProgressDisplay(String label) {
        this(label, 0);
    }

    /**
     * Begins a display that shows nothing in its first second, and nothing at all where everything is over by then; so of an
     * {@link Ablation} that was given no listener.
     *
     * @param totalSteps the number of steps at the end
     * @return the display
     */
    public static ProgressDisplay patient(long totalSteps) {
        return new ProgressDisplay("", totalSteps).patiently();
    }

    ProgressDisplay patiently() {
        drawnNanos = startNanos;
        drawsLast = false;
        return this;
    }

    ProgressDisplay(String label, long totalSteps, Screen screen, LongSupplier nanos) {
        Require.that(totalSteps >= 0, "totalSteps", "at least 0", totalSteps);
        this.label = label;
        this.totalSteps = totalSteps;
        this.screen = screen;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.beginNanos = startNanos;
        this.speedNanos = startNanos;
        this.drawnNanos = startNanos - DRAW_EVERY_NANOS;
    }

    /**
     * Sets where the displays that are made from now on are drawn.
     *
     * @param supplier makes the place; null for the terminal
     */
    public static void showIn(Supplier<Screen> supplier) {
        screens = supplier;
    }

    /**
     * Says how far the run is. After {@link #close} this has no effect.
     *
     * @param fraction the share done, in [0, 1]
     * @param text what else to show, as in {@code return 213}; may be empty
     * @throws IllegalArgumentException if the fraction is NaN or not in [0, 1]
     */
    @Override
    public synchronized void update(double fraction, String text) {
        Require.that(fraction >= 0 && fraction <= 1, "fraction", "in [0, 1]", fraction);
        if (closed) {
            return;
        }
        this.fraction = fraction;
        this.text = text;
        long now = nanos.getAsLong();
        countSpeedFromFirstStep(now);
        if (now - drawnNanos >= DRAW_EVERY_NANOS) {
            drawnNanos = now;
            drawsLast = true;
            screen.show(line(now, false), false);
        }
    }

    /** Until an ablation does its first steps, networks are made and an engine is loaded. A run may also begin anew. */
    private void countSpeedFromFirstStep(long now) {
        boolean first = !stepped && fraction > speedFraction;
        if (begun && (first || fraction < speedFraction)) {
            stepped |= first;
            speedFraction = fraction;
            speedNanos = now;
        }
    }

    /**
     * Draws learning curves too, at most once a second, where there is a notebook to draw them in: the mean return of each
     * variant against the steps, on the last task that has begun.
     *
     * @return this
     */
    public ProgressDisplay curves() {
        return curves(LiveCurves::returns);
    }

    /**
     * Draws a chart of one's own too, at most once a second, where there is a notebook to draw it in.
     *
     * @param chart makes the chart from the logs so far, whose updates are thinned out to at most {@value LiveCurves#UPDATES};
     *     where it throws an IllegalArgumentException, as where there is nothing to draw yet, none is drawn
     * @return this
     */
    public synchronized ProgressDisplay curves(Function<List<RunLog>, Chart<?, ?>> chart) {
        curves = screen.hasCharts() ? new LiveCurves(chart, nanos) : null;
        return this;
    }

    /**
     * Says how much was done before, as found in a store: it does not count in the speed and the time left, nor does the time
     * until the first steps are done.
     *
     * @param doneBefore the share, in [0, 1]
     */
    @Override
    public synchronized void begin(double doneBefore) {
        begun = true;
        beginNanos = nanos.getAsLong();
        firstFraction = doneBefore;
        speedNanos = beginNanos;
        speedFraction = doneBefore;
    }

    @Override
    public synchronized void left(double seconds) {
        left = seconds;
    }

    /**
     * Takes the logs so far for the curves.
     *
     * @param soFar gives them; asked only when a chart is drawn
     */
    @Override
    public synchronized void logs(Supplier<List<RunLog>> soFar) {
        if (curves != null && !closed) {
            curves.draw(soFar, screen);
        }
    }

    /**
     * Says what should not be missed, in a line of its own below the last one, which {@link #close} draws.
     *
     * @param line the line
     */
    @Override
    public synchronized void note(String line) {
        notes += "\n" + line;
    }

    /** Draws line and curves a last time, with the share reached and the time taken. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (curves != null) {
                curves.drawLast(screen);
            }
            if (drawsLast) {
                screen.show(line(nanos.getAsLong(), true) + notes, true);
            } else if (!notes.isEmpty()) {
                screen.show(notes.substring(1), true);
            }
        }
    }

    private String line(long now, boolean last) {
        double seconds = (now - (last ? beginNanos : speedNanos)) * 1e-9;
        double done = fraction - (last ? firstFraction : speedFraction);
        int filled = (int) (fraction * BAR_WIDTH);
        StringBuilder line = new StringBuilder(label)
                .append(label.isEmpty() ? "[" : " [")
                .append("#".repeat(filled))
                .append(".".repeat(BAR_WIDTH - filled))
                .append(String.format(Locale.ROOT, "] %3d%%", (int) (fraction * 100)));
        double stepsPerSecond = totalSteps * done / seconds;
        if (totalSteps > 0 && done > 0 && seconds > 0) {
            line.append(String.format(Locale.ROOT, "  %,d steps/s", Math.round(stepsPerSecond)));
        }
        if (last) {
            line.append("  ").append(clock((now - startNanos) * 1e-9)).append(" in all");
        } else if (done > 0) {
            line.append("  ")
                    .append(clock(Double.isNaN(left) ? seconds * (1 - fraction) / done : left))
                    .append(" left");
        }
        return text.isEmpty() ? line.toString() : line.append("  ").append(text).toString();
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** A line on standard output that begins with a carriage return and covers the one before. */
    private static final class TerminalLine implements Screen {
        private int width;

        @Override
        public void show(String line, boolean last) {
            System.out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())) + (last ? "\n" : ""));
            System.out.flush();
            width = line.length();
        }
    }
}
