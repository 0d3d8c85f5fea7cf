package proximal.policy;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/**
 * Random orthogonal weights (Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in
 * deep linear neural networks", arXiv 1312.6120).
 *
 * <pre>{@code
 * float[] w = new float[4];
 * OrthogonalInitialization.fill(w, 0, 2, 2, 1, new java.util.Random(1));
 * Math.abs(w[0] * w[2] + w[1] * w[3]) < 1e-6 // true
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class OrthogonalInitialization {
    private OrthogonalInitialization() {}

    /**
     * Fills a matrix W with gain times a matrix of orthonormal rows, or of orthonormal columns where it has more rows than
     * columns: W W^T = gain^2 I, or W^T W = gain^2 I. The distribution is the uniform one (Haar): it is the factor Q of a
     * Gaussian matrix, of which the factor R has a positive diagonal, as in PyTorch's {@code orthogonal_}. Computed in
     * double precision.
     *
     * @param weights receives W, row-major [outputs][inputs]
     * @param offset where W begins in weights
     * @param outputs the number of rows, at least 1
     * @param inputs the number of columns, at least 1
     * @param gain the length of each row or column
     * @param random where the Gaussian matrix is drawn from, in the order of the weights
     */
    public static void fill(float[] weights, int offset, int outputs, int inputs, double gain, RandomGenerator random) {
        boolean wide = outputs <= inputs;
        double[][] vectors = new double[Math.min(outputs, inputs)][Math.max(outputs, inputs)];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                vectors[wide ? o : i][wide ? i : o] = random.nextGaussian();
            }
        }
        orthonormalize(vectors);
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[offset + o * inputs + i] = (float) (gain * vectors[wide ? o : i][wide ? i : o]);
            }
        }
    }

    /** Gram-Schmidt; the second pass removes what rounding left in the first. */
    private static void orthonormalize(double[][] vectors) {
        for (int v = 0; v < vectors.length; v++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted before row " + v + " of an orthogonal matrix");
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int u = 0; u < v; u++) {
                    addMultiple(vectors[v], -dot(vectors[v], vectors[u]), vectors[u]);
                }
            }
            double norm = Math.sqrt(dot(vectors[v], vectors[v]));
            for (int i = 0; i < vectors[v].length; i++) {
                vectors[v][i] /= norm;
            }
        }
    }

    private static void addMultiple(double[] to, double factor, double[] of) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * of[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
