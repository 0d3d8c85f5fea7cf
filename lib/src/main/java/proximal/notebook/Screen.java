package proximal.notebook;

import org.knowm.xchart.internal.chartpart.Chart;

/**
 * Where a progress line and its chart are drawn.
 *
 * <p>Copy: with the library.
 */
public interface Screen {
    /**
     * Draws the line over the one before.
     *
     * @param line the line
     * @param last whether it is the last one
     */
    void show(String line, boolean last);

    /**
     * {@return whether it shows charts}
     */
    default boolean hasCharts() {
        return false;
    }

    /**
     * Draws a chart over the one before.
     *
     * @param chart the chart
     */
    default void show(Chart<?, ?> chart) {}
}
