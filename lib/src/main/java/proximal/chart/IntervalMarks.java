package proximal.chart;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * Intervals that need not be symmetric, and labelled horizontal lines: what XChart's bars lack.
 *
 * <p>Copy: with the library.
 */
public final class IntervalMarks extends Annotation {
    private record Interval(double x, double low, double high) {}

    private static final int CAP = 4;

    private final List<Interval> intervals = new ArrayList<>();
    private final List<Figure.Reference> levels = new ArrayList<>();

    private final int categories;

    /**
     * Makes marks without any interval.
     *
     * @param categories how many categories the chart has
     */
    public IntervalMarks(int categories) {
        super(false);
        this.categories = categories;
    }

    /**
     * Adds an interval at x, in categories: the first one reaches from 0 to 1.
     *
     * @param x the middle of the category, in categories
     * @param low the lower end
     * @param high the upper end
     */
    public void addInterval(double x, double low, double high) {
        intervals.add(new Interval(x, low, high));
    }

    /**
     * Adds a horizontal line, labelled at its right end.
     *
     * @param line its label and its y value
     */
    public void addLine(Figure.Reference line) {
        levels.add(line);
    }

    @Override
    public void paint(Graphics2D g) {
        g.setColor(PaperStyle.INK);
        g.setStroke(PaperStyle.stroke(1.5f));
        for (Interval interval : intervals) {
            int x = getXAxisScreenValue(interval.x);
            int low = getYAxisScreenValue(interval.low);
            int high = getYAxisScreenValue(interval.high);
            g.draw(new Line2D.Double(x, low, x, high));
            g.draw(new Line2D.Double(x - CAP, low, x + CAP, low));
            g.draw(new Line2D.Double(x - CAP, high, x + CAP, high));
        }
        for (Figure.Reference level : levels) {
            int y = getYAxisScreenValue(level.value());
            int left = getXAxisScreenValue(0);
            int right = getXAxisScreenValue(categories);
            g.setStroke(PaperStyle.REFERENCE_LINE);
            g.draw(new Line2D.Double(left, y, right, y));
            if (!level.label().isBlank()) {
                Font font = styler.getLegendFont();
                String text = PaperText.cut(font, PaperText.line(level.label()), 0.9 * (right - left));
                PlacedText.at(text, font, right - PaperText.width(font, text) - 4, y - 5, 0)
                        .paint(g);
            }
        }
        bounds = new Rectangle2D.Double();
    }
}
