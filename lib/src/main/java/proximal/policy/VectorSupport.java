package proximal.policy;

import jdk.incubator.vector.FloatVector;

/**
 * Tells whether this JVM computes with SIMD vectors, and says once how it would, where it does not.
 *
 * <p>Copy: with the library.
 */
public final class VectorSupport {
    private static final String MODULE = "jdk.incubator.vector";

    private VectorSupport() {}

    /**
     * Tells whether the Vector API is there. The first call without it says on System.err what the JVM would need; the
     * results are the same without it, to float rounding.
     *
     * @return whether the module jdk.incubator.vector is there
     */
    public static boolean present() {
        return Found.PRESENT;
    }

    /**
     * Tells how many floats a vector of this JVM has, on which the last bits of sums depend.
     *
     * @return the number, at least 1; 1 without the Vector API
     */
    public static int lanes() {
        return present() ? Lanes.COUNT : 1;
    }

    /** Apart, since its class cannot be loaded without the Vector API. */
    private static final class Lanes {
        static final int COUNT = FloatVector.SPECIES_PREFERRED.length();
    }

    /** Looked up, and said, once in a JVM. */
    private static final class Found {
        static final boolean PRESENT = ModuleLayer.boot().findModule(MODULE).isPresent();

        static {
            if (!PRESENT) {
                System.err.println("Proximal computes without SIMD vectors; start the JVM with --add-modules " + MODULE
                        + " and its perceptrons train several times faster.");
            }
        }
    }
}
