package proximal.chart;

import java.awt.Color;
import java.util.List;

/**
 * The one palette of all charts: eight colours that people with any kind of colour blindness can tell apart (Okabe and Ito
 * 2008, "Color Universal Design"), in an order in which the first ones stand out best from white.
 *
 * <p>Copy: with the library.
 */
public final class Palette {
    /** The colours, in the order in which series take them. */
    public static final List<Color> COLORS = List.of(
            new Color(0x0072B2), // blue
            new Color(0xD55E00), // vermilion
            new Color(0x009E73), // bluish green
            new Color(0xCC79A7), // reddish purple
            new Color(0xE69F00), // orange
            new Color(0x56B4E9), // sky blue
            new Color(0x000000), // black
            new Color(0xF0E442)); // yellow

    private Palette() {}

    /**
     * {@return the colour of a series; the colours begin anew after the last}
     *
     * @param index the number of the series, from 0
     */
    public static Color color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    /**
     * {@return the colour of a series, made lighter and still opaque, for bars on which an interval must be seen}
     *
     * @param index the number of the series, from 0
     */
    public static Color tint(int index) {
        Color color = color(index);
        int percent = color.equals(Color.BLACK) ? 65 : 35;
        return new Color(
                lighter(color.getRed(), percent),
                lighter(color.getGreen(), percent),
                lighter(color.getBlue(), percent));
    }

    private static int lighter(int channel, int percent) {
        return channel + (255 - channel) * percent / 100;
    }

    /**
     * {@return the colour of a series, made transparent, for bands and areas that may lie over one another}
     *
     * @param index the number of the series, from 0
     */
    public static Color shade(int index) {
        Color color = color(index);
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 56);
    }
}
