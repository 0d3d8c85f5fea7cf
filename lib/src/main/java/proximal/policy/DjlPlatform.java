package proximal.policy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;

/**
 * DJL's PyTorch on this platform: whether it is there, with how many threads, and its one generator.
 *
 * <p>Copy: with the library.
 */
public final class DjlPlatform {
    private DjlPlatform() {}

    /**
     * Makes a manager for what one network holds.
     *
     * @return the manager, which the caller closes
     * @throws IllegalStateException if the platform has no native library of PyTorch
     */
    public static NDManager newManager() {
        // A run is one thread, so that runs side by side do not fight for cores and sums have one order.
        for (String threads : new String[] {"ai.djl.pytorch.num_threads", "ai.djl.pytorch.num_interop_threads"}) {
            if (System.getProperty(threads) == null) {
                System.setProperty(threads, "1");
            }
        }
        try {
            NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
            // The engine reads the property where it starts, which somebody else's code may have made it do before.
            JniUtils.setNumThreads(Integer.getInteger("ai.djl.pytorch.num_threads", 1));
            return manager;
        } catch (EngineException | LinkageError | IllegalStateException e) {
            throw new IllegalStateException(
                    "DJL's PyTorch has no native library that loads on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch")
                            + " (there is one for Linux x86_64, macOS aarch64 and Windows"
                            + " x86_64), so DJL networks cannot be used here: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Initialises the parameters of a block from a seed. The engine has one generator for the whole JVM, so only one block at
     * a time is initialised.
     *
     * @param block the block
     * @param manager what its parameters belong to
     * @param input the shape of its input, with the batch first
     * @param seed what the parameters come from
     */
    public static synchronized void initialize(Block block, NDManager manager, Shape input, long seed) {
        Engine.getEngine("PyTorch").setRandomSeed((int) (seed ^ (seed >>> 32)));
        block.initialize(manager, DataType.FLOAT32, input);
    }
}
