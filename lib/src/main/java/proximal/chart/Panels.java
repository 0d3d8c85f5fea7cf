package proximal.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import proximal.environment.Require;

/**
 * Charts side by side in one picture, as the panels of a figure in a paper:
 *
 * <pre>{@code
 * Panels.of("both signs", left.chart(), right.chart())
 * }</pre>
 *
 * <p>Titles and axes of the panels are aligned. Where the picture is painted in less width, as in a column of a paper, the
 * panels stand below one another.
 *
 * <p>Copy: with the library.
 */
public final class Panels {
    /** The least width of a panel, pixels. */
    private static final int LEAST = 260;

    private static final int TITLE = 30;

    private Panels() {}

    /**
     * Puts charts side by side, from left to right.
     *
     * @param title the title of the whole, above the panels' own; empty for none
     * @param panels the charts, which keep their widths
     * @return one chart, as wide as all panels together
     * @throws IllegalArgumentException if there is no panel
     */
    public static Chart<?, ?> of(String title, Chart<?, ?>... panels) {
        Require.that(panels.length != 0, () -> "a figure needs at least 1 panel but had 0");
        int width = Arrays.stream(panels).mapToInt(Chart::getWidth).sum();
        int height = Arrays.stream(panels).mapToInt(Chart::getHeight).max().orElseThrow();
        return new Side(title, List.of(panels), panels.length, width, height + (title.isBlank() ? 0 : TITLE));
    }

    /**
     * Puts charts into rows and columns, row by row.
     *
     * @param title the title of the whole, above the panels' own; empty for none
     * @param columns the charts of a row, at least 1
     * @param panels the charts; each gets the width and height of the largest
     * @return one chart
     * @throws IllegalArgumentException if there is no panel, or no column
     */
    public static Chart<?, ?> grid(String title, int columns, Chart<?, ?>... panels) {
        Require.that(columns >= 1, "columns", "at least 1", columns);
        Require.that(panels.length != 0, () -> "a figure needs at least 1 panel but had 0");
        int across = Math.min(columns, panels.length);
        int width = Arrays.stream(panels).mapToInt(Chart::getWidth).max().orElseThrow();
        int height = Arrays.stream(panels).mapToInt(Chart::getHeight).max().orElseThrow();
        int rows = (panels.length + across - 1) / across;
        return new Side(title, List.of(panels), across, across * width, rows * height + (title.isBlank() ? 0 : TITLE));
    }

    /**
     * Puts charts side by side whose y axes have one range, so that they can be compared.
     *
     * @param title the title of the whole, above the panels' own; empty for none
     * @param panels the charts; the ends of their y axes change
     * @return one chart, as wide as all panels together
     * @throws IllegalArgumentException if there is no panel, or one has no ends of its y axis
     */
    public static Chart<?, ?> sameY(String title, Chart<?, ?>... panels) {
        List<AxesChartStyler> stylers = Arrays.stream(panels)
                .map(panel -> (AxesChartStyler) panel.getStyler())
                .toList();
        AxisRange range = new AxisRange();
        for (AxesChartStyler styler : stylers) {
            Require.that(
                    styler.getYAxisMin() != null && styler.getYAxisMax() != null,
                    () -> "panels with one range of y need charts that have a range");
            range.add(styler.getYAxisMin(), styler.getYAxisMax());
        }
        stylers.forEach(styler -> styler.setYAxisMin(range.min()).setYAxisMax(range.max()));
        return of(title, panels);
    }

    /**
     * Lays a chart out for another width, its letters as large as before: panels stand below one another where they have no
     * room side by side. A chart of XChart's own is left as it is.
     *
     * @param chart the chart, of a figure or of this class, edited or not
     * @param width the width, pixels
     * @return a chart of that width
     */
    public static Chart<?, ?> laidOut(Chart<?, ?> chart, int width) {
        if (chart instanceof Side side) {
            int columns = Math.max(1, Math.min(side.panels.size(), width / LEAST));
            int rows = (side.panels.size() + columns - 1) / columns;
            int high = side.panels.stream()
                    .mapToInt(panel -> height(panel, width / columns))
                    .max()
                    .orElseThrow();
            return new Side(side.getTitle(), side.panels, columns, width, rows * high + side.above(width));
        }
        return chart instanceof PaperFrame.Framed
                ? new Side(chart.getTitle(), List.of(chart), 1, width, height(chart, width))
                : chart;
    }

    private static int height(Chart<?, ?> chart, int width) {
        return chart instanceof PaperFrame.Framed framed
                ? framed.frame().heightAt(width)
                : PaperStyle.heightAt(chart.getWidth(), chart.getHeight(), width);
    }

    /** A chart without data of its own, which paints the panels. */
    private static final class Side extends XYChart {
        private final List<Chart<?, ?>> panels;
        private final int columns;

        Side(String title, List<Chart<?, ?>> panels, int columns, int width, int height) {
            super(width, height);
            this.panels = panels;
            this.columns = columns;
            setTitle(title);
        }

        /** The lines of the title; a panel alone has its own. */
        private PaperText.Lines title(int width) {
            return PaperText.fitted(PaperStyle.TITLE, panels.size() == 1 ? "" : getTitle(), width - 20);
        }

        /** The height of the title. */
        int above(int width) {
            PaperText.Lines title = title(width);
            return title.lines().isEmpty() ? 0 : (int) (TITLE + (title.lines().size() - 1) * title.leading());
        }

        @Override
        public void paint(Graphics2D g, int width, int height) {
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, height);
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setColor(PaperStyle.INK);
            title(width).placed(width / 2.0, TITLE - 8, 0, width).forEach(line -> line.paint(g));
            int above = above(width);
            int rows = (panels.size() + columns - 1) / columns;
            int high = (height - above) / rows;
            int natural = panels.stream().mapToInt(Chart::getWidth).sum();
            int[] widths = panels.stream()
                    .mapToInt(panel -> columns < panels.size() ? width / columns : width * panel.getWidth() / natural)
                    .toArray();
            Insets[] needs = IntStream.range(0, panels.size())
                    .mapToObj(i -> panels.get(i) instanceof PaperFrame.Framed framed
                            ? framed.frame().insets(widths[i], high)
                            : new Insets(0, 0, 0, 0))
                    .toArray(Insets[]::new);
            int left = 0;
            for (int i = 0; i < panels.size(); i++) {
                left = i % columns == 0 ? 0 : left;
                Graphics2D part = (Graphics2D) g.create(left, above + i / columns * high, widths[i], high);
                try {
                    paint(part, i, widths[i], high, needs);
                } finally {
                    part.dispose();
                }
                left += widths[i];
            }
        }

        /** With the room around the axes that a panel in its row needs above and below, and one in its column at the sides. */
        private void paint(Graphics2D part, int i, int width, int height, Insets[] needs) {
            if (!(panels.get(i) instanceof PaperFrame.Framed framed)) {
                panels.get(i).paint(part, width, Math.min(height, panels.get(i).getHeight()));
                return;
            }
            Insets least = new Insets(0, 0, 0, 0);
            for (int other = 0; other < needs.length; other++) {
                if (other / columns == i / columns) {
                    least.top = Math.max(least.top, needs[other].top);
                    least.bottom = Math.max(least.bottom, needs[other].bottom);
                }
                if (other % columns == i % columns) {
                    least.left = Math.max(least.left, needs[other].left);
                    least.right = Math.max(least.right, needs[other].right);
                }
            }
            framed.frame().paint(part, width, height, least);
        }
    }
}
