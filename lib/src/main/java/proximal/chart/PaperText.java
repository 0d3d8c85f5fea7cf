package proximal.chart;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What has room of a text: how wide it is, and how it is cut, wrapped or written smaller.
 *
 * <p>Copy: with the library.
 */
public final class PaperText {
    /**
     * A text in lines.
     *
     * @param font the font
     * @param lines the lines, none of them empty
     */
    public record Lines(Font font, List<String> lines) {
        /** {@return how far the lines are apart, pixels} */
        public double leading() {
            return font.getSize2D() * 1.3;
        }

        /** {@return how far the first baseline is below the upper end, pixels} */
        public double ascent() {
            return 0.8 * font.getSize2D();
        }

        /** {@return the height, pixels} */
        public double height() {
            return lines.size() * leading();
        }

        /** {@return the width of the longest line, pixels} */
        public double longest() {
            return lines.stream().mapToDouble(line -> width(font, line)).max().orElse(0);
        }

        /**
         * {@return whether the lines are not too many and not too long}
         *
         * @param most how many they may be
         * @param room how long they may be, pixels
         */
        public boolean fits(int most, double room) {
            return lines.size() <= most && longest() <= room;
        }

        /**
         * {@return the lines where they stand}
         *
         * @param middle the middle of each, where that leaves it between the ends
         * @param baseline the baseline of the first
         * @param ends where a line may begin and end
         */
        public List<PlacedText> placed(double middle, double baseline, double... ends) {
            List<PlacedText> placed = new ArrayList<>();
            for (String line : lines) {
                double half = width(font, line) / 2;
                double x = Math.max(ends[0] + half, Math.min(ends[1] - half, middle)) - half;
                placed.add(PlacedText.at(line, font, x, baseline + placed.size() * leading(), 0));
            }
            return placed;
        }
    }

    private static final float SMALLEST = 8;

    private PaperText() {}

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
     * {@return a text in lines that have room, where their words do}
     *
     * @param font the font
     * @param text the text
     * @param room the room for it, pixels
     */
    public static List<String> wrap(Font font, String text, double room) {
        List<String> lines = filled(font, text, room);
        double less = room; // lines of about the same length look better than a last one of one word
        while (less > 1 && filled(font, text, less - 1).size() == lines.size()) {
            less--;
        }
        return filled(font, text, less);
    }

    private static List<String> filled(Font font, String text, double room) {
        List<String> lines = new ArrayList<>();
        for (String word : text.strip().split("(?<!±)\\s+(?!%)")) { // a number keeps its sign and its unit
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
     * {@return a text in two lines at most, in smaller letters or cut where that is not enough}
     *
     * @param font the font
     * @param text the text; no line where it is null or blank
     * @param room the room for a line, pixels
     */
    public static Lines fitted(Font font, String text, double room) {
        if (text == null || text.isBlank()) {
            return new Lines(font, List.of());
        }
        float least = Math.min(10, font.getSize2D());
        for (float size = font.getSize2D(); size >= least; size--) {
            Font smaller = font.deriveFont(size);
            Lines lines = new Lines(smaller, wrap(smaller, line(text), room));
            if (lines.fits(2, room)) {
                return lines;
            }
        }
        Font small = font.deriveFont(least);
        return new Lines(small, List.of(cut(small, line(text), room)));
    }

    /**
     * {@return the font, made smaller where one of the lines would be longer than there is room, but not unreadable}
     *
     * @param font the font
     * @param lines the lines
     * @param room the room for them, pixels
     */
    public static Font readable(Font font, List<String> lines, double room) {
        double size = font.getSize2D() * Math.min(1, room / new Lines(font, lines).longest());
        while (size > SMALLEST && new Lines(font.deriveFont((float) size), lines).longest() > room) {
            size -= 0.25; // the widths of letters are whole pixels, so in proportion is not enough
        }
        return font.deriveFont(Math.min(font.getSize2D(), Math.max(SMALLEST, (float) size)));
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
}
