package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * Coloured cells with a text in each, which XChart's heat map writes in one line only.
 *
 * <p>Copy: with the library.
 */
public final class CellMarks extends Annotation {
    private record Cell(double x, double y, double share, List<String> lines) {}

    private static final double ROOM = 0.9;

    private final List<Cell> cells = new ArrayList<>();

    /** Makes marks without any cell. */
    public CellMarks() {
        super(false);
    }

    /**
     * Adds a cell of width and height 1 around a point.
     *
     * @param x the middle
     * @param y the middle
     * @param share its colour on {@link Palette#scale}, in [0, 1]
     * @param lines what is written in it, the first line larger; as many as have room
     */
    public void add(double x, double y, double share, List<String> lines) {
        cells.add(new Cell(x, y, share, List.copyOf(lines)));
    }

    @Override
    public void paint(Graphics2D g) {
        for (Cell cell : cells) {
            int left = getXAxisScreenValue(cell.x - 0.5);
            int right = getXAxisScreenValue(cell.x + 0.5);
            int top = getYAxisScreenValue(cell.y + 0.5);
            int bottom = getYAxisScreenValue(cell.y - 0.5);
            Color color = Palette.scale(cell.share);
            g.setColor(color);
            g.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
            g.setColor(Color.WHITE);
            g.setStroke(new BasicStroke(1));
            g.draw(new Rectangle2D.Double(left, top, right - left, bottom - top));
            g.setColor(cell.share > 0.45 ? Color.WHITE : PaperStyle.INK);
            write(g, cell.lines, (left + right) / 2.0, (top + bottom) / 2.0, right - left, bottom - top);
        }
        bounds = new Rectangle2D.Double();
    }

    private void write(Graphics2D g, List<String> lines, double middle, double centre, double wide, double high) {
        Font letters = styler.getLegendFont();
        Font first = PaperText.readable(letters, lines.subList(0, 1), ROOM * wide);
        Font rest = PaperText.readable(letters.deriveFont(letters.getSize2D() - 2), lines, ROOM * wide);
        double leading = 1.25 * first.getSize2D();
        int shown = Math.max(1, Math.min(lines.size(), (int) (ROOM * high / leading)));
        double baseline = centre - shown * leading / 2 + 0.8 * first.getSize2D();
        for (int i = 0; i < shown; i++) {
            Font font = i == 0 ? first : rest;
            String text = PaperText.cut(font, lines.get(i), ROOM * wide);
            PlacedText.at(text, font, middle - PaperText.width(font, text) / 2, baseline + i * leading, 0)
                    .paint(g);
        }
    }
}
