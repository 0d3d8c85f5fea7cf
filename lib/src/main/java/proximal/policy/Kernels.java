package proximal.policy;

/**
 * The inner loops of the perceptron, on row-major float arrays. Columns are padded to a multiple of {@link #lanes()} and
 * rows to a multiple of {@link #ROWS}: a kernel may compute and write the padding too, and the arrays have room for it.
 * The bits of a result do not depend on the implementation, the length of its vectors, the size of a batch or its
 * splitting: each output of a product is one sequence of fused multiply-adds over the inner index, column sums run over the
 * rows in their order, elementwise functions are the same operations everywhere, and the one sum across the lanes, {@link
 * #sumOfSquares}, has a fixed number of partial sums.
 */
interface Kernels {
    /** Rows are padded to a multiple of this. */
    int ROWS = 4;

    /** {@link #sumOfSquares} has so many partial sums, whatever the length of a vector; a multiple of all of them. */
    int PARTIAL_SUMS = 32;

    /** So many elements go into the partial sums before those go into a double. */
    int BLOCK = 8 * PARTIAL_SUMS;

    /** The fastest kernels of this JVM. */
    static Kernels preferred() {
        return SimdSupport.present() ? new SimdKernels() : new PlainKernels();
    }

    /** What a number of columns is padded to a multiple of. */
    int lanes();

    /**
     * The matrix product C = S + A B, where A is [rows][inner] with any strides, the rows of B [inner][columns], C and S are
     * contiguous, and S is what the sums start from; S may be C.
     */
    void multiply(int rows, int inner, int columns, Matrix a, Matrix b, Matrix start, Matrix c);

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

    /** The sum of the squares, in single precision within a block and in double precision over the blocks. */
    double sumOfSquares(float[] x);

    /** Adds the partial sums of a block: four by four in single precision, and these eight one after the other. */
    static double addPartialSums(double sum, float[] partial) {
        int quarter = PARTIAL_SUMS / 4;
        for (int j = 0; j < quarter; j++) {
            sum += (partial[j] + partial[j + quarter]) + (partial[j + 2 * quarter] + partial[j + 3 * quarter]);
        }
        return sum;
    }

    /** Adds the squares of the elements that fill no block. */
    static double addSquares(double sum, float[] x, int from) {
        for (int i = from; i < x.length; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }
}
