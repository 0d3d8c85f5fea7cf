package proximal.policy;

/**
 * The inner loops of the perceptron, on row-major float arrays. Columns are padded to a multiple of {@link #lanes()} and
 * rows to a multiple of {@link #ROWS}: a kernel may compute and write the padding too, and the arrays have room for it.
 * The sum behind an output runs over the inner index in its order, whatever the block it belongs to, so neither the size
 * of the batch nor its splitting changes a bit of it.
 */
interface Kernels {
    /** Rows are padded to a multiple of this. */
    int ROWS = 4;

    /** The fastest kernels of this JVM. */
    static Kernels preferred() {
        return VectorSupport.present() ? new VectorKernels() : new PlainKernels();
    }

    /** What a number of columns is padded to a multiple of. */
    int lanes();

    /**
     * The matrix product C = S + A B, where A is [rows][inner] with any strides (a transposed matrix has them swapped), B is
     * [inner][columns] and S, what the sums start from, is [rows][columns], or one row for all where its stride is 0; S may
     * be C.
     */
    void multiply(
            int rows,
            int inner,
            int columns,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cStride);

    /** Replaces each x[i], from inclusive and to exclusive, by its hyperbolic tangent; the length is padded. */
    void tanh(float[] x, int from, int to);

    /** Replaces each x[i], from inclusive and to exclusive, by max(x[i], 0); the length is padded. */
    void relu(float[] x, int from, int to);

    /**
     * Multiplies the gradient [rows][stride] by the slope 1 - y^2 of tanh, y being its output, and adds the sum of each
     * column of the product to sums.
     */
    void tanhSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums);

    /** As {@link #tanhSlope}, for the slope of ReLU: 1 where y is positive, otherwise 0. */
    void reluSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums);

    /** Adds the sum of each column of the gradient [rows][stride] to sums. */
    void columnSums(float[] gradient, int rows, int stride, float[] sums);
}
