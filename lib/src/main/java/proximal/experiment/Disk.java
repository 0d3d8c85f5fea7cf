package proximal.experiment;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
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
 */
class Disk {
    /** How much room is little, in bytes. */
    private static final long LITTLE = 64 << 20;

    /** What a file is to hold. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Opens a file for writing; a test puts a small disk in its place. */
    OutputStream open(FileOutputStream file) throws IOException {
        return file;
    }

    /** Writes a file, and has it on the disk when it returns. */
    final void write(Path path, Content content) throws IOException {
        try (FileOutputStream file = new FileOutputStream(path.toFile());
                OutputStream out = open(file)) {
            content.writeTo(out);
            out.flush();
            file.getFD().sync();
        }
    }

    /** Writes a file over the one before; a process that dies leaves the one or the other. */
    final void replace(Path aside, Path target, Content content) throws IOException {
        try {
            write(aside, content);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(target.getParent());
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Gives a finished folder its name. */
    void publish(Path aside, Path target) throws IOException {
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

    /** Reads a file. */
    static byte[] read(Path path) throws IOException {
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            return in.readAllBytes();
        }
    }

    /** The SHA-256 digest, hexadecimal. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** Deletes a file or a folder with all that is in it, where there is one. */
    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                for (Path child : inside) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /** Why something could not be written, in words: the reason, and how much room there is where there is little. */
    static String reason(IOException failure, Path folder) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            message += " does not exist and could not be made";
        } else if (failure instanceof AccessDeniedException) {
            message = "access to " + message + " is denied";
        }
        File file = folder.toFile();
        long free = file.getUsableSpace();
        long total = file.getTotalSpace(); // 0 where there is no such folder, and where nothing can be kept
        return free >= LITTLE || total == 0
                ? message
                : message + " (" + free / 1024 + " KiB of " + total / 1024 + " KiB are free there)";
    }
}
