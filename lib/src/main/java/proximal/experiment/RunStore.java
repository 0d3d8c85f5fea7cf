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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import proximal.environment.Require;
import proximal.policy.ActorCriticFactory;
import proximal.record.Checkpoint;
import proximal.record.Disk;
import proximal.record.Json;
import proximal.record.LogCsv;
import proximal.record.Policy;
import proximal.record.RunLog;

/**
 * Finished runs and checkpoints in a folder. A run is a folder that appears in one step with all its files, so that a process
 * that dies leaves whole runs or none; one process at a time has the store open. NAME is {@link RunIdentity#fileName()} and a
 * number: runs that are called the same but compute otherwise stand side by side.
 *
 * <pre>
 * runs/NAME/run.json        whose it is: task, variant, seed, configuration, version, machine, failure, stop, digests of the files
 * runs/NAME/updates.csv     the table of its updates
 * runs/NAME/ratios.csv      the histograms of its ratios
 * runs/NAME/episodes.csv    the table of its episodes
 * runs/NAME/end.zip         its state before the last updates, where there is one
 * runs/NAME/policy.zip      the policy that it ended with, where it did not fail
 * checkpoints/NAME.zip      the last checkpoint of a run that is not finished: a state, and the log to some updates after it
 * aside/                    what is being written; whoever opens the store empties it
 * format                    the number of this format
 * lock                      locked while a process has the store open
 * </pre>
 */
final class RunStore implements AutoCloseable {
    private static final long WAIT_NANOS = 2_000_000_000L;
    private static final String FORMAT = "2";
    private static final String STATE = "end.zip";
    private static final String POLICY = "policy.zip";
    private static final String LEFT =
            ". It is left as it is: move it away to have the run begin anew, or use another store";

    private final Path folder;
    private final Disk disk;
    private final RandomAccessFile lockFile;
    private final AtomicInteger asideNames = new AtomicInteger();
    /** Tells the files aside of several processes apart. */
    private final String by;

    private boolean closed;

    /** Looks at a store that another process has open, to read and write checkpoints. */
    private RunStore(Path folder) {
        this.folder = folder;
        disk = new Disk();
        lockFile = null;
        by = "-" + UUID.randomUUID() + "-";
    }

    /** The store that another process has open, where this one sees its folder; else null. */
    static RunStore guest(Path folder) {
        return folder != null && Files.isWritable(folder.resolve("aside")) ? new RunStore(folder) : null;
    }

    /**
     * Opens a store, and makes its folders where they are missing.
     *
     * @throws IllegalStateException if it is in use, or its runs have another format
     * @throws UncheckedIOException if a folder cannot be made
     */
    RunStore(Path folder, Disk disk) {
        this.folder = folder.toAbsolutePath().normalize();
        this.disk = disk;
        by = "";
        try {
            Files.createDirectories(this.folder);
            requireFormat();
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

    private void requireFormat() throws IOException {
        Path file = folder.resolve("format");
        boolean runs = Files.exists(folder.resolve("runs"));
        String format = Files.exists(file) ? Files.readString(file).trim() : runs ? "1" : FORMAT;
        Require.state(
                format.equals(FORMAT),
                () -> "the store " + folder + " holds runs in format " + format
                        + ", and this version of the library reads format " + FORMAT
                        + ": give it another folder, or move this one away");
        if (!runs) {
            Files.writeString(file, FORMAT + "\n");
        }
    }

    /**
     * The system gives the lock back when the process ends, however it ends. An ablation of this process is waited for a
     * little: after an interrupt the kernel of a notebook goes on before the cell has ended.
     */
    private RandomAccessFile lock() throws IOException {
        RandomAccessFile file = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
        for (long end = System.nanoTime() + WAIT_NANOS; System.nanoTime() < end; LockSupport.parkNanos(50_000_000)) {
            try {
                if (file.getChannel().tryLock() != null) {
                    return file;
                }
                break; // another process has it
            } catch (OverlappingFileLockException e) {
                continue;
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
        file.close();
        throw new IllegalStateException("the store " + folder
                + " is in use by another ablation: wait until that has ended, or give this one another folder");
    }

    private Path aside() {
        return folder.resolve("aside");
    }

    private Path runFolder(RunIdentity identity, int number) {
        return folder.resolve("runs").resolve(identity.fileName() + "-" + number);
    }

    private Path checkpointFile(RunIdentity identity, int number) {
        return folder.resolve("checkpoints").resolve(identity.fileName() + "-" + number + ".zip");
    }

    /** Where all is, for messages. */
    Path folder() {
        return folder;
    }

    /**
     * Reads what is kept of runs with an identity. A checkpoint of a finished run is dropped: the process was killed after it
     * kept the run.
     *
     * @param network what makes the networks of their policies
     * @param retryFailed whether the checkpoints of failed runs stay, since these are tried again
     * @throws IllegalStateException if something is torn, or not what its name says
     */
    List<KeptRun> find(RunIdentity identity, ActorCriticFactory network, boolean retryFailed) {
        List<KeptRun> found = new ArrayList<>();
        for (int number : numbers("runs", identity)) {
            KeptRun run = run(identity, number, network);
            found.add(run);
            if (!run.failed() || !retryFailed) {
                dropCheckpoint(identity, number);
            }
        }
        found.addAll(findUnfinished(identity));
        return found;
    }

    private void dropCheckpoint(RunIdentity identity, int number) {
        try {
            Files.deleteIfExists(checkpointFile(identity, number));
        } catch (IOException e) {
            throw cannot("drop a checkpoint of the run " + identity, e);
        }
    }

    /** Reads the checkpoints of an identity, as {@link #find} does. */
    List<KeptRun> findUnfinished(RunIdentity identity) {
        List<KeptRun> found = new ArrayList<>();
        for (int number : numbers("checkpoints", identity)) {
            found.add(checkpoint(identity, number));
        }
        return found;
    }

    /** A number that no file of the identity has. */
    int freeNumber(RunIdentity identity) {
        List<Integer> taken = new ArrayList<>(numbers("runs", identity));
        taken.addAll(numbers("checkpoints", identity));
        return taken.isEmpty() ? 1 : Collections.max(taken) + 1;
    }

    private List<Integer> numbers(String place, RunIdentity identity) {
        String name = identity.fileName() + "-";
        try (Stream<Path> files = Files.list(folder.resolve(place))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(name))
                    .map(file -> file.substring(name.length()))
                    .filter(number -> number.matches("[1-9][0-9]{0,8}(\\.zip)?"))
                    .map(number -> Integer.valueOf(number.replace(".zip", "")))
                    .toList();
        } catch (IOException e) {
            throw cannot("be read", e);
        }
    }

    private KeptRun run(RunIdentity identity, int number, ActorCriticFactory network) {
        Path run = runFolder(identity, number);
        RunLog log = identity.newLog();
        try {
            Map<String, Object> manifest =
                    Json.read(new String(Disk.read(run.resolve("run.json")), StandardCharsets.UTF_8));
            requireOf(identity, manifest);
            LogCsv.read(name -> new String(whole(run, manifest, name + ".csv"), StandardCharsets.UTF_8), log);
            if (manifest.get("failure") instanceof String failure) {
                log.fail(failure);
            }
            if (manifest.get("stopped") instanceof String reason) {
                log.stop(reason);
            }
            if (has(manifest, POLICY)) {
                whole(run, manifest, POLICY);
                log.keep(Policy.load(run.resolve(POLICY), network));
            }
            boolean hasState = has(manifest, STATE);
            if (hasState) {
                whole(run, manifest, STATE);
            }
            return new KeptRun(log, hasState ? () -> Checkpoint.read(run.resolve(STATE)) : null, true, number);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw torn(run, "run", e);
        }
    }

    private static boolean has(Map<String, Object> manifest, String file) {
        return manifest.get("sha256") instanceof Map<?, ?> digests && digests.containsKey(file);
    }

    private KeptRun checkpoint(RunIdentity identity, int number) {
        Path file = checkpointFile(identity, number);
        try {
            Checkpoint checkpoint = Checkpoint.read(file);
            requireOf(identity, checkpoint.manifest());
            RunLog log = identity.newLog();
            LogCsv.read(checkpoint::csv, log);
            return new KeptRun(log, () -> checkpoint, false, number);
        } catch (IllegalArgumentException e) {
            throw torn(file, "checkpoint", e);
        }
    }

    private static IllegalStateException torn(Path file, String what, RuntimeException e) {
        String name = "the file " + file.toAbsolutePath();
        String why = e.getMessage().startsWith(name)
                ? e.getMessage()
                : name + " is no whole " + what + " (" + e.getMessage() + ")";
        return new IllegalStateException(why + LEFT, e);
    }

    /** The name of a file has only a digest of whose it is. */
    private static void requireOf(RunIdentity identity, Map<String, Object> manifest) {
        identity.manifest()
                .forEach((name, mine) -> Require.that(
                        mine.equals(manifest.get(name)),
                        () -> "its " + name + " must be " + mine + " but is " + manifest.get(name)));
    }

    private static byte[] whole(Path run, Map<String, Object> manifest, String name) {
        byte[] bytes = Disk.read(run.resolve(name));
        Object digest = manifest.get("sha256") instanceof Map<?, ?> digests ? digests.get(name) : null;
        Require.that(Disk.digest(bytes).equals(digest), () -> name + " is not what run.json says it is");
        return bytes;
    }

    /**
     * Keeps a finished run, and drops its checkpoint. A run of that number, which failed earlier, is replaced.
     *
     * @param state its state before the last updates; null where there is none
     * @throws UncheckedIOException if it cannot be written, as on a full disk; the store is then as before
     */
    synchronized void keep(RunIdentity identity, int number, RunLog log, Checkpoint state) {
        requireOpen();
        Map<String, byte[]> files = new LinkedHashMap<>();
        LogCsv.write(log).forEach((name, table) -> files.put(name + ".csv", table.getBytes(StandardCharsets.UTF_8)));
        if (state != null) {
            files.put(STATE, state.toBytes());
        }
        log.policy().ifPresent(policy -> files.put(POLICY, policy.toBytes()));
        Map<String, Object> digests = new LinkedHashMap<>();
        files.forEach((name, bytes) -> digests.put(name, Disk.digest(bytes)));
        Map<String, Object> manifest = manifest(identity);
        manifest.put("failure", log.failure().orElse(null));
        manifest.put("stopped", log.stopped().orElse(null));
        manifest.put("sha256", digests);
        files.put("run.json", Json.write(manifest).getBytes(StandardCharsets.UTF_8));
        Path run = runFolder(identity, number);
        Path written = aside().resolve("run" + asideNames.incrementAndGet());
        Path replaced = aside().resolve("replaced" + asideNames.get());
        try {
            try {
                Files.createDirectories(written);
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    disk.write(written.resolve(file.getKey()), out -> out.write(file.getValue()));
                }
                if (Files.exists(run)) {
                    Files.move(run, replaced, StandardCopyOption.ATOMIC_MOVE);
                }
                disk.publish(written, run);
            } finally {
                if (Files.exists(replaced) && !Files.exists(run)) { // the new one could not have its name
                    Files.move(replaced, run, StandardCopyOption.ATOMIC_MOVE);
                }
                Disk.delete(written);
                Disk.delete(replaced);
            }
            Files.deleteIfExists(checkpointFile(identity, number));
        } catch (IOException e) {
            throw cannot("keep the run " + identity + " there", e);
        }
    }

    private static Map<String, Object> manifest(RunIdentity identity) {
        Map<String, Object> manifest = identity.manifest();
        manifest.put("library", Provenance.version());
        manifest.put("machine", Provenance.machine());
        return manifest;
    }

    /**
     * Keeps a checkpoint in the place of the run's last one.
     *
     * @param state its state some updates before the end of the log
     * @throws UncheckedIOException if it cannot be written, as on a full disk; the last one is still there
     */
    synchronized void keepUnfinished(RunIdentity identity, int number, RunLog log, Checkpoint state) {
        requireOpen();
        Checkpoint checkpoint = new Checkpoint(manifest(identity));
        checkpoint.putAll(state);
        LogCsv.write(log).forEach(checkpoint::put);
        Path written = aside().resolve("checkpoint" + by + asideNames.incrementAndGet());
        try {
            disk.replace(written, checkpointFile(identity, number), checkpoint::write);
        } catch (IOException e) {
            throw cannot("keep a checkpoint of the run " + identity + " there", e);
        }
    }

    private void requireOpen() {
        Require.state(!closed, () -> "the store " + folder + " is closed");
    }

    private UncheckedIOException cannot(String what, IOException e) {
        return new UncheckedIOException(
                "the store " + folder + " could not " + what + ": " + Disk.reason(e, folder), e);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            throw cannot("be closed", e);
        }
    }
}
