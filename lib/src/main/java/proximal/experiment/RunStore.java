package proximal.experiment;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import proximal.record.Checkpoint;
import proximal.record.Json;
import proximal.record.LogCsv;
import proximal.record.RunLog;

/**
 * Finished runs and checkpoints in a folder. A run is a folder that appears in one step with all its files, so that a process
 * that dies leaves whole runs or none; one process at a time has the store open.
 *
 * <pre>
 * runs/NAME/run.json        whose it is: task, variant, seed, configuration, version, build, machine, failure, digests of the tables
 * runs/NAME/updates.csv     the table of its updates
 * runs/NAME/ratios.csv      the histograms of its ratios
 * runs/NAME/episodes.csv    the table of its episodes
 * checkpoints/NAME.zip      the last checkpoint of a run that is not finished
 * aside/                    what is being written; whoever opens the store empties it
 * lock                      locked while a process has the store open
 * </pre>
 */
final class RunStore implements AutoCloseable {
    private static final long WAIT_NANOS = 2_000_000_000L;

    private final Path folder;
    private final Disk disk;
    private final RandomAccessFile lockFile;
    private final AtomicInteger asideNames = new AtomicInteger();
    private boolean closed;

    /**
     * Opens a store, and makes its folders where they are missing.
     *
     * @throws IllegalStateException if it is in use
     * @throws UncheckedIOException if a folder cannot be made
     */
    RunStore(Path folder, Disk disk) {
        this.folder = folder.toAbsolutePath().normalize();
        this.disk = disk;
        try {
            Files.createDirectories(this.folder);
            lockFile = lock();
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException("the store must be a folder but " + this.folder + " is a file", e);
        } catch (IOException e) {
            throw cannot("be opened", e);
        }
        try {
            Disk.delete(aside());
            Files.createDirectories(aside());
            Files.createDirectories(this.folder.resolve("runs"));
            Files.createDirectories(this.folder.resolve("checkpoints"));
        } catch (IOException e) {
            close();
            throw cannot("make its folders", e);
        }
    }

    /**
     * The system gives the lock back when the process ends, however it ends. An ablation of this process is waited for a
     * little: after an interrupt the kernel of a notebook goes on before the cell has ended.
     */
    private RandomAccessFile lock() throws IOException {
        RandomAccessFile file = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
        boolean locked = false;
        try {
            long end = System.nanoTime() + WAIT_NANOS;
            boolean again = true;
            while (!locked && again) {
                try {
                    locked = file.getChannel().tryLock() != null;
                    again = false; // another process has it
                } catch (OverlappingFileLockException e) {
                    again = System.nanoTime() < end;
                    LockSupport.parkNanos(50_000_000);
                }
            }
        } finally {
            if (!locked) {
                file.close();
            }
        }
        if (!locked) {
            throw new IllegalStateException("the store " + folder
                    + " is in use by another ablation: wait until that has ended, or give this one another folder");
        }
        return file;
    }

    private Path aside() {
        return folder.resolve("aside");
    }

    private Path runFolder(RunIdentity identity) {
        return folder.resolve("runs").resolve(identity.fileName());
    }

    private Path checkpointFile(RunIdentity identity) {
        return folder.resolve("checkpoints").resolve(identity.fileName() + ".zip");
    }

    /** Where the runs are, for messages. */
    Path folder() {
        return folder;
    }

    /**
     * Reads a finished run.
     *
     * @return its log, or null where the store has not the run
     * @throws IllegalStateException if what is there is torn, or of another run or build
     */
    RunLog find(RunIdentity identity) {
        Path run = runFolder(identity);
        if (!Files.exists(run)) {
            return null;
        }
        RunLog log = identity.newLog();
        try {
            Map<String, Object> manifest = Json.read(text(run, "run.json"));
            String difference = identity.difference(manifest);
            if (difference != null) {
                throw RunIdentity.refused(run, difference);
            }
            LogCsv.read(name -> table(run, manifest, name + ".csv"), log);
            if (manifest.get("failure") instanceof String failure) {
                log.fail(failure);
            }
            return log;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw RunIdentity.refused(run, "is no whole run (" + e.getMessage() + ")");
        }
    }

    private static String text(Path run, String name) {
        try {
            return new String(Disk.read(run.resolve(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static String table(Path run, Map<String, Object> manifest, String name) {
        String text = text(run, name);
        Object digest = manifest.get("sha256") instanceof Map<?, ?> digests ? digests.get(name) : null;
        if (!Objects.equals(digest, Disk.digest(text.getBytes(StandardCharsets.UTF_8)))) {
            throw new IllegalArgumentException(name + " is not what run.json says it is");
        }
        return text;
    }

    /**
     * Keeps a finished run, and drops its checkpoint. A run that failed earlier is replaced.
     *
     * @throws UncheckedIOException if it cannot be written, as on a full disk; the store is then as before
     */
    synchronized void keep(RunIdentity identity, RunLog log) {
        requireOpen();
        Map<String, byte[]> files = new LinkedHashMap<>();
        LogCsv.write(log).forEach((name, table) -> files.put(name + ".csv", bytes(table)));
        Map<String, Object> digests = new LinkedHashMap<>();
        files.forEach((name, bytes) -> digests.put(name, Disk.digest(bytes)));
        Map<String, Object> manifest = identity.manifest();
        manifest.put("failure", log.failure().orElse(null));
        manifest.put("sha256", digests);
        files.put("run.json", bytes(Json.write(manifest)));
        Path written = aside().resolve("run" + asideNames.incrementAndGet());
        Path replaced = aside().resolve("replaced" + asideNames.get());
        try {
            try {
                Files.createDirectories(written);
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    disk.write(written.resolve(file.getKey()), out -> out.write(file.getValue()));
                }
                publish(written, runFolder(identity), replaced);
            } finally {
                Disk.delete(written);
            }
            Disk.delete(replaced);
            Files.deleteIfExists(checkpointFile(identity));
        } catch (IOException e) {
            throw cannot("keep the run " + identity + " there", e);
        }
    }

    /** Gives a finished folder its name; the one before goes where it is to be deleted, and comes back where that fails. */
    private void publish(Path written, Path run, Path replaced) throws IOException {
        boolean replaces = Files.exists(run);
        if (replaces) {
            Files.move(run, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            disk.publish(written, run);
        } catch (IOException | RuntimeException e) {
            if (replaces && !Files.exists(run)) {
                Files.move(replaced, run, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }

    /**
     * Reads the checkpoint of a run.
     *
     * @return the checkpoint, or null where there is none
     * @throws IllegalStateException if it is torn, or of another run or build
     */
    Checkpoint checkpoint(RunIdentity identity) {
        Path file = checkpointFile(identity);
        if (!Files.exists(file)) {
            return null;
        }
        return identity.checkpoint(file);
    }

    /**
     * Keeps a checkpoint in the place of the run's last one.
     *
     * @throws UncheckedIOException if it cannot be written, as on a full disk; the last one is still there
     */
    synchronized void keep(RunIdentity identity, Checkpoint checkpoint) {
        requireOpen();
        identity.mark(checkpoint);
        Path written = aside().resolve("checkpoint" + asideNames.incrementAndGet());
        try {
            disk.replace(written, checkpointFile(identity), checkpoint::write);
        } catch (IOException e) {
            throw cannot("keep a checkpoint of the run " + identity + " there", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + folder + " is closed");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private UncheckedIOException cannot(String what, IOException e) {
        return new UncheckedIOException(
                "the store " + folder + " could not " + what + ": " + Disk.reason(e, folder), e);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            lockFile.close();
        } catch (IOException e) {
            throw cannot("be closed", e);
        }
    }
}
