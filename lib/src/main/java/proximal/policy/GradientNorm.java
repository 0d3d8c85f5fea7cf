package proximal.policy;

/**
 * The Euclidean norm of an array of floats, the square root of the sum of x^2: in single precision where its range allows,
 * and in double precision where the squares leave it. Allocates nothing. Not thread-safe.
 */
public final class GradientNorm {
    private final Kernels kernels;

    /** Makes one with the kernels of this JVM. */
    public GradientNorm() {
        this(Kernels.preferred());
    }

    GradientNorm(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Computes the norm.
     *
     * @param x the numbers
     * @return the norm, good to 1e-6 of it; NaN or infinite if a number is
     */
    public double of(float[] x) {
        double sum = kernels.sumOfSquares(x);
        return Math.sqrt(sum > 1e-20 && sum < 1e30 ? sum : Kernels.addSquares(0, x, 0));
    }
}
