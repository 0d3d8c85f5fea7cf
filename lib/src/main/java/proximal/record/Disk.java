package proximal.record;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes files that are whole or not there: aside first, forced to the disk, then renamed. All by streams and not by channels,
 * since an interrupt closes a channel in the middle of what it writes.
 *
 * <p>Copy: with the library.
 */
public class Disk {
    /** How much room is little, in bytes. */
    private static final long LITTLE = 64 << 20;

    /** What a file is to hold. */
    public interface Content {
        /**
         * Writes it.
         *
         * @param out where to
         * @throws IOException if that cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a disk. */
    public Disk() {}

    /**
     * Opens a file for writing; a test puts a small disk in its place.
     *
     * @param file the file
     * @return where to write
     * @throws IOException if it cannot be opened
     */
    public OutputStream open(FileOutputStream file) throws IOException {
        return file;
    }

    /**
     * Writes a file, and has it on the disk when it returns.
     *
     * @param path the file
     * @param content what it holds
     * @throws IOException if it cannot be written
     */
    public final void write(Path path, Content content) throws IOException {
        try (FileOutputStream file = new FileOutputStream(path.toFile());
                OutputStream out = open(file)) {
            content.writeTo(out);
            out.flush();
            file.getFD().sync();
        }
    }

    /**
     * Writes a file over the one before, in a folder that is made where it is missing; a process that dies leaves the one or
     * the other.
     *
     * @param target the file
     * @param content what it holds
     * @throws UncheckedIOException if it cannot be written, the message saying why; the one before is then still there
     */
    public static void save(Path target, Content content) {
        Path path = target.toAbsolutePath();
        try {
            Files.createDirectories(path.getParent());
            String aside = path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
            new Disk().replace(path.resolveSibling(aside), path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + reason(e, path.getParent()), e);
        }
    }

    /**
     * Writes a file over the one before; a process that dies leaves the one or the other.
     *
     * @param aside where it is written at first
     * @param target the file
     * @param content what it holds
     * @throws IOException if it cannot be written
     */
    public final void replace(Path aside, Path target, Content content) throws IOException {
        try {
            write(aside, content);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(target.getParent());
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /**
     * Gives a finished folder its name.
     *
     * @param aside the folder
     * @param target its name
     * @throws IOException if it cannot have it
     */
    public void publish(Path aside, Path target) throws IOException {
        force(aside);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        force(target.getParent());
    }

    /** Has the names in a folder on the disk, where the system can: it matters when the power fails, not when a process dies. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // Windows has no such thing, and an interrupt ends it.
        }
    }

    /**
     * {@return the bytes of a file}
     *
     * @param path the file
     * @throws UncheckedIOException if it cannot be read
     */
    public static byte[] read(Path path) {
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * {@return the SHA-256 digest, hexadecimal}
     *
     * @param bytes what it is of
     */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /**
     * Deletes a file or a folder with all that is in it, where there is one.
     *
     * @param path the file or folder
     * @throws IOException if it cannot be deleted
     */
    public static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                for (Path child : inside) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /**
     * {@return why something could not be written, in words: the reason, and how much room there is where there is little}
     *
     * @param failure what came of it
     * @param folder where it was to be written
     */
    public static String reason(IOException failure, Path folder) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            message += " does not exist and could not be made";
        } else if (failure instanceof AccessDeniedException) {
            message = "access to " + message + " is denied";
        } else if (failure instanceof FileAlreadyExistsException) {
            message += " is a file and not a folder";
        }
        File file = folder.toFile();
        long free = file.getUsableSpace();
        long total = file.getTotalSpace(); // 0 where there is no such folder, and where nothing can be kept
        return free >= LITTLE || total == 0
                ? message
                : message + " (" + free / 1024 + " KiB of " + total / 1024 + " KiB are free there)";
    }
}
