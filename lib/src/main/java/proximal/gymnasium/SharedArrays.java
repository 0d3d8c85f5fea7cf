package proximal.gymnasium;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import proximal.environment.SplitMix64;

/**
 * The file that a {@link PythonWorker} and its process of Python both map into their memory: the arrays of some environments,
 * in the order that {@code worker.py} has, behind what each process tells the other: the count of the calls or the answers that
 * it gave, whether it sleeps, and on which core it runs or shall not run. For one thread.
 *
 * <p>Copy: with the library.
 */
public final class SharedArrays {
    private static final long LOOK_NANOS = 2_000_000;
    /** Whether this processor shows a count after the arrays that were written before it. */
    private static final boolean ORDERED_STORES =
            Set.of("amd64", "x86_64").contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT));

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Places in the file; each process writes into a cache line of its own, but for LEAVE. */
    private static final int CALLS = 0;

    private static final int CALLED = 8;
    private static final int PARENT_SLEEPS = 16;
    private static final int LEAVE = 24;
    private static final int ANSWERS = 64;
    private static final int WORKER_SLEEPS = 72;
    private static final int CORE = 80;
    private static final int ARRAYS = 128;

    private final int first;
    private final int numEnvs;
    private final int actionSize;
    private final int obsSize;
    private final ByteBuffer signals;
    private final ByteBuffer memory;
    private final FloatBuffer floats;
    private long calls;

    /**
     * Makes and maps the file.
     *
     * @param file the file
     * @param first the number of the first environment in the arrays of the batch
     * @param numEnvs how many environments
     * @param actionSize floats of an action
     * @param obsSize floats of an observation
     * @throws IOException if there is no room for it
     * @throws ArithmeticException if it has 2 GiB or more
     */
    public SharedArrays(Path file, int first, int numEnvs, int actionSize, int obsSize) throws IOException {
        this.first = first;
        this.numEnvs = numEnvs;
        this.actionSize = actionSize;
        this.obsSize = obsSize;
        int bytes = Math.toIntExact(bytes(numEnvs, actionSize, obsSize));
        Files.write(file, new byte[bytes]); // now, for a full disk would end both processes later
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            signals = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes).order(ByteOrder.nativeOrder());
        }
        memory = signals.slice(ARRAYS, bytes - ARRAYS).order(ByteOrder.nativeOrder());
        floats = memory.slice(16 * numEnvs, memory.capacity() - 18 * numEnvs)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /**
     * Tells the size of the file.
     *
     * @param numEnvs how many environments
     * @param actionSize floats of an action
     * @param obsSize floats of an observation
     * @return the bytes
     */
    public static long bytes(int numEnvs, int actionSize, int obsSize) {
        return ARRAYS + numEnvs * (8L + 8 + 4L * actionSize + 8L * obsSize + 2);
    }

    /**
     * Lets Python see a call, once it sees all that was written before.
     *
     * @param call r to reset, s to step
     * @return whether Python sleeps until there is a byte in the pipe
     */
    public boolean call(char call) {
        signals.putLong(CALLED, call);
        LONG.setVolatile(signals, CALLS, ++calls);
        return (long) LONG.getVolatile(signals, WORKER_SLEEPS) != 0;
    }

    /**
     * Looks for the answer to the last call.
     *
     * @return whether it is there
     */
    public boolean answered() {
        return (long) LONG.getVolatile(signals, ANSWERS) == calls;
    }

    /**
     * Looks for the answer to the last call for a while, since to wake a thread up takes longer than many a step.
     *
     * @return whether it is there
     */
    public boolean answersSoon() {
        for (long end = System.nanoTime() + LOOK_NANOS; !answered(); Thread.yield()) {
            if (System.nanoTime() > end) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells which core gave the last answer.
     *
     * @return its number; -1 where the system does not tell it
     */
    public long core() {
        return signals.getLong(CORE);
    }

    /** Asks Python to go to another core before it steps again. */
    public void leaveCore() {
        signals.putLong(LEAVE, 1);
    }

    /**
     * Agrees with Python, which has just opened the file, on how this process waits: it looks for counts where both know the
     * order of stores, which one that is emulated may not, and sleeps at the pipe otherwise.
     *
     * @return whether it looks
     */
    public boolean looks() {
        boolean looks = ORDERED_STORES && (long) LONG.getVolatile(signals, WORKER_SLEEPS) == 0;
        sleeps(!looks);
        return looks;
    }

    /**
     * Lets Python see whether this process sleeps until there is a byte in the pipe.
     *
     * @param sleeps whether it does
     */
    public void sleeps(boolean sleeps) {
        LONG.setVolatile(signals, PARENT_SLEEPS, sleeps ? 1L : 0L);
    }

    /**
     * Takes the part of these environments of the seeds.
     *
     * @param seeds of all environments, {@code [env]}; null for none
     */
    public void seeds(long[] seeds) {
        for (int i = 0; i < numEnvs; i++) {
            memory.putLong(8 * i, seeds == null ? -1 : SplitMix64.streamSeed(seeds[first + i], 0) >>> 33);
        }
    }

    /**
     * Takes the part of these environments of the actions.
     *
     * @param actions of all environments, {@code [env][actionSize]}
     */
    public void actions(float[] actions) {
        floats.put(0, actions, first * actionSize, numEnvs * actionSize);
    }

    /**
     * Gives what the environments showed.
     *
     * @param observations the part of these environments is filled, {@code [env][obsSize]}
     */
    public void observations(float[] observations) {
        floats.get(numEnvs * actionSize, observations, first * obsSize, numEnvs * obsSize);
    }

    /**
     * Gives what the environments showed at the resets after their step.
     *
     * @param observations the part of these environments is filled where an episode ended, {@code [env][obsSize]}
     * @param terminated as {@link #results} gave it
     * @param truncated as {@link #results} gave it
     */
    public void firstObservations(float[] observations, boolean[] terminated, boolean[] truncated) {
        int begin = numEnvs * (actionSize + obsSize);
        for (int i = 0; i < numEnvs; i++) {
            int env = first + i;
            if (terminated[env] || truncated[env]) {
                floats.get(begin + i * obsSize, observations, env * obsSize, obsSize);
            }
        }
    }

    /**
     * Gives the rewards and how the step ended.
     *
     * @param rewards the part of these environments is filled, {@code [env]}
     * @param terminated likewise
     * @param truncated likewise
     */
    public void results(double[] rewards, boolean[] terminated, boolean[] truncated) {
        int flags = memory.capacity() - 2 * numEnvs;
        for (int i = 0; i < numEnvs; i++) {
            rewards[first + i] = memory.getDouble(8 * (numEnvs + i));
            terminated[first + i] = memory.get(flags + 2 * i) != 0;
            truncated[first + i] = memory.get(flags + 2 * i + 1) != 0;
        }
    }
}
