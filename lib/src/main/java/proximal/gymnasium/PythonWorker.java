package proximal.gymnasium;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import proximal.environment.Require;

/**
 * A process of Python that steps some environments; {@code worker.py} says what the two tell each other. The arrays are in a
 * file that both map into their memory, and whose name is gone before the first step. The process ends at the end of its
 * input: when this object is closed, or this JVM ends. Stepping makes no garbage. For one thread, but for {@link #close}.
 *
 * <p>Copy: with the library.
 */
public final class PythonWorker implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final byte[] CALL = {'.'};
    private static final int WATCH_MILLIS = 100;
    /** What an environment writes to the pipe is looked for once in so many steps. */
    private static final int CHECKED_EVERY = 64;

    private static final long CLOSING_NANOS = 2_000_000_000L;
    /** A start reads many files, so it has a minute whatever the limit of a step is. */
    private static final long STARTING_NANOS = 60_000_000_000L;

    private final Gymnasium task;
    private final int first;
    private final int numEnvs;
    private final long limitNanos;
    private final Path folder;
    private final Process process;
    private final OutputStream toPython;
    private final InputStream fromPython;
    private SharedArrays arrays;
    private boolean looks;
    private long step;

    /** Who waits for an answer; null for nobody. */
    private volatile Thread waiting;

    private volatile long deadline;
    private volatile boolean late;
    private volatile boolean closed;
    /** The end of what the process wrote on standard error, where the environments print to. */
    private volatile String printed = "";

    /**
     * Starts a process; it begins to make the environments.
     *
     * @param task the task
     * @param first the number of the first environment in the arrays of the batch
     * @param numEnvs how many environments
     * @throws IllegalStateException if there is no Python
     */
    public PythonWorker(Gymnasium task, int first, int numEnvs) {
        this.task = task;
        this.first = first;
        this.numEnvs = numEnvs;
        limitNanos = (long) Math.min(task.timeLimitSeconds() * 1e9, Long.MAX_VALUE / 4.0);
        Path python = task.python();
        folder = folder();
        try (InputStream source = Gymnasium.class.getResourceAsStream("/proximal/gymnasium/worker.py")) {
            Files.copy(source, script());
            process = new ProcessBuilder(python.toString(), script().toString()).start();
        } catch (IOException e) {
            delete(script());
            delete(folder);
            throw new IllegalStateException("Python could not be started for " + task.id() + ": " + e.getMessage(), e);
        }
        toPython = process.getOutputStream();
        fromPython = process.getInputStream();
        begin("watch", this::watch);
        begin("prints", this::takePrints);
    }

    private static Path folder() {
        try {
            return Files.isWritable(SHARED_MEMORY)
                    ? Files.createTempDirectory(SHARED_MEMORY, "proximal")
                    : Files.createTempDirectory("proximal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(String what, Runnable job) {
        Thread thread = new Thread(job, "gymnasium-" + what + "-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private Path script() {
        return folder.resolve("worker.py");
    }

    private Path file() {
        return folder.resolve("memory");
    }

    /** Ends the process where it is late, where who waits for it is interrupted, or where it does not end when closed. */
    private void watch() {
        while (process.isAlive()) {
            try {
                Thread.sleep(WATCH_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            Thread thread = waiting;
            boolean over = System.nanoTime() - deadline > 0;
            late |= thread != null && over;
            if (late || closed && over || thread != null && thread.isInterrupted()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private void takePrints() {
        byte[] bytes = new byte[4096];
        try (InputStream prints = process.getErrorStream()) {
            for (int count = prints.read(bytes); count >= 0; count = prints.read(bytes)) {
                String all = printed + new String(bytes, 0, count, StandardCharsets.UTF_8);
                printed = all.substring(Math.max(0, all.length() - bytes.length));
            }
        } catch (IOException e) {
            return; // The process has ended.
        }
    }

    /**
     * Makes the environments and describes their spaces.
     *
     * @param maskSize how many numbers the mask of the actions has; -1 where that is to be found out by a reset
     * @return the spaces
     * @throws IllegalArgumentException if the environments cannot be made
     * @throws IllegalStateException if Python ends or gives no answer in time
     */
    public GymnasiumSpaces describe(int maskSize) {
        Map<String, Object> setup = task.setup();
        setup.put("numEnvs", numEnvs);
        setup.put("maskSize", maskSize);
        try {
            write(new Gson().toJson(setup));
            readAnswer();
            return GymnasiumSpaces.read(readLine());
        } finally {
            delete(script());
        }
    }

    /**
     * Makes the environments and the memory that is shared with them.
     *
     * @param spaces the spaces that they must have
     * @throws IllegalArgumentException if the environments cannot be made
     * @throws IllegalStateException if they have other spaces, or Python ends or gives no answer in time
     */
    public void open(GymnasiumSpaces spaces) {
        GymnasiumSpaces described = describe(spaces.maskSize());
        Require.state(
                described.equals(spaces),
                () -> "the environments of " + task.id()
                        + " must all have the same spaces, but after the first was asked"
                        + " they changed: make the task anew");
        int actionSize = spaces.actions().size();
        int obsSize = spaces.observations().size();
        long bytes = SharedArrays.bytes(numEnvs, actionSize, obsSize);
        String words =
                "the " + bytes + " bytes that " + numEnvs + " environments of " + task.id() + " share with Python ";
        Require.state(bytes < Integer.MAX_VALUE, () -> words + "must be less than 2 GiB: take more workers");
        try {
            arrays = new SharedArrays(file(), first, numEnvs, actionSize, obsSize);
        } catch (IOException e) {
            throw new IllegalStateException(words + "could not be had: " + e, e);
        }
        try {
            write(file().toString());
            readAnswer();
            looks = arrays.looks();
        } finally {
            delete(file());
            delete(folder);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit(); // as on Windows, where a mapped file stays
        }
    }

    /**
     * Lets the environments begin; {@link #await} waits for them.
     *
     * @param signal r to reset, s to step
     * @param number the number of the step, for messages
     */
    public void send(char signal, long number) {
        step = number;
        deadline = System.nanoTime() + limitNanos;
        if (arrays.call(signal)) {
            write(CALL);
        }
    }

    private void write(String line) {
        deadline = System.nanoTime() + Math.max(limitNanos, STARTING_NANOS);
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        try {
            toPython.write(bytes);
            toPython.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /**
     * Gives what is shared with the process.
     *
     * @return the arrays; null before {@link #open}
     */
    public SharedArrays arrays() {
        return arrays;
    }

    /**
     * Waits for the answer to {@link #send}.
     *
     * @throws IllegalStateException if an environment failed, or the process ended or was ended because it was late
     * @throws CancellationException if the thread is interrupted; the process is ended then
     */
    public void await() {
        if (!looks) {
            readAnswer();
            return;
        }
        while (!arrays.answersSoon()) {
            arrays.sleeps(true);
            if (!arrays.answered()) {
                readAnswer();
            }
            arrays.sleeps(false);
        }
        if (step % CHECKED_EVERY == 0 && available() > 0) {
            readAnswer();
        }
    }

    private void readAnswer() {
        int answer = read();
        if (answer == '!') {
            throw fault(readLine());
        }
        Require.state(
                answer == '.', () -> "Python must answer with . or ! but did with byte " + answer + ", " + where());
    }

    private int available() {
        try {
            return fromPython.available();
        } catch (IOException e) {
            return 0; // The process has ended, which the next step says.
        }
    }

    private int read() {
        waiting = Thread.currentThread();
        int answer;
        try {
            answer = fromPython.read();
        } catch (IOException e) {
            answer = -1;
        } finally {
            waiting = null;
        }
        if (answer < 0) {
            throw ended();
        }
        return answer;
    }

    private String readLine() {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            line.append((char) next); // JSON in ASCII
        }
        return line.toString();
    }

    private RuntimeException fault(String json) {
        JsonObject told = new Gson().fromJson(json, JsonObject.class);
        String fault = told.get("fault").getAsString();
        int env = first + told.get("env").getAsInt();
        String call = told.get("call").getAsString();
        return switch (call) {
            case "make" -> new IllegalArgumentException(task.id() + " " + fault);
            case "step" ->
                new IllegalStateException("environment " + env + " (" + task.id() + ") in step " + step + " " + fault);
            default ->
                new IllegalStateException("environment " + env + " (" + task.id() + ") at the reset"
                        + (step > 0 ? " after step " + step : "") + " " + fault);
        };
    }

    private RuntimeException ended() {
        if (Thread.currentThread().isInterrupted()) {
            return new CancellationException("interrupted while Python stepped, " + where());
        }
        if (late) {
            return new IllegalStateException("Python gave no answer in time (a step has " + task.timeLimitSeconds()
                    + " s) and was ended, " + where());
        }
        String last = printed.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line.strip());
        process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join();
        String code = process.isAlive() ? "" : " with exit code " + process.exitValue();
        return new IllegalStateException("Python ended" + code + ", " + where()
                + (last.isEmpty() ? "" : "; the last that it wrote was: " + last));
    }

    private String where() {
        return "at step " + step + " of the environments " + first + " to " + (first + numEnvs - 1) + " of "
                + task.id();
    }

    /** Ends the process; where it does not end by itself within two seconds, by force. */
    @Override
    public void close() {
        deadline = System.nanoTime() + CLOSING_NANOS;
        closed = true;
        try {
            toPython.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        delete(script());
        delete(file());
        delete(folder);
    }
}
