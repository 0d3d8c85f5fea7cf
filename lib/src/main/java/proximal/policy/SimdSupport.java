package proximal.policy;

/**
 * Tells whether this JVM computes with SIMD vectors, and says once how it would, where it does not. The results are the same
 * bits either way.
 *
 * <p>Copy: with the library.
 */
public final class SimdSupport {
    private static final String MODULE = "jdk.incubator.vector";

    /** Looked up, and said, once in a JVM. */
    private static final boolean PRESENT = found();

    private SimdSupport() {}

    /**
     * Tells whether the perceptrons compute with the Vector API. The first call where they do not says on System.err why.
     *
     * @return whether the module jdk.incubator.vector is there and the processor multiplies and adds in one instruction
     */
    public static boolean present() {
        return PRESENT;
    }

    private static boolean found() {
        String why = !FusedMultiplyAdd.IN_HARDWARE
                ? "this processor, or the JVM on it, has no fused multiply-add (FMA), and its perceptrons train many"
                        + " times slower than on one that has"
                : ModuleLayer.boot().findModule(MODULE).isEmpty()
                        ? "start the JVM with --add-modules " + MODULE
                                + " and its perceptrons train several times faster"
                        : null;
        if (why != null) {
            System.err.println("Proximal computes without SIMD vectors: " + why + ". The results are the same bits.");
        }
        return why == null;
    }
}
