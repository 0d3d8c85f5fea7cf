package proximal.chart;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;

/**
 * A text where it stands.
 *
 * <p>Copy: with the library.
 *
 * @param text what it says, not empty
 * @param font its letters
 * @param place where the beginning of its baseline lies, and how it is turned
 */
public record PlacedText(String text, Font font, AffineTransform place) {
    /**
     * {@return a text at a place}
     *
     * @param text what it says, not empty
     * @param font its letters
     * @param x the beginning of its baseline
     * @param y the baseline
     * @param angle how it is turned about that point, clockwise, radians
     */
    public static PlacedText at(String text, Font font, double x, double y, double angle) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(angle);
        return new PlacedText(text, font, place);
    }

    private TextLayout layout() {
        return new TextLayout(text, font, new FontRenderContext(null, true, false));
    }

    /** {@return the box around its letters} */
    public Shape box() {
        return place.createTransformedShape(layout().getBounds());
    }

    /**
     * Paints it as a shape, which needs no font where an SVG or PDF file is opened.
     *
     * @param g where
     */
    public void paint(Graphics2D g) {
        g.fill(layout().getOutline(place));
    }
}
