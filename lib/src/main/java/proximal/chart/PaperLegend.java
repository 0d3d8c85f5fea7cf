package proximal.chart;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/**
 * Where the legend of a chart stands, and what of it has room.
 *
 * <p>Copy: with the library.
 */
public final class PaperLegend {
    private static final int BOX = 20;
    /** What an entry of a legend on one line is cut to at the least. */
    private static final int ROOM_BELOW = 150;

    private static final int NARROW = 500;

    private PaperLegend() {}

    /**
     * Puts the legend below the data where its entries fit on one line, else beside the data, or below in several lines
     * where the chart is narrow. It never takes more than a share of the picture: it becomes denser and its letters smaller,
     * then names lose their middle, and what has no room is counted in its last entry.
     *
     * @param chart the chart, whose series have their names
     * @param shown whether there is a legend
     * @param grows whether the picture will become higher by the lines of a legend below
     */
    public static void place(Chart<?, ?> chart, boolean shown, boolean grows) {
        List<Series> series = new ArrayList<>();
        chart.getSeriesMap().values().stream().filter(Series::isShowInLegend).forEach(series::add);
        List<String> names =
                series.stream().map(one -> PaperText.line(one.getLabel())).toList();
        for (int i = 0; i < names.size(); i++) {
            series.get(i).setLabel(names.get(i));
        }
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        styler.setLegendVisible(shown && !names.isEmpty());
        if (!styler.isLegendVisible()) {
            return;
        }
        int around = PaperStyle.LEGEND_LINE + 3 * PaperStyle.LEGEND_PADDING;
        double needed = 0;
        for (String name : names) {
            needed += around + PaperText.width(styler.getLegendFont(), name);
        }
        int width = chart.getWidth();
        double each = (width - 90.0) / names.size() - around;
        boolean below = needed < width - 40 || width >= NARROW && each >= ROOM_BELOW;
        boolean beside = !below && width >= NARROW;
        styler.setLegendPosition(beside ? Styler.LegendPosition.OutsideE : Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(below ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
        if (needed < width - 40) {
            return;
        }
        int sample = chart instanceof CategoryChart ? BOX : 0; // the height of what stands before a name
        double share = (beside ? 0.85 : grows ? 0.4 : 0.35) * (chart.getHeight() - (beside || grows ? 0 : 110));
        if (!below) {
            double row = share / names.size();
            boolean small = width < PaperStyle.VERY_NARROW;
            double most = Math.min(small ? 8 : PaperStyle.LEGEND_PADDING, row - Math.max(13, sample));
            int padding = (int) Math.max(4, most);
            styler.setLegendPadding(padding).setLegendSeriesLineLength(small ? 16 : PaperStyle.LEGEND_LINE);
            styler.setLegendFont(styler.getLegendFont().deriveFont((float) Math.max(9, Math.min(13, row - padding))));
            // The legend below stands at the middle of the plot, as a title does.
            each = (beside ? 0.25 * width : PaperStyle.titleRoom(width))
                    - styler.getLegendSeriesLineLength()
                    - 3 * padding;
        }
        Font font = PaperText.readable(styler.getLegendFont(), names, each);
        styler.setLegendFont(font);
        double row = Math.max(font.getSize2D(), sample) + styler.getLegendPadding();
        int rows = below ? names.size() : (int) Math.max(2, share / row);
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == rows - 1 && names.size() > rows;
            series.get(i)
                    .setLabel(last ? "and " + (names.size() - i) + " more" : PaperText.cut(font, names.get(i), each));
            series.get(i).setShowInLegend(i < rows);
        }
    }

    /**
     * {@return the height that a legend below the data takes beyond its first line, pixels}
     *
     * @param chart the chart
     */
    public static int furtherLines(Chart<?, ?> chart) {
        Styler styler = chart.getStyler();
        long entries = chart.getSeriesMap().values().stream()
                .filter(Series::isShowInLegend)
                .count();
        boolean lines = styler.isLegendVisible()
                && styler.getLegendPosition() == Styler.LegendPosition.OutsideS
                && styler.getLegendLayout() == Styler.LegendLayout.Vertical;
        int line = styler.getLegendPadding() + styler.getLegendFont().getSize();
        return lines ? ((int) entries - 1) * line : 0;
    }
}
