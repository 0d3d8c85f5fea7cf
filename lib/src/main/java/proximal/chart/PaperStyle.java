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
import java.util.function.Predicate;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

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
    private static final float READABLE = 10;
    private static final float SMALLEST = 8;
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
     */
    public static void apply(AxesChartStyler styler) {
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
     * {@return a name on one line, and one that can be seen}
     *
     * @param name the name
     */
    public static String line(String name) {
        return name.isBlank() ? "(empty)" : name.strip().replaceAll("\\s+", " ");
    }

    /**
     * {@return a text that has room: where it is too long it loses its middle, since names often differ at their ends}
     *
     * @param font the font
     * @param text the text
     * @param room the room for it, pixels
     */
    public static String cut(Font font, String text, double room) {
        int[] letters = text.codePoints().toArray();
        int least = 1;
        int most = letters.length;
        while (least < most) {
            int middle = width(font, text) <= room + 1 ? most : (least + most + 1) / 2;
            if (width(font, middleCut(letters, middle)) <= room + 1) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return middleCut(letters, least);
    }

    private static String middleCut(int[] letters, int kept) {
        int tail = kept * 2 / 5;
        return kept == letters.length
                ? new String(letters, 0, kept)
                : new String(letters, 0, kept - tail) + "…" + new String(letters, letters.length - tail, tail);
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
        Font smaller = font;
        double longest = longest(font, lines);
        for (double size = font.getSize2D() * room / longest; longest > room && size > 1; size -= 0.25) {
            smaller = font.deriveFont(
                    (float) size); // the widths of letters are whole pixels, so in proportion is not enough
            longest = longest(smaller, lines);
        }
        return smaller;
    }

    private static double longest(Font font, List<String> lines) {
        return lines.stream().mapToDouble(line -> width(font, line)).max().orElse(0);
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
        int half = (int) Math.ceil(label.isEmpty() ? 0 : width(styler.getAxisTickLabelsFont(), label) / 2);
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
        Font font = readable(TITLE, List.of(text), room);
        chart.getStyler().setChartTitleVisible(!text.isBlank());
        chart.getStyler().setChartTitleFont(font);
        chart.setTitle(text.isBlank() ? "" : cut(font, line(text), room));
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
            Font font = readable(readable(styler.getAxisTitleFont(), List.of(x), wide), List.of(y), high);
            styler.setAxisTitleFont(font);
            x = x.isBlank() ? "" : cut(font, line(x), wide);
            y = y.isBlank() ? "" : cut(font, line(y), high);
        }
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
    }

    /**
     * {@return the font, made smaller where the lines are longer than there is room, but not unreadable}
     *
     * @param font the font
     * @param lines the lines
     * @param room the room for them, pixels
     */
    public static Font readable(Font font, List<String> lines, double room) {
        float size = fitted(font, lines, room).getSize2D();
        return font.deriveFont(Math.min(font.getSize2D(), Math.max(SMALLEST, size)));
    }

    /**
     * {@return whether a title can be read whole and with ease above the plot of a chart}
     *
     * @param title the title
     * @param width the width of the chart, pixels
     */
    public static boolean fitsAsTitle(String title, int width) {
        return width(TITLE.deriveFont(READABLE), title) <= titleRoom(width);
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
        boolean turned = categories.stream().anyMatch(category -> width(font, category) > 0.95 * room);
        if (turned) {
            styler.setXAxisLabelRotation(room > 40 ? 25 : 90);
        }
        styler.setXAxisMaxLabelCount((int) Math.max(2, (width - 110.0) / 18));
        double longest = !turned ? room : room > 40 ? 0.4 * height : 0.22 * height;
        return cut(font, categories, longest);
    }

    /**
     * {@return names that have room, each on one line, and no two alike, since XChart wants labels that differ}
     *
     * @param font the font
     * @param names the names
     * @param room the room for one, pixels
     */
    public static List<String> cut(Font font, List<String> names, double room) {
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            shown.add(distinct(cut(font, line(name), room), shown::contains));
        }
        return shown;
    }

    /**
     * {@return a name, with an apostrophe or more where it is taken}
     *
     * @param name the name
     * @param taken says whether one is taken
     */
    public static String distinct(String name, Predicate<String> taken) {
        String free = name;
        while (taken.test(free)) {
            free += "'";
        }
        return free;
    }

    /**
     * {@return how wide a text is, pixels}
     *
     * @param font the font
     * @param text the text
     */
    public static double width(Font font, String text) {
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
        return value == 0 ? BigDecimal.ZERO : new BigDecimal(value, new MathContext(12)).stripTrailingZeros();
    }
}
