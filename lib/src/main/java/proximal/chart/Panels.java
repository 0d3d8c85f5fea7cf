package proximal.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.environment.Require;

/**
 * Charts side by side in one picture, as the panels of a figure in a paper:
 *
 * <pre>{@code
 * Panels.of("both signs", left.chart(), right.chart())
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class Panels {
    private Panels() {}

    /**
     * Puts charts side by side, from left to right and aligned at their tops.
     *
     * @param title what the figure is called where it cannot be shown; each panel has its own title
     * @param panels the charts, which keep their sizes
     * @return one chart, as wide as all panels together
     * @throws IllegalArgumentException if there is no panel
     */
    public static Chart<?, ?> of(String title, Chart<?, ?>... panels) {
        Require.that(panels.length != 0, () -> "a figure needs at least 1 panel but had 0");
        return new Side(title, List.of(panels));
    }

    /**
     * Paints a chart into a part of a picture, at its top.
     *
     * @param panel the chart
     * @param g where the picture is painted
     * @param left where the part begins, pixels
     * @param width how wide it is, pixels
     * @param height how high it is, pixels
     */
    public static void paint(Chart<?, ?> panel, Graphics2D g, int left, int width, int height) {
        Graphics2D part = (Graphics2D) g.create(left, 0, width, height);
        try {
            panel.paint(part, width, height);
        } finally {
            part.dispose();
        }
    }

    /** A chart without data of its own, which paints the panels. */
    private static final class Side extends XYChart {
        private final List<Chart<?, ?>> panels;

        Side(String title, List<Chart<?, ?>> panels) {
            super(
                    panels.stream().mapToInt(Chart::getWidth).sum(),
                    panels.stream().mapToInt(Chart::getHeight).max().orElseThrow());
            this.panels = panels;
            setTitle(title);
        }

        @Override
        public void paint(Graphics2D g, int width, int height) {
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, height);
            int left = 0;
            for (Chart<?, ?> panel : panels) {
                Panels.paint(panel, g, left, panel.getWidth(), panel.getHeight());
                left += panel.getWidth();
            }
        }
    }
}
