package proximal.chart;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import proximal.environment.Require;

/**
 * Writes images as an animated GIF file that plays without end. All frames have one palette, of the 256 colours that are seen
 * most; others are replaced by the nearest of these. The same images give the same bytes.
 *
 * <p>Copy: with the library.
 */
public final class AnimatedGif {
    private static final int COLORS = 256;

    private AnimatedGif() {}

    /**
     * Encodes images.
     *
     * @param frames the images, of one size, at least 1
     * @param delay how long each is shown, in hundredths of a second, at least 2: browsers play less more slowly
     * @return the bytes of a GIF file
     * @throws IllegalArgumentException if there is no image, or the delay is too short
     */
    public static byte[] encode(List<BufferedImage> frames, int delay) {
        Require.that(!frames.isEmpty(), "frames", "at least one image", frames);
        Require.that(delay >= 2, "delay", "at least 2 hundredths of a second", delay);
        int[] palette = palette(frames);
        IndexColorModel colors = new IndexColorModel(8, COLORS, palette, 0, false, -1, 0);
        Map<Integer, Integer> nearest = new HashMap<>();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam inOnePass = writer.getDefaultWriteParam();
            inOnePass.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
            writer.prepareWriteSequence(header(writer, palette));
            for (BufferedImage frame : frames) {
                BufferedImage indexed = indexed(frame, palette, colors, nearest);
                writer.writeToSequence(new IIOImage(indexed, null, metadata(writer, indexed, delay)), inOnePass);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode an animated picture", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static int[] palette(List<BufferedImage> frames) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (BufferedImage frame : frames) {
            int[] pixels = pixels(frame);
            int start = 0;
            for (int i = 1; i <= pixels.length; i++) { // Equal pixels in a row are counted at once.
                if (i == pixels.length || pixels[i] != pixels[start]) {
                    counts.merge(pixels[start], i - start, Integer::sum);
                    start = i;
                }
            }
        }
        Comparator<Map.Entry<Integer, Integer>> byCount = Map.Entry.comparingByValue(Comparator.reverseOrder());
        int[] palette = counts.entrySet().stream()
                .sorted(byCount)
                .limit(COLORS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        return Arrays.copyOf(palette, COLORS);
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static BufferedImage indexed(
            BufferedImage frame, int[] palette, IndexColorModel colors, Map<Integer, Integer> nearest) {
        BufferedImage indexed =
                new BufferedImage(frame.getWidth(), frame.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
        int[] pixels = pixels(frame);
        int before = 0;
        for (int i = 0; i < pixels.length; i++) {
            int color = pixels[i];
            boolean same = i > 0 && color == before;
            pixels[i] = same ? pixels[i - 1] : nearest.computeIfAbsent(color, unseen -> nearest(unseen, palette));
            before = color;
        }
        indexed.getRaster().setPixels(0, 0, frame.getWidth(), frame.getHeight(), pixels);
        return indexed;
    }

    private static int nearest(int color, int[] palette) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int distance = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                int difference = (color >> shift & 0xFF) - (palette[i] >> shift & 0xFF);
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    /** Without it the writer would put a palette of its own before all frames. */
    private static IIOMetadata header(ImageWriter writer, int[] palette) throws IOException {
        IIOMetadata header = writer.getDefaultStreamMetadata(null);
        IIOMetadataNode root = new IIOMetadataNode(header.getNativeMetadataFormatName());
        IIOMetadataNode table = node(
                root,
                "GlobalColorTable",
                Map.of("sizeOfGlobalColorTable", COLORS, "backgroundColorIndex", 0, "sortFlag", "FALSE"));
        for (int i = 0; i < COLORS; i++) {
            Color color = new Color(palette[i]);
            node(
                    table,
                    "ColorTableEntry",
                    Map.of("index", i, "red", color.getRed(), "green", color.getGreen(), "blue", color.getBlue()));
        }
        header.mergeTree(root.getNodeName(), root);
        return header;
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, int delay) throws IOException {
        // createFromRenderedImage would give the palette of the JDK.
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
        IIOMetadataNode root = new IIOMetadataNode(metadata.getNativeMetadataFormatName());
        Map<String, Object> control = Map.of(
                "disposalMethod", "doNotDispose",
                "userInputFlag", "FALSE",
                "transparentColorFlag", "FALSE",
                "transparentColorIndex", 0,
                "delayTime", delay);
        node(root, "GraphicControlExtension", control);
        IIOMetadataNode extensions = node(root, "ApplicationExtensions", Map.of());
        node(extensions, "ApplicationExtension", Map.of("applicationID", "NETSCAPE", "authenticationCode", "2.0"))
                .setUserObject(new byte[] {1, 0, 0}); // 0: it plays without end.
        metadata.mergeTree(root.getNodeName(), root);
        return metadata;
    }

    private static IIOMetadataNode node(IIOMetadataNode parent, String name, Map<String, ?> attributes) {
        IIOMetadataNode node = new IIOMetadataNode(name);
        attributes.forEach((key, value) -> node.setAttribute(key, value.toString()));
        parent.appendChild(node);
        return node;
    }
}
