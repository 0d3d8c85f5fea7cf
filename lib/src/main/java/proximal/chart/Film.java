package proximal.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import proximal.environment.Require;
import proximal.environment.Sketch;
import proximal.training.EpisodeRecording;

/**
 * A recorded episode to look at: a strip of frames side by side, or an animation.
 *
 * <pre>{@code
 * EpisodeRecording episode = Evaluation.withDefaults().record(policy, () -> MuJoCo.make("Hopper-v5"), 1);
 * Film.of(episode).strip(8).export(Path.of("hopper.png"))
 * Film.of(episode).steps(0, 250).gif(25).export(Path.of("hopper.gif"))
 * }</pre>
 *
 * <p>All frames have one scale, in which nothing that was drawn leaves the picture.
 *
 * <p>Copy: with the library.
 */
public final class Film {
    private static final Color TILE = new Color(0xCFDFCF);
    private static final Color OTHER_TILE = new Color(0xE6EFE6);
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final int STRIP_WIDTH = 760;
    private static final int GIF_SIDE = 320;
    private static final int PIXELS_PER_UNIT = 2;
    private static final int GAP = 6;
    private static final int LINE_HEIGHT = 18;
    private static final double LEAST_WIDTH = 60;
    private static final double LEAST_HEIGHT = 70;
    private static final double MARGIN = 0.06;

    /** For tasks whose steps have no duration. */
    private static final double PLAYED_STEP_SECONDS = 1 / 30.0;

    private final EpisodeRecording episode;
    private final int first;
    private final int last;

    /** What of the world is seen, counted from the point that each sketch follows: left and bottom; and its size. */
    private final Rectangle2D view;

    private Film(EpisodeRecording episode, int first, int last) {
        this.episode = episode;
        this.first = first;
        this.last = last;
        view = view();
    }

    /**
     * Takes a whole episode.
     *
     * @param episode the episode
     * @return its film
     * @throws UnsupportedOperationException if its task has no drawing
     */
    public static Film of(EpisodeRecording episode) {
        return new Film(episode, 0, episode.length());
    }

    /**
     * Takes a part of the episode.
     *
     * @param from after how many steps it begins, at least 0
     * @param to after how many steps it ends, at most as many as the episode has
     * @return the film of this part
     * @throws IllegalArgumentException if the episode has no such part
     */
    public Film steps(int from, int to) {
        Require.that(
                from >= 0 && from <= to && to <= episode.length(),
                "the steps of a film",
                "from 0 or more up to " + episode.length() + " or less",
                from + " to " + to);
        return new Film(episode, from, to);
    }

    private Rectangle2D view() {
        double[] all = episode.sketch(first).extent();
        for (int step = first; step <= last; step++) {
            double[] extent = episode.sketch(step).extent();
            for (int i = 0; i < 4; i++) {
                all[i] = i < 2 ? Math.min(all[i], extent[i]) : Math.max(all[i], extent[i]);
            }
        }
        double width = all[2] - all[0];
        double height = all[3] - all[1];
        Require.that(width + height > 0, () -> "a sketch of " + episode.task() + " shows nothing that has a size");
        double wide = Math.max(width, height / 2) * (1 + 2 * MARGIN);
        double high = Math.max(height, width / 3) * (1 + 2 * MARGIN);
        return new Rectangle2D.Double((all[0] + all[2] - wide) / 2, (all[1] + all[3] - high) / 2, wide, high);
    }

    /**
     * Draws frames side by side, at equal distances in time from the first state to the last one, each with its time.
     *
     * @param frames how many, at least 1; no more than there are states
     * @return a PNG picture
     * @throws IllegalArgumentException if frames is less than 1
     */
    public Picture strip(int frames) {
        Require.that(frames >= 1, "frames", "at least 1", frames);
        int count = Math.min(frames, last - first + 1);
        double aspect = view.getWidth() / view.getHeight();
        int fitting = (int) ((STRIP_WIDTH + GAP) / (Math.max(LEAST_WIDTH, LEAST_HEIGHT * aspect) + GAP));
        int rows = (int) Math.ceil(count / (double) Math.max(fitting, 1));
        int columns = (int) Math.ceil(count / (double) rows);
        double width = Math.min((STRIP_WIDTH + GAP) / (double) columns - GAP, STRIP_WIDTH / 2.0);
        double height = width / aspect;
        int totalWidth = (int) Math.ceil(columns * (width + GAP) - GAP);
        int totalHeight = (int) Math.ceil(rows * (height + LINE_HEIGHT));
        BufferedImage image = painted(totalWidth, totalHeight, PIXELS_PER_UNIT, graphics -> {
            for (int i = 0; i < count; i++) {
                int step = count == 1 ? first : first + (int) Math.round(i * (double) (last - first) / (count - 1));
                double x = i % columns * (width + GAP);
                double y = i / columns * (height + LINE_HEIGHT);
                paint(graphics, episode.sketch(step), new Rectangle2D.Double(x, y, width, height));
                graphics.setColor(PaperStyle.INK);
                String time = time(step);
                double middle = x + (width - graphics.getFontMetrics().stringWidth(time)) / 2;
                graphics.drawString(time, (float) middle, (float) (y + height + LINE_HEIGHT - 5));
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a film strip", e);
        }
        return new Picture(title(count), "png", bytes.toByteArray(), totalWidth, totalHeight);
    }

    /**
     * Draws an animation in the time of the task, from the first state to the last one. A task whose steps have no duration is
     * played at 30 steps a second.
     *
     * @param framesPerSecond how many frames are shown in a second, in (0, 50]: rounded so that a frame lasts whole hundredths
     *     of a second, and fewer where the task has fewer steps in a second
     * @return a GIF picture
     * @throws IllegalArgumentException if the number of frames is out of range
     */
    public Picture gif(double framesPerSecond) {
        Require.that(framesPerSecond > 0 && framesPerSecond <= 50, "framesPerSecond", "in (0, 50]", framesPerSecond);
        double stepSeconds = Double.isNaN(episode.stepSeconds()) ? PLAYED_STEP_SECONDS : episode.stepSeconds();
        int delay = (int) Math.max(2, Math.round(100 * Math.max(1 / framesPerSecond, stepSeconds)));
        double stepsPerFrame = delay / (100 * stepSeconds);
        double scale = GIF_SIDE / Math.max(view.getWidth(), view.getHeight());
        int width = (int) Math.round(view.getWidth() * scale);
        int height = (int) Math.round(view.getHeight() * scale);
        List<BufferedImage> frames = new ArrayList<>();
        int count = 1 + (int) Math.ceil((last - first) / stepsPerFrame - 1e-9);
        for (int frame = 0; frame < count; frame++) {
            Sketch sketch = episode.sketch(Math.min(first + (int) Math.round(frame * stepsPerFrame), last));
            frames.add(painted(
                    width,
                    height,
                    1,
                    graphics -> paint(graphics, sketch, new Rectangle2D.Double(0, 0, width, height))));
        }
        return new Picture(title(count), "gif", AnimatedGif.encode(frames, delay), width, height);
    }

    private String time(int step) {
        return Double.isNaN(episode.stepSeconds())
                ? "step " + step
                : String.format(Locale.ROOT, "%.2f s", step * episode.stepSeconds());
    }

    private String title(int frames) {
        return episode.task() + " from " + time(first) + " to " + time(last) + " in " + frames + " frames";
    }

    private interface Painter {
        void paint(Graphics2D graphics);
    }

    private static BufferedImage painted(int width, int height, int scale, Painter painter) {
        BufferedImage image = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(scale, scale);
            graphics.setFont(LETTERS);
            painter.paint(graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** Paints a sketch into a part of a picture. */
    private void paint(Graphics2D graphics, Sketch sketch, Rectangle2D frame) {
        graphics.setClip(frame);
        double scale = frame.getWidth() / view.getWidth();
        double left = sketch.followX() + view.getX();
        double bottom = sketch.followY() + view.getY();
        ground(graphics, sketch.ground(), left, bottom, scale, frame);
        for (Sketch.Shape shape : sketch.shapes()) {
            double[] points = new double[shape.points().size()];
            for (int i = 0; i < points.length; i += 2) {
                points[i] = frame.getX() + (shape.points().get(i) - left) * scale;
                points[i + 1] = frame.getMaxY() - (shape.points().get(i + 1) - bottom) * scale;
            }
            paint(graphics, shape, points, Math.max(shape.width() * scale, 1));
        }
        graphics.setClip(null);
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(PaperStyle.GRID);
        graphics.draw(new Rectangle2D.Double(
                frame.getX() + 0.5, frame.getY() + 0.5, frame.getWidth() - 1, frame.getHeight() - 1));
    }

    private static void ground(
            Graphics2D graphics, double top, double left, double bottom, double scale, Rectangle2D frame) {
        double right = left + frame.getWidth() / scale;
        double end = Math.min(top, bottom + frame.getHeight() / scale);
        double rowsFrom = top == Double.POSITIVE_INFINITY ? 0 : top; // A tile ends at the top.
        for (double row = rowsFrom + Math.floor(bottom - rowsFrom); row < end; row++) {
            for (double column = Math.floor(left); column < right; column++) {
                boolean even = Math.floorMod((long) column + Math.round(row - rowsFrom), 2) == 0;
                graphics.setColor(even ? TILE : OTHER_TILE);
                graphics.fill(new Rectangle2D.Double(
                        frame.getX() + (column - left) * scale,
                        frame.getMaxY() - (Math.min(row + 1, end) - bottom) * scale,
                        scale,
                        (Math.min(row + 1, end) - row) * scale));
            }
        }
    }

    private static void paint(Graphics2D graphics, Sketch.Shape shape, double[] points, double width) {
        Color color = new Color(shape.rgb());
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        IntStream.range(1, points.length / 2).forEach(i -> path.lineTo(points[2 * i], points[2 * i + 1]));
        java.awt.Shape outline = path;
        if (points.length == 2) {
            outline = new Ellipse2D.Double(points[0] - width / 2, points[1] - width / 2, width, width);
        } else if (!shape.area()) {
            outline = new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                    .createStrokedShape(path);
        } else {
            path.closePath();
        }
        graphics.setColor(color);
        graphics.fill(outline);
        if (width > 4) { // So that limbs of one colour can be told apart.
            graphics.setColor(color.darker());
            graphics.setStroke(new BasicStroke(0.7f));
            graphics.draw(outline);
        }
    }
}
