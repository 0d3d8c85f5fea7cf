package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.ClassicTask;
import proximal.environment.DiscreteSpace;
import proximal.environment.Sketch;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;
import proximal.training.EpisodeRecording;
import proximal.training.Evaluation;

/** Oracles: the files read back by ImageIO, and where things must be in the pictures. */
class FilmTest {
    private static final int BALL = 0xD55E00;

    /** A task of one's own: a ball that flies 1 to the right and jumps higher in each of ten steps of 0.1 s. */
    private static final class Ball extends ClassicTask {
        private final boolean followed;

        Ball(boolean followed) {
            super("Ball", 1, BoxSpace.of(1, 0, 10), new DiscreteSpace(2));
            this.followed = followed;
        }

        @Override
        protected void begin(SplitMix64 random) {
            state[0] = 0;
        }

        @Override
        protected void advance(float action, StepResult result) {
            state[0]++;
            result.set(1, state[0] == 10, false);
        }

        @Override
        public Sketch sketch() {
            double x = state[0] * 1.25;
            Sketch sketch = new Sketch().ground(0).disc(BALL, 1, x, 1 + state[0] % 2 * state[0] / 2);
            return followed ? sketch.follow(x, 0) : sketch;
        }

        @Override
        public double stepSeconds() {
            return 0.1;
        }
    }

    private static Film ball(boolean followed) {
        return Film.of(Evaluation.withDefaults().recordRandomActions(() -> new Ball(followed), 1));
    }

    private static BufferedImage png(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    private static List<BufferedImage> frames(Picture gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif.bytes())));
        List<BufferedImage> frames = new ArrayList<>();
        for (int i = 0; i < reader.getNumImages(true); i++) {
            frames.add(reader.read(i));
        }
        return frames;
    }

    /** The delays of all frames, hundredths of a second. */
    private static List<String> delays(Picture gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif.bytes())));
        List<String> delays = new ArrayList<>();
        for (int i = 0; i < reader.getNumImages(true); i++) {
            IIOMetadata metadata = reader.getImageMetadata(i);
            IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
            IIOMetadataNode control = (IIOMetadataNode)
                    root.getElementsByTagName("GraphicControlExtension").item(0);
            delays.add(control.getAttribute("delayTime"));
            IIOMetadataNode loop = (IIOMetadataNode)
                    root.getElementsByTagName("ApplicationExtension").item(0);
            assertThat((byte[]) loop.getUserObject()).as("plays without end").containsExactly(1, 0, 0);
        }
        return delays;
    }

    /** The least x, the least y, the greatest x and the greatest y of what has about a colour. */
    private static int[] box(BufferedImage image, int rgb) {
        int[] box = {image.getWidth(), image.getHeight(), -1, -1};
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                int difference = 0;
                for (int shift = 0; shift < 24; shift += 8) {
                    difference += Math.abs((image.getRGB(x, y) >> shift & 0xFF) - (rgb >> shift & 0xFF));
                }
                if (difference < 30) {
                    box = new int[] {Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)
                    };
                }
            }
        }
        return box;
    }

    /** An episode of one second: with 5 steps a frame and so on, and the last state at the end. */
    @ParameterizedTest
    @CsvSource({"10, 11, 10", "50, 11, 10", "5, 6, 20", "2, 3, 50", "3, 5, 33"})
    void aGifHasItsFramesAndTheirDelay(double framesPerSecond, int frames, String delay) throws IOException {
        Picture gif = ball(true).gif(framesPerSecond);
        assertThat(delays(gif)).hasSize(frames).containsOnly(delay);
        assertThat(gif.format()).isEqualTo("gif");
    }

    @Test
    void aTaskWithoutDurationsIsPlayedAtThirtyStepsASecond() throws IOException {
        EpisodeRecording episode =
                Evaluation.withDefaults().recordRandomActions(() -> ClassicControl.make("MountainCar-v0"), 1);
        Picture gif = Film.of(episode).steps(30, 90).gif(10);
        assertThat(delays(gif)).hasSize(21).containsOnly("10");
        assertThat(gif.title()).isEqualTo("MountainCar-v0 from step 30 to step 90 in 21 frames");
    }

    @Test
    void aBallThatIsFollowedStaysInPlaceAndJumps() throws IOException {
        Picture gif = ball(true).gif(10);
        List<BufferedImage> frames = frames(gif);
        int[] first = box(frames.get(0), BALL);
        int[] high = box(frames.get(9), BALL);
        // The view: 2 wide and 6.5 high, at least half as wide as high, and a margin of 6 % on each side; 320 pixels
        // high.
        double scale = 320 / (6.5 * 1.12);
        assertThat(gif.height()).isEqualTo(320);
        assertThat(gif.width()).isEqualTo(160);
        assertThat(high[0]).isEqualTo(first[0]);
        assertThat(first[1] - high[1]).isBetween((int) (4.5 * scale) - 1, (int) (4.5 * scale) + 1);
        assertThat(first[2] - first[0]).isBetween((int) (2 * scale) - 4, (int) (2 * scale) + 1);
        assertThat(frames.get(0).getRGB(2, 316))
                .as("the ground moves below it")
                .isNotEqualTo(frames.get(1).getRGB(2, 316));
        assertThat(frames.get(0).getRGB(80, 100) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingLeavesThePicture(boolean followed) throws IOException {
        int width = -1;
        for (BufferedImage frame : frames(ball(followed).gif(10))) {
            int[] box = box(frame, BALL);
            assertThat(box[0]).isGreaterThan(2);
            assertThat(box[1]).isGreaterThan(2);
            assertThat(box[2]).isLessThan(frame.getWidth() - 3);
            assertThat(box[3]).isLessThan(frame.getHeight() - 3);
            assertThat(width < 0 || Math.abs(box[2] - box[0] - width) <= 1)
                    .as("round and whole")
                    .isTrue();
            width = box[2] - box[0];
            assertThat(box[3] - box[1]).isBetween(width - 1, width + 1);
        }
    }

    @Test
    void aStripHasItsFramesSideBySideInSharpPixels() throws IOException {
        Picture strip = ball(true).strip(8);
        BufferedImage image = png(strip);
        assertThat(strip.width()).isEqualTo(760);
        assertThat(image.getWidth()).isEqualTo(2 * strip.width());
        assertThat(image.getHeight()).isEqualTo(2 * strip.height());
        // Frames of (760 + 6) / 8 - 6 units, 6 apart: a ball in each, none between.
        for (int i = 0; i < 8; i++) {
            int left = (int) Math.ceil(2 * i * 95.75);
            int[] box = box(image.getSubimage(left, 0, 179, image.getHeight()), BALL);
            assertThat(box[2] - box[0]).as("frame " + i).isGreaterThan(20);
        }
        Pictures.assertShows(image, PaperStyle.INK);
        assertThat(ball(true).strip(100).title()).endsWith(" in 11 frames");
        assertThat(ball(true).strip(1).width()).isEqualTo(380);
        assertThat(ball(true).strip(8).bytes()).isEqualTo(strip.bytes());
        assertThat(ball(true).gif(10).bytes()).isEqualTo(ball(true).gif(10).bytes());
    }

    @Test
    void aPictureIsExportedToAFileOfItsFormat(@TempDir Path folder) throws IOException {
        Picture gif = ball(false).steps(0, 2).gif(10);
        Path file = folder.resolve("new/ball.gif");
        gif.export(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(gif.bytes());
        assertThatThrownBy(() -> gif.export(folder.resolve("ball.png")))
                .hasMessage("the file of this picture must be one whose name ends in .gif, but was "
                        + folder.resolve("ball.png"));
        assertThatThrownBy(() -> new Picture("a", "jpg", new byte[0], 1, 1))
                .hasMessage("the format of a picture must be png or gif but was jpg");
    }

    @Test
    void whatCannotBeShownIsSaid() {
        Film film = ball(false);
        assertThatThrownBy(() -> film.strip(0)).hasMessage("frames must be at least 1 but was 0");
        for (double bad : new double[] {0, Double.NaN, 51}) {
            assertThatThrownBy(() -> film.gif(bad)).hasMessage("framesPerSecond must be in (0, 50] but was " + bad);
        }
        assertThatThrownBy(() -> film.steps(4, 11))
                .hasMessage("the steps of a film must be from 0 or more up to 10 or less but was 4 to 11");
        assertThatThrownBy(() -> film.steps(4, 3)).hasMessageContaining("the steps of a film");
        assertThatThrownBy(() -> AnimatedGif.encode(List.of(), 5)).hasMessageStartingWith("frames must be");
        assertThatThrownBy(() -> AnimatedGif.encode(List.of(new BufferedImage(1, 1, 1)), 1))
                .hasMessage("delay must be at least 2 hundredths of a second but was 1");
    }
}
