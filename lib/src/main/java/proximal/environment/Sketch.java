package proximal.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line figure of one moment of a task: strokes, discs and areas in world coordinates, x to the right and y up. What is added
 * later is drawn over what was there. Colours are 0xRRGGBB.
 *
 * <pre>{@code
 * new Sketch()
 *         .line(0x000000, 0, -1, 0, 1, 0)         // a rail, as thin as a line can be
 *         .line(0xCC4D4D, 0.2, 0, 0, 0.6, 0.8)    // a rod of width 0.2 with round ends
 *         .disc(0x000000, 0.05, 0, 0)             // its axle
 * }</pre>
 *
 * <p>All that was added is in the picture, and at least the rectangle of {@link #room}; a figure that travels is kept in it by
 * {@link #follow}.
 *
 * <p>Copy: with the library.
 */
public final class Sketch {
    private final List<Shape> shapes = new ArrayList<>();
    private double left = Double.POSITIVE_INFINITY;
    private double bottom = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double top = Double.NEGATIVE_INFINITY;
    private double followX;
    private double followY;
    private double ground = Double.NEGATIVE_INFINITY;

    /**
     * What is drawn at once.
     *
     * @param area whether the points are the corners of a filled polygon, and not a line
     * @param rgb the colour
     * @param width the width of a line, with round ends, in the unit of the world; 0 for the thinnest that can be seen; a line
     *     of one point is a disc of this diameter
     * @param points x and y of each point in turn
     */
    public record Shape(boolean area, int rgb, double width, List<Double> points) {}

    /** Makes an empty sketch. */
    public Sketch() {}

    /**
     * Adds a line.
     *
     * @param rgb the colour
     * @param width its width, 0 for the thinnest that can be seen
     * @param points x and y of each of its points in turn
     * @return this sketch
     * @throws IllegalArgumentException if the width is negative, or the points are no finite pairs
     */
    public Sketch line(int rgb, double width, double... points) {
        Require.that(width >= 0 && width < Double.POSITIVE_INFINITY, "the width of a line", "0 or more", width);
        return add(false, rgb, width, points);
    }

    /**
     * Adds a disc.
     *
     * @param rgb the colour
     * @param radius its radius
     * @param x its centre
     * @param y its centre
     * @return this sketch
     * @throws IllegalArgumentException if the radius is negative, or the centre is not finite
     */
    public Sketch disc(int rgb, double radius, double x, double y) {
        return line(rgb, 2 * radius, x, y);
    }

    /**
     * Adds a filled polygon.
     *
     * @param rgb the colour
     * @param points x and y of each of its corners in turn
     * @return this sketch
     * @throws IllegalArgumentException if the points are no finite pairs
     */
    public Sketch area(int rgb, double... points) {
        return add(true, rgb, 0, points);
    }

    private Sketch add(boolean area, int rgb, double width, double... points) {
        Require.that(
                points.length >= 2
                        && points.length % 2 == 0
                        && Arrays.stream(points).allMatch(Double::isFinite),
                "the points of a sketch",
                "finite pairs of x and y",
                Arrays.toString(points));
        shapes.add(new Shape(area, rgb, width, Arrays.stream(points).boxed().toList()));
        for (int i = 0; i < points.length; i += 2) {
            room(points[i] - width / 2, points[i + 1] - width / 2, points[i] + width / 2, points[i + 1] + width / 2);
        }
        return this;
    }

    /**
     * Keeps a rectangle in the picture, also where nothing is drawn.
     *
     * @param left its least x
     * @param bottom its least y
     * @param right its greatest x
     * @param top its greatest y
     * @return this sketch
     */
    public Sketch room(double left, double bottom, double right, double top) {
        this.left = Math.min(this.left, left);
        this.bottom = Math.min(this.bottom, bottom);
        this.right = Math.max(this.right, right);
        this.top = Math.max(this.top, top);
        return this;
    }

    /**
     * Names the point that stands still in the picture while the world moves; the origin if this is not called.
     *
     * @param x its x
     * @param y its y
     * @return this sketch
     */
    public Sketch follow(double x, double y) {
        followX = x;
        followY = y;
        return this;
    }

    /**
     * Draws a ground without end, in tiles of 1 x 1, so that motion over it can be seen.
     *
     * @param height what lies below is ground; positive infinity for a floor that is seen from above
     * @return this sketch
     */
    public Sketch ground(double height) {
        ground = height;
        return this;
    }

    /**
     * {@return what is drawn, the lowest first}
     */
    public List<Shape> shapes() {
        return List.copyOf(shapes);
    }

    /**
     * {@return the height below which there is ground; negative infinity for none}
     */
    public double ground() {
        return ground;
    }

    /**
     * {@return x of the point that stands still}
     */
    public double followX() {
        return followX;
    }

    /**
     * {@return y of the point that stands still}
     */
    public double followY() {
        return followY;
    }

    /**
     * {@return the least x, the least y, the greatest x and the greatest y of all that was drawn and of the room, counted from the
     * point that stands still}
     */
    public double[] extent() {
        return new double[] {left - followX, bottom - followY, right - followX, top - followY};
    }
}
