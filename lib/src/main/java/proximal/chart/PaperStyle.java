package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * How every chart looks: white, a light grid, no frame, letters that can be read in print, the legend outside of the data.
 *
 * <p>Copy: with the library.
 */
public final class PaperStyle {
    /** The colour of text, reference lines and intervals. */
    public static final Color INK = new Color(0x222222);
    /** The line of a reference value. */
    public static final BasicStroke REFERENCE_LINE = stroke(1.3f, 6f, 4f);

    private static final Color GRID = new Color(0xEAEAEA);
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font TITLE = LETTERS.deriveFont(Font.BOLD, 16f);
    private static final float READABLE = 10;
    private static final float SMALLEST_AXIS_TITLE = 12;
    /** What stands before a name in a legend, pixels. */
    public static final int LEGEND_LINE = 26;
    /** Between the entries of a legend, pixels. */
    public static final int LEGEND_PADDING = 12;
    /** Below this a chart has less of a margin, pixels. */
    public static final int VERY_NARROW = 300;

    private PaperStyle() {}

    /**
     * Gives a chart the look. The size of letters and lines is in pixels of the chart before any scaling.
     *
     * @param styler the chart's styler
     * @param width the width of the chart, pixels
     */
    public static void apply(AxesChartStyler styler, int width) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(INK);
        styler.setLocale(Locale.ROOT);

        styler.setChartTitleFont(TITLE);
        styler.setChartTitlePadding(8);

        styler.setAxisTitleFont(LETTERS);
        styler.setAxisTitlePadding(8);
        styler.setAxisTickLabelsFont(LETTERS.deriveFont(13f));
        styler.setAxisTickLabelsColor(INK);
        styler.setAxisTickMarksColor(INK);
        styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        styler.setAxisTickMarkLength(4);
        styler.setAxisTickPadding(5);
        // XChart sets no ticks on an x axis shorter than this, and then knows no places on the y axis either.
        styler.setXAxisTickMarkSpacingHint(Math.min(85, width / 4));
        styler.setYAxisTickMarkSpacingHint(50);

        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setPlotContentSize(0.995); // at 1 the tick at the end of an axis would have no label
        styler.setMarkerSize(7);

        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(LETTERS.deriveFont(13f));
        styler.setLegendPadding(LEGEND_PADDING);
        styler.setLegendSeriesLineLength(LEGEND_LINE);
    }

    /**
     * {@return the font of an axis title in so many lines: several are small, to take no more room than they need}
     *
     * @param styler the chart's styler
     * @param lines the lines
     */
    public static Font titleFont(AxesChartStyler styler, int lines) {
        Font font = styler.getAxisTitleFont();
        return lines > 1 ? font.deriveFont(Math.min(font.getSize2D(), SMALLEST_AXIS_TITLE)) : font;
    }

    /**
     * Gives a small chart less of a margin, and one with a long label at the end of its x axis as much as that needs.
     *
     * @param chart the chart
     * @param span the length of the x axis in its unit; 0 where it has none
     * @param end its upper end
     */
    public static void fitMargin(Chart<?, ?> chart, double span, double end) {
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        double unit = Math.pow(10, Math.floor(Math.log10(span)) - 1); // as fine as ticks are
        String label = span > 0 && !styler.isXAxisLogarithmic() ? label(Math.rint(end / unit) * unit) : "";
        int half = (int) Math.ceil(label.isEmpty() ? 0 : PaperText.width(styler.getAxisTickLabelsFont(), label) / 2);
        boolean small = Math.min(chart.getWidth(), chart.getHeight()) < VERY_NARROW;
        styler.setChartPadding(Math.max(small ? 10 : 20, half));
    }

    /**
     * Shows a title, where there is one, in letters so small that it has room, or cut where they could not be read.
     *
     * @param chart the chart
     * @param text the title
     */
    public static void title(Chart<?, ?> chart, String text) {
        double room = titleRoom(chart.getWidth());
        Font font = PaperText.readable(TITLE, List.of(text), room);
        chart.getStyler().setChartTitleVisible(!text.isBlank());
        chart.getStyler().setChartTitleFont(font);
        chart.setTitle(text.isBlank() ? "" : PaperText.cut(font, PaperText.line(text), room));
    }

    /**
     * Shows the titles of the axes in letters that have room, and cut where that is not enough.
     *
     * @param chart the chart
     * @param x the title of the x axis
     * @param y the title of the y axis
     * @param cut whether they are made smaller and cut
     */
    public static void axisTitles(Chart<?, ?> chart, String x, String y, boolean cut) {
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        double wide = titleRoom(chart.getWidth());
        double high = chart.getHeight() - 100;
        if (cut) {
            Font font = PaperText.readable(
                    PaperText.readable(styler.getAxisTitleFont(), List.of(x), wide), List.of(y), high);
            styler.setAxisTitleFont(font);
            x = x.isBlank() ? "" : PaperText.cut(font, PaperText.line(x), wide);
            y = y.isBlank() ? "" : PaperText.cut(font, PaperText.line(y), high);
        }
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
    }

    /**
     * {@return whether a title can be read whole and with ease above the plot of a chart}
     *
     * @param title the title
     * @param width the width of the chart, pixels
     */
    public static boolean fitsAsTitle(String title, int width) {
        return PaperText.width(TITLE.deriveFont(READABLE), title) <= titleRoom(width);
    }

    /**
     * A title stands at the middle of the plot, which is to the right of the chart's, so that it may be less wide.
     *
     * @param width the width of the chart, pixels
     * @return the room for a title, pixels
     */
    public static double titleRoom(int width) {
        return width - 76;
    }

    /**
     * Turns the names of categories where one of them is too long to stand below its category, and cuts those that would take
     * the plot's room.
     *
     * @param styler the chart's styler
     * @param categories the names
     * @param width the width of the chart, pixels
     * @param height its height, pixels
     * @return the names to show, no two alike
     */
    public static List<String> turnLabels(AxesChartStyler styler, List<String> categories, int width, int height) {
        double room = (width - 110.0) / categories.size(); // what the y axis and the margins leave
        Font font = styler.getAxisTickLabelsFont();
        boolean turned = categories.stream().anyMatch(category -> PaperText.width(font, category) > 0.95 * room);
        if (turned) {
            styler.setXAxisLabelRotation(room > 40 ? 25 : 90);
        }
        styler.setXAxisMaxLabelCount((int) Math.max(2, (width - 110.0) / 18));
        double longest = !turned ? room : room > 40 ? 0.4 * height : 0.22 * height;
        return PaperText.cut(font, categories, longest);
    }

    /**
     * {@return the line of a series: solid while the colours differ, dashed once they come again}
     *
     * @param index the number of the series, from 0
     */
    public static BasicStroke line(int index) {
        return switch (index / Palette.COLORS.size() % 3) {
            case 0 -> // round ends, since XChart draws each piece of a line alone and would leave gaps at the corners
                new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            case 1 -> stroke(2f, 8f, 5f);
            default -> stroke(2f, 2f, 4f);
        };
    }

    /**
     * A line of a width, broken where lengths of dashes and gaps are given.
     *
     * @param width the width of the line, pixels
     * @param dashes the lengths of dashes and gaps; none for a solid line
     * @return the stroke
     */
    public static BasicStroke stroke(float width, float... dashes) {
        return new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dashes.length == 0 ? null : dashes, 0f);
    }

    /**
     * Writes a number for an axis: 250000 is 250k and 1500000 is 1.5M; very small ones have an exponent.
     *
     * @param value the number
     * @return its label
     */
    public static String label(double value) {
        double size = Math.abs(value);
        if (size >= 1e6 && size < 1e9) {
            return plain(value / 1e6) + "M";
        } else if (size >= 1e3 && size < 1e6) {
            return plain(value / 1e3) + "k";
        } else if (size != 0 && (size < 1e-5 || size >= 1e9)) {
            BigDecimal rounded = round(value);
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
        }
        return plain(value);
    }

    private static String plain(double value) {
        return round(value).toPlainString();
    }

    /** Without the noise of binary fractions. */
    private static BigDecimal round(double value) {
        return value == 0 ? BigDecimal.ZERO : new BigDecimal(value, new MathContext(12)).stripTrailingZeros();
    }
}
