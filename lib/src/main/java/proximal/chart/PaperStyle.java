package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
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

    /** The colour of the grid. */
    public static final Color GRID = new Color(0xEAEAEA);

    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    /** The letters of titles. */
    public static final Font TITLE = LETTERS.deriveFont(Font.BOLD, 16f);

    private PaperStyle() {}

    /**
     * Gives a chart the look, and leaves to {@link PaperFrame} what stands around its data. The size of letters and lines is in
     * pixels of the chart before any scaling.
     *
     * @param styler the chart's styler
     */
    public static void apply(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(new Color(255, 255, 255, 0));
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesVisible(false).setPlotTicksMarksVisible(false);
        styler.setAxisTicksVisible(false).setAxisTitlesVisible(false);
        styler.setChartPadding(0).setPlotContentSize(PaperFrame.CONTENT);
        styler.setPlotMargin(0);
        styler.setXAxisTickMarkSpacingHint(1)
                .setYAxisTickMarkSpacingHint(1); // where these had no room, XChart would place nothing
        styler.setChartTitleFont(TITLE);
        styler.setAxisTitleFont(LETTERS);
        styler.setAxisTickLabelsFont(LETTERS.deriveFont(13f));
        styler.setMarkerSize(7);
        styler.setLegendFont(LETTERS.deriveFont(13f)).setLegendSeriesLineLength(26);
    }

    /**
     * {@return the height of a chart in another width: in proportion, but with room for the axes where that is narrow}
     *
     * @param width the width of the chart, pixels
     * @param height its height, pixels
     * @param other the other width, pixels
     */
    public static int heightAt(int width, int height, int other) {
        int least = Math.min(Math.min(height, other * 5 / 4), 372);
        return Math.max(least, (int) Math.round((double) height / width * other));
    }

    /**
     * {@return the line of a series: solid, then dashed in several ways, so that of two lines in one place both are seen}
     *
     * @param index the number of the series, from 0
     */
    public static BasicStroke line(int index) {
        // Other than the colours in number, so that few pairs of both come again.
        return switch (index % 5) {
            case 0 -> // round ends, since XChart draws each piece of a line alone and would leave gaps at the corners
                new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            case 1 -> stroke(2f, 9f, 4f);
            case 2 -> stroke(2f, 3f, 3f);
            case 3 -> stroke(2f, 11f, 3f, 2f, 3f);
            default -> stroke(2f, 6f, 2f);
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
     * Writes a number for an axis: 250000 is 250k and 1500000 is 1.5M; very small and very large ones have a power of ten.
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
            return power(value);
        }
        return plain(value);
    }

    /**
     * {@return a text of a table as an axis writes it: a number without a power of ten where that is short}
     *
     * @param text the text
     * @param number whether it is one
     */
    public static String label(String text, boolean number) {
        return number && !text.isEmpty() ? label(Double.parseDouble(text)) : text;
    }

    /**
     * {@return a number in three digits, or in all that stand before the point}
     *
     * @param value the number
     */
    public static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size == 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        double factor = Math.pow(10, Math.min(decimals, 12));
        double rounded = Math.round(value * factor) / factor;
        return size < 1e5 ? plain(rounded) : label(rounded);
    }

    /**
     * {@return a number with a power of ten, as in 10⁻⁶ or 2.5·10¹²}
     *
     * @param value the number, not 0
     */
    public static String power(double value) {
        BigDecimal rounded = round(value);
        int exponent = rounded.precision() - rounded.scale() - 1;
        String mantissa = rounded.scaleByPowerOfTen(-exponent).toPlainString();
        StringBuilder power = new StringBuilder(mantissa.equals("1") ? "10" : mantissa + "·10");
        String.valueOf(exponent).chars().forEach(c -> power.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0')));
        return power.toString();
    }

    private static String plain(double value) {
        return round(value).toPlainString();
    }

    /** Without the noise of binary fractions. */
    private static BigDecimal round(double value) {
        return value == 0 ? BigDecimal.ZERO : new BigDecimal(value, new MathContext(12)).stripTrailingZeros();
    }
}
