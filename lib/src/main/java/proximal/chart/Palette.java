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

    private static final int[][] SCALE = {{0xEA, 0xF3, 0xFA}, {0x56, 0xA0, 0xD0}, {0x06, 0x33, 0x66}};

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

    /**
     * {@return a colour of the scale from light to dark blue, which keeps its order in grey and for every kind of colour blindness}
     *
     * @param share where on the scale, in [0, 1]
     */
    public static Color scale(double share) {
        int from = share < 0.5 ? 0 : 1;
        double part = 2 * share - from;
        int[] low = SCALE[from];
        int[] high = SCALE[from + 1];
        return new Color(
                (int) Math.round(low[0] + part * (high[0] - low[0])),
                (int) Math.round(low[1] + part * (high[1] - low[1])),
                (int) Math.round(low[2] + part * (high[2] - low[2])));
    }
}
