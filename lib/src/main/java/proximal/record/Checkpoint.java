package proximal.record;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import proximal.environment.Require;

/**
 * The state of something in a file: named arrays and texts, and a manifest that says what they are. The file is a zip, so
 * that any language reads it:
 *
 * <table>
 * <caption>The entries</caption>
 * <tr><th>entry</th><th>content</th></tr>
 * <tr><td>NAME.f32, NAME.f64, NAME.i64</td><td>an array of floats, doubles or longs, raw and little-endian</td></tr>
 * <tr><td>NAME.csv</td><td>a text in UTF-8</td></tr>
 * <tr><td>manifest.json</td><td>the last entry: whose state it is, and under {@code entries} the bytes of each other entry</td></tr>
 * </table>
 *
 * <p>Each entry has a checksum (CRC-32) that reading compares. Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class Checkpoint {
    private static final String MANIFEST = "manifest.json";

    private final Map<String, Object> manifest;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /**
     * Begins a checkpoint without entries.
     *
     * @param manifest what it says of itself, as {@link Json} writes it; a member {@code entries} is added
     */
    public Checkpoint(Map<String, ?> manifest) {
        this.manifest = new LinkedHashMap<>(manifest);
    }

    /**
     * Checks that the checkpoint is of the same thing.
     *
     * @param whose what it should be of, for the message
     * @param expected members that the manifest must have, those of a map within it too; it may have others
     * @throws IllegalStateException if one differs, the message saying which
     */
    public void requireSame(String whose, Map<?, ?> expected) {
        requireSame(whose, manifest, expected);
    }

    private static void requireSame(String whose, Map<?, ?> theirs, Map<?, ?> ours) {
        ours.forEach((name, mine) -> {
            Object its = theirs.get(name);
            if (mine instanceof Map<?, ?> mineInside && its instanceof Map<?, ?> itsInside) {
                requireSame(name.toString(), itsInside, mineInside);
            } else if (!mine.equals(its)) {
                throw new IllegalStateException("the checkpoint is of another " + whose + ": its " + name + " is " + its
                        + ", and that of this run " + mine);
            }
        });
    }

    /**
     * {@return what it says of itself, without the member entries; live}
     */
    public Map<String, Object> manifest() {
        return manifest;
    }

    /**
     * Adds an array; it is copied.
     *
     * @param name its name
     * @param array the array
     */
    public void put(String name, float[] array) {
        byte[] bytes = new byte[Float.BYTES * array.length];
        littleEndian(bytes).asFloatBuffer().put(array);
        entries.put(name + ".f32", bytes);
    }

    /**
     * Adds an array; it is copied.
     *
     * @param name its name
     * @param array the array
     */
    public void put(String name, double[] array) {
        byte[] bytes = new byte[Double.BYTES * array.length];
        littleEndian(bytes).asDoubleBuffer().put(array);
        entries.put(name + ".f64", bytes);
    }

    /**
     * Adds an array; it is copied.
     *
     * @param name its name
     * @param array the array
     */
    public void put(String name, long[] array) {
        byte[] bytes = new byte[Long.BYTES * array.length];
        littleEndian(bytes).asLongBuffer().put(array);
        entries.put(name + ".i64", bytes);
    }

    /**
     * Adds a table.
     *
     * @param name its name
     * @param csv its text
     */
    public void put(String name, String csv) {
        entries.put(name + ".csv", csv.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds the entries of another checkpoint, but not its manifest.
     *
     * @param other the other checkpoint
     */
    public void putAll(Checkpoint other) {
        entries.putAll(other.entries);
    }

    /**
     * {@return the bytes that all entries take}
     */
    public long bytes() {
        return entries.values().stream().mapToLong(entry -> entry.length).sum();
    }

    /**
     * {@return an array of floats, a copy}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public float[] floats(String name) {
        byte[] bytes = entry(name + ".f32");
        float[] array = new float[bytes.length / Float.BYTES];
        littleEndian(bytes).asFloatBuffer().get(array);
        return array;
    }

    /**
     * {@return an array of doubles, a copy}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public double[] doubles(String name) {
        byte[] bytes = entry(name + ".f64");
        double[] array = new double[bytes.length / Double.BYTES];
        littleEndian(bytes).asDoubleBuffer().get(array);
        return array;
    }

    /**
     * {@return an array of longs, a copy}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public long[] longs(String name) {
        byte[] bytes = entry(name + ".i64");
        long[] array = new long[bytes.length / Long.BYTES];
        littleEndian(bytes).asLongBuffer().get(array);
        return array;
    }

    /**
     * {@return the text of a table}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public String csv(String name) {
        return new String(entry(name + ".csv"), StandardCharsets.UTF_8);
    }

    private byte[] entry(String name) {
        byte[] bytes = entries.get(name);
        Require.that(
                bytes != null,
                () -> "the checkpoint must have an entry " + name + " but has " + String.join(", ", entries.keySet()));
        return bytes;
    }

    /**
     * Writes it.
     *
     * @param out where to; left open
     * @throws IOException if that cannot be written
     */
    public void write(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        Map<String, Object> sizes = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            boolean text = entry.getKey().endsWith(".csv");
            // Trained weights do not get shorter, only slower to write.
            zip.setLevel(text ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION);
            writeEntry(zip, entry.getKey(), entry.getValue());
            sizes.put(entry.getKey(), entry.getValue().length);
        }
        Map<String, Object> whole = new LinkedHashMap<>(manifest);
        whole.put("entries", sizes);
        writeEntry(zip, MANIFEST, Json.write(whole).getBytes(StandardCharsets.UTF_8));
        zip.finish();
        zip.flush();
    }

    /**
     * {@return what {@link #write(OutputStream)} writes}
     */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new AssertionError("memory takes all", e);
        }
        return out.toByteArray();
    }

    /**
     * Writes it to a file: aside first, then renamed, so that a process that dies leaves this one or the one before.
     *
     * @param path the file; one of that name is replaced
     * @throws UncheckedIOException if it cannot be written; the one before is then still there
     */
    public void write(Path path) {
        Disk.save(path, this::write);
    }

    private static void writeEntry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // The same state gives the same file.
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /**
     * Reads and verifies a file that {@link #write} wrote.
     *
     * @param path the file
     * @return the checkpoint
     * @throws IllegalArgumentException if it is not whole: cut, changed, or no checkpoint at all
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static Checkpoint read(Path path) {
        File file = path.toFile(); // Not by a channel, which an interrupt would close.
        try (FileInputStream in = new FileInputStream(file)) {
            return read(in);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("there is no checkpoint " + path.toAbsolutePath(), e);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the file " + path.toAbsolutePath() + " is no whole checkpoint (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path.toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a checkpoint from memory.
     *
     * @param bytes what {@link #toBytes()} gave
     * @return the checkpoint
     * @throws IllegalArgumentException if they are torn or no checkpoint
     */
    public static Checkpoint read(byte[] bytes) {
        try {
            return read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new IllegalArgumentException("the bytes are no whole checkpoint (" + e.getMessage() + ")", e);
        }
    }

    private static Checkpoint read(InputStream in) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        byte[] manifest = entries.remove(MANIFEST);
        if (manifest == null) {
            throw new ZipException("its end is missing");
        }
        Map<String, Object> whole = Json.read(new String(manifest, StandardCharsets.UTF_8));
        Map<String, Object> sizes = new LinkedHashMap<>();
        entries.forEach((name, bytes) -> sizes.put(name, (long) bytes.length));
        if (!sizes.equals(whole.remove("entries"))) {
            throw new ZipException("its entries are not those of its manifest");
        }
        Checkpoint checkpoint = new Checkpoint(whole);
        checkpoint.entries.putAll(entries);
        return checkpoint;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
