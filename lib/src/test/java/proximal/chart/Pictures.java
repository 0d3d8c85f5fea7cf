package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** Renders the charts of the tests into target/charts, where they can be looked at. */
final class Pictures {
    private Pictures() {}

    /** Renders without a screen; an empty picture has no more than the colours of axes and grid. */
    static BufferedImage render(Chart<?, ?> chart, String name) {
        try {
            Path file = Path.of("target/charts", name + ".png");
            Files.createDirectories(file.getParent());
            BufferedImage image = BitmapEncoder.getBufferedImage(chart);
            ImageIO.write(image, "png", file.toFile());
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that a picture shows some colours. */
    static void assertShows(BufferedImage image, Color... colors) {
        Set<Integer> there = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                there.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        for (Color color : colors) {
            assertThat(there).as("the colours of the picture").contains(color.getRGB() & 0xFFFFFF);
        }
    }
}
