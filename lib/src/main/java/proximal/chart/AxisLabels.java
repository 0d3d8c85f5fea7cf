package proximal.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * Vertical axes inside of a chart, with texts at their right.
 *
 * <p>Copy: with the library.
 */
public final class AxisLabels extends Annotation {
    private record Label(double x, double y, String text) {}

    private static final Color BEHIND = new Color(255, 255, 255, 200);

    private final List<Label> labels = new ArrayList<>();

    /** Makes axes without any label. */
    public AxisLabels() {
        super(false);
    }

    /**
     * Adds a label, and with it its axis, from 0 to 1.
     *
     * @param x where the axis is
     * @param y where on it
     * @param text what it says
     */
    public void add(double x, double y, String text) {
        labels.add(new Label(x, y, text));
    }

    @Override
    public void paint(Graphics2D g) {
        Font font = styler.getLegendFont();
        for (Label label : labels) {
            int x = getXAxisScreenValue(label.x);
            int y = getYAxisScreenValue(label.y);
            g.setColor(PaperStyle.INK);
            g.setStroke(PaperStyle.stroke(1f));
            g.draw(new Line2D.Double(x, getYAxisScreenValue(0), x, getYAxisScreenValue(1)));
            g.draw(new Line2D.Double(x, y, x + 4, y));
            double size = font.getSize2D();
            g.setColor(BEHIND);
            g.fill(new Rectangle2D.Double(x + 5, y - 0.5 * size, PaperText.width(font, label.text) + 4, 1.1 * size));
            g.setColor(PaperStyle.INK);
            PlacedText.at(label.text, font, x + 7, y + 0.36 * size, 0).paint(g);
        }
        bounds = new Rectangle2D.Double();
    }
}
