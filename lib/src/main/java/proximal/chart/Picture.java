package proximal.chart;

import java.nio.file.Path;
import java.util.Locale;
import proximal.environment.Require;
import proximal.record.Disk;

/**
 * A picture that is drawn already, as a notebook shows it: a PNG file or an animated GIF file.
 *
 * <p>Copy: with the library.
 */
public final class Picture {
    private final String title;
    private final String format;
    private final byte[] bytes;
    private final int width;
    private final int height;

    /**
     * Makes a picture.
     *
     * @param title what it shows, for those who do not see it
     * @param format png or gif
     * @param bytes the bytes of the file; not copied
     * @param width the width at which it is shown, pixels
     * @param height the height at which it is shown, pixels
     * @throws IllegalArgumentException if the format is another
     */
    public Picture(String title, String format, byte[] bytes, int width, int height) {
        Require.that(format.equals("png") || format.equals("gif"), "the format of a picture", "png or gif", format);
        this.title = title;
        this.format = format;
        this.bytes = bytes;
        this.width = width;
        this.height = height;
    }

    /**
     * {@return what it shows}
     */
    public String title() {
        return title;
    }

    /**
     * {@return png or gif}
     */
    public String format() {
        return format;
    }

    /**
     * {@return the bytes of the file, a copy}
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * {@return the width at which it is shown, pixels}
     */
    public int width() {
        return width;
    }

    /**
     * {@return the height at which it is shown, pixels}
     */
    public int height() {
        return height;
    }

    /**
     * Writes the file. Folders that are missing are made; a file that exists is replaced.
     *
     * @param path the file, whose name ends in .png or .gif as the format is
     * @return this picture
     * @throws IllegalArgumentException if the name ends otherwise
     * @throws java.io.UncheckedIOException if it cannot be written; the message says why
     */
    public Picture export(Path path) {
        Require.that(
                path.toString().toLowerCase(Locale.ROOT).endsWith("." + format),
                "the file of this picture",
                "one whose name ends in ." + format + ",",
                path);
        Disk.save(path, out -> out.write(bytes));
        return this;
    }

    /**
     * {@return what it shows, in brackets}
     */
    @Override
    public String toString() {
        return "[picture: " + title + "]";
    }
}
