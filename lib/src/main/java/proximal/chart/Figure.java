package proximal.chart;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import proximal.environment.Require;
import proximal.table.TableColumns;
import tech.tablesaw.api.Table;

/**
 * What all charts have: title, axis titles, size and horizontal reference lines. A figure does not change: each method
 * returns another figure.
 *
 * <p>Copy: with the library.
 *
 * @param <F> the kind of figure
 */
public abstract class Figure<F extends Figure<F>> implements Cloneable {
    /**
     * A line at a value, with its name.
     *
     * @param label what the legend says
     * @param value the value
     */
    public record Reference(String label, double value) {

        /** Takes no label for an empty one, and refuses a value that is not finite. */
        public Reference {
            Require.that(Double.isFinite(value), () -> "a reference line needs a finite value but had " + value);
            label = label == null ? "" : label;
        }
    }

    /** What is drawn. */
    protected final Table table;

    private static final Map<String, String> TITLES = Map.of(
            "steps", "environment steps",
            "episodeReturn", "mean return of the last 100 episodes",
            "entropy", "entropy (nats)",
            "kl", "KL(old, new) (nats)",
            "approxKl", "estimated KL(old, new), k3 (nats)",
            "clipFraction", "share of samples with |r - 1| > clipRange",
            "advantageVariance", "variance of the advantages",
            "explainedVariance", "explained variance of the returns");

    /** The title; empty for none. */
    protected String title = "";
    /** The title of the x axis; null for one made from the column's name. */
    protected String xTitle;
    /** The title of the y axis; null for one made from the column's name. */
    protected String yTitle;
    /** Pixels. */
    protected int width = 760;
    /** Pixels. */
    protected int height = 440;
    /** The line below the legend; null for what the figure says by itself. */
    protected String caption;
    /** The horizontal reference lines. */
    protected List<Reference> horizontals = List.of();

    /**
     * Makes a figure with the settings that all have.
     *
     * @param table what is drawn
     * @throws IllegalArgumentException if it is null
     */
    protected Figure(Table table) {
        this.table = TableColumns.requireMade(table);
    }

    /**
     * {@return this figure with a title}
     *
     * @param text the title
     */
    public final F title(String text) {
        return with(f -> f.title = text == null ? "" : text);
    }

    /**
     * {@return this figure with a title of the x axis}
     *
     * @param text the quantity and its unit
     */
    public final F xTitle(String text) {
        return with(f -> f.xTitle = text);
    }

    /**
     * {@return this figure with a title of the y axis}
     *
     * @param text the quantity and its unit
     */
    public final F yTitle(String text) {
        return with(f -> f.yTitle = text);
    }

    /**
     * {@return this figure in another size; 760 x 440 pixels if not set}
     *
     * @param pixelsWide the width, at least 200 pixels
     * @param pixelsHigh the height, at least 150 pixels
     * @throws IllegalArgumentException if a side is too small
     */
    public final F size(int pixelsWide, int pixelsHigh) {
        Require.that(
                pixelsWide >= 200 && pixelsHigh >= 150,
                () -> "a chart must be at least 200 x 150 pixels but was " + pixelsWide + " x " + pixelsHigh);
        return with(f -> {
            f.width = pixelsWide;
            f.height = pixelsHigh;
        });
    }

    /**
     * {@return this figure with a further horizontal line, dashed, such as the return that counts as solved}
     *
     * @param label what the legend says
     * @param y the value
     * @throws IllegalArgumentException if the value is not finite
     */
    public final F horizontal(String label, double y) {
        return with(f -> f.horizontals = append(f.horizontals, new Reference(label, y)));
    }

    /**
     * {@return this figure with another line below the legend, such as what a band shows}
     *
     * @param text what it says; empty for none
     */
    public final F caption(String text) {
        return with(f -> f.caption = text);
    }

    /**
     * Draws the chart.
     *
     * @return XChart's chart
     * @throws IllegalArgumentException if the table does not hold what the figure shows
     */
    public abstract Chart<?, ?> chart();

    /** {@return what it is, and what to call for a chart} */
    @Override
    public String toString() {
        return getClass().getSimpleName() + (title.isEmpty() ? "" : " \"" + title + "\"") + " of " + table.rowCount()
                + " rows; chart() draws it";
    }

    /**
     * The height that suits another width: in proportion, but with room for the axes where that is narrow.
     *
     * @param pixelsWide the other width, pixels
     * @return the height, pixels
     */
    public int heightAt(int pixelsWide) {
        return PaperStyle.heightAt(width, height, pixelsWide);
    }

    /**
     * Makes a changed copy of this figure.
     *
     * @param change what to change in the copy
     * @return the copy
     */
    @SuppressWarnings("unchecked")
    protected final F with(Consumer<F> change) {
        try {
            F copy = (F) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Appends an element to a list.
     *
     * @param <T> the type of the elements
     * @param list the list
     * @param element what comes at its end
     * @return the longer list
     */
    protected static <T> List<T> append(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return List.copyOf(longer);
    }

    /**
     * Checks that there is something to draw.
     *
     * @throws IllegalArgumentException if the table has no row
     */
    protected final void requireRows() {
        Require.that(!table.isEmpty(), () -> "there is nothing to draw: the table has no row");
    }

    /**
     * {@return the title, and how many runs failed where the table says so}
     */
    protected String noted() {
        return FailedRuns.addTo(title, table, "variant", width);
    }

    /**
     * Gives an empty chart the style and its titles.
     *
     * @param <C> the kind of chart
     * @param chart the chart
     * @param xAxis the title of the x axis
     * @param yAxis the title of the y axis
     * @return the chart
     */
    protected final <C extends Chart<? extends AxesChartStyler, ?> & PaperFrame.Framed> C styled(
            C chart, String xAxis, String yAxis) {
        PaperStyle.apply(chart.getStyler());
        chart.setTitle(noted());
        chart.setXAxisTitle(xAxis);
        chart.setYAxisTitle(yAxis);
        chart.frame().caption(caption == null ? "" : caption);
        return chart;
    }

    /**
     * A key that no series has: lines, bands and areas, whatever users call them, share XChart's one map.
     *
     * @param chart the chart
     * @param reserved the keys of series that are still to come
     * @param wanted the key to begin with
     * @return it, or with an apostrophe or more where it is taken
     */
    protected static String free(Chart<?, ?> chart, Collection<String> reserved, String wanted) {
        return PaperText.distinct(
                wanted.isEmpty() ? "(empty)" : wanted,
                key -> chart.getSeriesMap().containsKey(key) || reserved.contains(key));
    }

    /**
     * What was set, or what a column of the runs' updates holds, or the column's name in words, as in "episode return". A column
     * of another table may mean another thing under the same name: the returns of episodes are single ones.
     *
     * @param table the table
     * @param set the title that was set; null for none
     * @param column the name of the column
     * @return the title
     */
    protected static String axisTitle(Table table, String set, String column) {
        boolean known = TableColumns.has(table, "update") || column.equals("steps") && TableColumns.has(table, "seed");
        return set != null
                ? set
                : known && TITLES.containsKey(column)
                        ? TITLES.get(column)
                        : column.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
