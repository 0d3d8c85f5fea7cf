package proximal.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/** Pictures of charts. */
public final class ChartImages {
    private ChartImages() {}

    /**
     * Draws a chart as a PNG picture.
     *
     * @param chart the chart
     * @param scale the pixels of the picture for each unit of the chart's width and height, in [1, 8]; 2 is sharp on a
     *     screen of high density and in print
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if the scale is out of range
     */
    public static byte[] png(Chart<?, ?> chart, int scale) {
        if (scale < 1 || scale > 8) {
            throw new IllegalArgumentException("scale must be in [1, 8] but was " + scale);
        }
        BufferedImage image =
                new BufferedImage(chart.getWidth() * scale, chart.getHeight() * scale, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(scale, scale);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the picture of a chart", e);
        }
        return bytes.toByteArray();
    }
}
