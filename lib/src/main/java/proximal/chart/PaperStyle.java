package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/**
 * How every chart looks: white, a light grid, no frame, letters that can be read in print, the legend outside of the data.
 *
 * <p>Copy: with the library.
 */
public final class PaperStyle {
    private static final Color INK = new Color(0x222222);
    private static final Color GRID = new Color(0xEAEAEA);
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font TITLE = LETTERS.deriveFont(Font.BOLD, 16f);
    private static final float READABLE_TITLE = 10;
    private static final float SMALLEST_AXIS_TITLE = 12;
    private static final int LEGEND_LINE = 26;
    private static final int LEGEND_PADDING = 12;
    private static final int NARROW = 500;
    private static final int VERY_NARROW = 300;

    private PaperStyle() {}

    /**
     * Gives a chart the look. The size of letters and lines is in pixels of the chart before any scaling.
     *
     * @param styler the chart's styler
     */
    public static void apply(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(INK);
        styler.setChartPadding(20);
        styler.setPlotMargin(4);
        styler.setLocale(Locale.ROOT);

        styler.setChartTitleFont(TITLE);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitlePadding(8);

        styler.setAxisTitleFont(LETTERS);
        styler.setAxisTitlePadding(8);
        styler.setAxisTickLabelsFont(LETTERS.deriveFont(13f));
        styler.setAxisTickLabelsColor(INK);
        styler.setAxisTickMarksColor(INK);
        styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        styler.setAxisTickMarkLength(4);
        styler.setAxisTickPadding(5);
        styler.setYAxisTickMarkSpacingHint(50);

        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setPlotTicksMarksVisible(false);
        styler.setPlotContentSize(0.995); // at 1 the tick at the end of an axis would have no label
        styler.setMarkerSize(7);

        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendBackgroundColor(Color.WHITE);
        styler.setLegendFont(LETTERS.deriveFont(13f));
        styler.setLegendPadding(LEGEND_PADDING);
        styler.setLegendSeriesLineLength(LEGEND_LINE);
        styler.setToolTipsEnabled(false);
    }

    /**
     * Puts the legend below the data where its entries fit on one line, else beside the data, or below in several lines
     * where the chart is narrow; without entries there is none.
     *
     * @param styler the chart's styler
     * @param entries the texts of the legend
     * @param width the width of the chart, pixels
     */
    public static void placeLegend(AxesChartStyler styler, List<String> entries, int width) {
        double needed = 0;
        for (String entry : entries) {
            needed += LEGEND_LINE + 3 * LEGEND_PADDING + width(styler.getLegendFont(), entry);
        }
        styler.setLegendVisible(!entries.isEmpty());
        boolean below = needed < width - 40;
        styler.setLegendPosition(
                below || width < NARROW ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE);
        styler.setLegendLayout(below ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
        if (!below && width < VERY_NARROW) { // the legend stands at the middle of the plot, as a title does
            styler.setLegendSeriesLineLength(16).setLegendPadding(8);
            styler.setLegendFont(fitted(styler.getLegendFont(), entries, titleRoom(width) - 16 - 3 * 8));
        }
    }

    /**
     * {@return the height that a legend below the data takes beyond its first line, pixels}
     *
     * @param styler the chart's styler
     * @param entries the entries of the legend
     */
    public static int furtherLegendLines(AxesChartStyler styler, int entries) {
        boolean lines = styler.isLegendVisible()
                && styler.getLegendPosition() == Styler.LegendPosition.OutsideS
                && styler.getLegendLayout() == Styler.LegendLayout.Vertical;
        return lines
                ? (entries - 1)
                        * (styler.getLegendPadding() + styler.getLegendFont().getSize())
                : 0;
    }

    /**
     * Sets how far apart the ticks of the x axis are at the least. XChart sets none on an axis shorter than this, and then
     * knows no places on the y axis either.
     *
     * @param styler the chart's styler
     * @param width the width of the chart, pixels
     */
    public static void spaceTicks(AxesChartStyler styler, int width) {
        styler.setXAxisTickMarkSpacingHint(Math.min(85, width / 4));
    }

    /**
     * {@return a text in lines that have room in letters of the smallest size for axis titles, where their words do}
     *
     * @param font the font
     * @param text the text
     * @param room the room for it, pixels
     */
    public static List<String> wrap(Font font, String text, double room) {
        Font smallest = font.deriveFont(SMALLEST_AXIS_TITLE);
        List<String> lines = filled(smallest, text, room);
        double less = room; // lines of about the same length look better than a last one of one word
        while (less > 1 && filled(smallest, text, less - 1).size() == lines.size()) {
            less--;
        }
        return filled(smallest, text, less);
    }

    private static List<String> filled(Font font, String text, double room) {
        List<String> lines = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            String last = lines.isEmpty() ? null : lines.get(lines.size() - 1) + " " + word;
            if (last != null && width(font, last) <= room) {
                lines.set(lines.size() - 1, last);
            } else {
                lines.add(word);
            }
        }
        return lines;
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
     * {@return the font, made smaller where one of the lines would be longer than there is room}
     *
     * @param font the font
     * @param lines the lines
     * @param room the room for it, pixels
     */
    public static Font fitted(Font font, List<String> lines, double room) {
        double longest =
                lines.stream().mapToDouble(line -> width(font, line)).max().orElse(0);
        return longest <= room ? font : font.deriveFont((float) (font.getSize2D() * room / longest));
    }

    /**
     * Shows a title, where there is one, in letters so small that it is not cut.
     *
     * @param styler the chart's styler
     * @param title the title
     * @param width the width of the chart, pixels
     */
    public static void fitTitle(AxesChartStyler styler, String title, int width) {
        styler.setChartTitleVisible(!title.isEmpty());
        if (!title.isEmpty()) {
            double share = titleRoom(width) / width(TITLE, title);
            styler.setChartTitleFont(TITLE.deriveFont((float) (TITLE.getSize2D() * Math.min(1, share))));
        }
    }

    /**
     * {@return whether a title can be read whole and with ease above the plot of a chart}
     *
     * @param title the title
     * @param width the width of the chart, pixels
     */
    public static boolean fitsAsTitle(String title, int width) {
        return width(TITLE.deriveFont(READABLE_TITLE), title) <= titleRoom(width);
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
     * Turns the names of categories where one of them is too long to stand below its category.
     *
     * @param styler the chart's styler
     * @param categories the names
     * @param width the width of the chart, pixels
     */
    public static void turnLabels(AxesChartStyler styler, List<String> categories, int width) {
        double room = (width - 110.0) / categories.size(); // what the y axis and the margins leave
        for (String category : categories) {
            if (width(styler.getAxisTickLabelsFont(), category) > 0.95 * room) {
                styler.setXAxisLabelRotation(25);
            }
        }
    }

    private static double width(Font font, String text) {
        return font.getStringBounds(text, new FontRenderContext(null, true, false))
                .getWidth();
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
     * The line of a reference value.
     *
     * @return the stroke
     */
    public static BasicStroke referenceLine() {
        return stroke(1.3f, 6f, 4f);
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
     * The colour of text, reference lines and intervals.
     *
     * @return the colour
     */
    public static Color ink() {
        return INK;
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
        return value == 0 ? BigDecimal.ZERO : new BigDecimal(value, new MathContext(9)).stripTrailingZeros();
    }
}
