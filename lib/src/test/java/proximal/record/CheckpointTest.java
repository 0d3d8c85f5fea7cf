package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private static Checkpoint checkpoint(int floats) {
        Checkpoint checkpoint = new Checkpoint(Map.of("task", "CartPole-v1"));
        float[] parameters = new float[floats];
        Random random = new Random(1);
        for (int i = 0; i < floats; i++) {
            parameters[i] = (float) random.nextGaussian();
        }
        checkpoint.put("parameters", parameters);
        checkpoint.put("state", new double[] {Double.NaN, -0.0, Math.PI});
        checkpoint.put("random", new long[] {Long.MIN_VALUE, 7});
        checkpoint.put("updates", "a,b\n1,ü\n".repeat(floats));
        return checkpoint;
    }

    private Path written(Checkpoint checkpoint) throws IOException {
        Path file = folder.resolve("a checkpoint.zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            checkpoint.write(out);
        }
        return file;
    }

    @Test
    void readsBackToTheSameBits() throws IOException {
        Checkpoint checkpoint = checkpoint(100);
        Checkpoint read = Checkpoint.read(written(checkpoint));
        assertThat(read.manifest()).isEqualTo(checkpoint.manifest());
        assertThat(read.floats("parameters"))
                .containsExactly(checkpoint.floats("parameters"))
                .hasSize(100);
        assertThat(read.doubles("state")).containsExactly(Double.NaN, -0.0, Math.PI);
        assertThat(read.longs("random")).containsExactly(Long.MIN_VALUE, 7);
        assertThat(read.csv("updates")).startsWith("a,b\n1,ü\n");
        assertThatThrownBy(() -> read.floats("moments"))
                .hasMessageStartingWith(
                        "the checkpoint must have an entry moments.f32 but has parameters.f32, state.f64");
    }

    @Test
    void isAZipOfLittleEndianNumbers() throws IOException {
        try (ZipFile zip = new ZipFile(written(checkpoint(1)).toFile())) {
            byte[] bytes = zip.getInputStream(zip.getEntry("state.f64")).readAllBytes();
            assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(16))
                    .isEqualTo(Math.PI);
            String manifest =
                    new String(zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes());
            assertThat(Json.read(manifest)).containsEntry("task", "CartPole-v1").containsKey("entries");
        }
    }

    @Test
    void isRefusedWhereverItIsCut() throws IOException {
        Path file = written(checkpoint(20));
        byte[] whole = Files.readAllBytes(file);
        // The list of contents behind the last entry repeats what stands before; nothing is missing without it.
        int end = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        for (int length = 0; length < end; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file + " is no whole checkpoint");
        }
    }

    @Test
    void isRefusedWhereABitOfItsContentIsFlipped() throws IOException {
        Path file = written(checkpoint(200));
        byte[] whole = Files.readAllBytes(file);
        Checkpoint before = Checkpoint.read(file);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            try {
                Checkpoint read = Checkpoint.read(file);
                // A flip in a date or in the list of contents leaves the content as it was.
                assertThat(read.floats("parameters")).containsExactly(before.floats("parameters"));
                assertThat(read.csv("updates")).isEqualTo(before.csv("updates"));
                assertThat(read.manifest()).isEqualTo(before.manifest());
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("is no whole checkpoint");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void saysWhatIsMissing() {
        Path file = folder.resolve("none.zip");
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("there is no checkpoint " + file);
    }
}
