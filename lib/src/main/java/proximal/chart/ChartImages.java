package proximal.chart;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.util.Matrix;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.environment.Require;

/**
 * Pictures of charts as the bytes of files. The same chart gives the same bytes. Letters are drawn as shapes, so that SVG
 * and PDF need no font where they are opened.
 *
 * <p>Copy: with the library.
 */
public final class ChartImages {
    private static final double MILLIMETRES_PER_INCH = 25.4;
    private static final int DARK_PAGE = 0x11;
    private static final Pattern CLIP_NAME = Pattern.compile("clip-?\\d+");
    private static final Pattern SVG_SIZE = Pattern.compile(" (width|height)=\"[^\"]*px\"");

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
        requireScale(scale);
        return encoded(bytes -> ImageIO.write(picture(chart, scale), "png", bytes));
    }

    /**
     * Draws a chart as a PNG picture for a dark page: white becomes the background of JupyterLab's dark theme, black becomes
     * white, and each colour keeps its hue.
     *
     * @param chart the chart
     * @param scale the pixels for each unit, as for a picture on white
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if the scale is out of range
     */
    public static byte[] darkPng(Chart<?, ?> chart, int scale) {
        requireScale(scale);
        BufferedImage picture = picture(chart, scale);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, dark(picture.getRGB(x, y)));
            }
        }
        return encoded(bytes -> ImageIO.write(picture, "png", bytes));
    }

    // Inverts a colour and turns its hue by 180 degrees, which gives the hue back: the filters invert and hue-rotate of
    // CSS.
    private static int dark(int rgb) {
        int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
        double rest = 0.426 * r + 1.430 * g + 0.144 * b;
        return level(rest - r) << 16 | level(rest - g) << 8 | level(rest - b);
    }

    private static int level(double turned) {
        return (int) Math.round(DARK_PAGE + (255 - DARK_PAGE) * Math.min(1, Math.max(0, 1 - turned / 255)));
    }

    /**
     * Draws a chart as a PNG picture that knows how large it is on the page.
     *
     * @param chart the chart
     * @param widthMillimetres the width on the page, in [45, 500]
     * @param dotsPerInch the pixels for an inch on the page, in [72, 1200]; 600 for print
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if the width or the number of dots is out of range
     */
    public static byte[] png(Chart<?, ?> chart, double widthMillimetres, int dotsPerInch) {
        requireWidth(widthMillimetres);
        Require.that(dotsPerInch >= 72 && dotsPerInch <= 1200, "dotsPerInch", "in [72, 1200]", dotsPerInch);
        double scale = widthMillimetres / MILLIMETRES_PER_INCH * dotsPerInch / chart.getWidth();
        BufferedImage picture = picture(chart, scale);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        return encoded(bytes -> {
            try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
                IIOMetadata metadata = writer.getDefaultImageMetadata(
                        ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
                metadata.mergeTree("javax_imageio_png_1.0", density(dotsPerInch));
                writer.setOutput(out);
                writer.write(new IIOImage(picture, null, metadata));
            } finally {
                writer.dispose();
            }
        });
    }

    /**
     * Draws a chart as an SVG file.
     *
     * @param chart the chart
     * @param widthMillimetres the width on the page, in [45, 500]
     * @return the bytes of an SVG file
     * @throws IllegalArgumentException if the width is out of range
     */
    public static byte[] svg(Chart<?, ?> chart, double widthMillimetres) {
        requireWidth(widthMillimetres);
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        PageSize page = new PageSize(0, 0, chart.getWidth(), chart.getHeight());
        byte[] bytes = encoded(out ->
                new SVGProcessor().getDocument(graphics.getCommands(), page).writeTo(out));
        return sized(renamed(new String(bytes, StandardCharsets.UTF_8)), chart, widthMillimetres)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Draws a chart as a PDF file of one page, which is the chart.
     *
     * @param chart the chart
     * @param widthMillimetres the width on the page, in [45, 500]
     * @return the bytes of a PDF file
     * @throws IllegalArgumentException if the width is out of range
     */
    public static byte[] pdf(Chart<?, ?> chart, double widthMillimetres) {
        requireWidth(widthMillimetres);
        float scale = (float) (widthMillimetres / MILLIMETRES_PER_INCH * 72 / chart.getWidth());
        return encoded(bytes -> {
            try (PDDocument document = new PDDocument()) {
                document.setDocumentId(1L); // else it is made from the clock
                PDPage page = new PDPage(new PDRectangle(chart.getWidth() * scale, chart.getHeight() * scale));
                document.addPage(page);
                PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, chart.getWidth(), chart.getHeight());
                chart.paint(graphics, chart.getWidth(), chart.getHeight());
                graphics.dispose();
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.transform(Matrix.getScaleInstance(scale, scale));
                    content.drawForm(graphics.getXFormObject());
                }
                document.save(bytes);
            }
        });
    }

    private interface Encoder {
        void writeTo(OutputStream out) throws IOException;
    }

    private static byte[] encoded(Encoder encoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            encoder.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the picture of a chart", e);
        }
        return bytes.toByteArray();
    }

    private static void requireScale(int scale) {
        Require.that(scale >= 1 && scale <= 8, "scale", "in [1, 8]", scale);
    }

    private static BufferedImage picture(Chart<?, ?> chart, double scale) {
        BufferedImage image = new BufferedImage(
                (int) Math.round(chart.getWidth() * scale),
                (int) Math.round(chart.getHeight() * scale),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(chart.getStyler().getChartBackgroundColor());
            graphics.fillRect(
                    0, 0, image.getWidth(), image.getHeight()); // the last pixels may be the chart's in part only
            graphics.scale(scale, scale);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static IIOMetadataNode density(int dotsPerInch) {
        String perMetre = String.valueOf(Math.round(dotsPerInch * 1000 / MILLIMETRES_PER_INCH));
        IIOMetadataNode density = new IIOMetadataNode("pHYs");
        density.setAttribute("pixelsPerUnitXAxis", perMetre);
        density.setAttribute("pixelsPerUnitYAxis", perMetre);
        density.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
        root.appendChild(density);
        return root;
    }

    /** Clips are named by the addresses of objects; they become clip1, clip2 and so on. */
    private static String renamed(String svg) {
        Set<String> names = new LinkedHashSet<>();
        CLIP_NAME.matcher(svg).results().forEach(found -> names.add(found.group()));
        List<String> order = new ArrayList<>(names);
        return CLIP_NAME.matcher(svg).replaceAll(found -> "clip" + (order.indexOf(found.group()) + 1));
    }

    private static String sized(String svg, Chart<?, ?> chart, double widthMillimetres) {
        double height = widthMillimetres * chart.getHeight() / chart.getWidth();
        int end = svg.indexOf('>', svg.indexOf("<svg"));
        String head = SVG_SIZE.matcher(svg.substring(0, end))
                .replaceAll(found -> String.format(
                        Locale.ROOT,
                        " %s=\"%.3fmm\"",
                        found.group(1),
                        found.group(1).equals("width") ? widthMillimetres : height));
        return head + svg.substring(end);
    }

    /**
     * Checks a width on the page.
     *
     * @param widthMillimetres the width on the page, mm
     */
    public static void requireWidth(double widthMillimetres) {
        Require.that(
                widthMillimetres >= 45 && widthMillimetres <= 500,
                "the width on the page",
                "in [45, 500] mm",
                widthMillimetres);
    }
}
