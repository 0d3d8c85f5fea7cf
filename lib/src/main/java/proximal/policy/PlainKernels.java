package proximal.policy;

import java.util.Arrays;

/** The kernels as plain loops, for a JVM without the Vector API; the compiler makes what vectors it can of them. */
final class PlainKernels implements Kernels {
    private final float[] partialSums = new float[PARTIAL_SUMS];

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void multiply(int rows, int inner, int columns, Matrix a, Matrix b, Matrix start, Matrix c) {
        for (int r = 0; r < rows; r++) {
            if (start != c) {
                System.arraycopy(start.array, start.at(r, 0), c.array, c.at(r, 0), columns);
            }
            int k = 0;
            for (; k + 4 <= inner; k += 4) {
                addFourRows(r, k, columns, a, b, c);
            }
            for (; k < inner; k++) {
                addRow(r, k, columns, a, b, c);
            }
        }
    }

    /** Adds to a row of C the rows of B from k on, by their factors in A. */
    private static void addFourRows(int row, int k, int columns, Matrix a, Matrix b, Matrix c) {
        float f0 = a.array[a.at(row, k)];
        float f1 = a.array[a.at(row, k + 1)];
        float f2 = a.array[a.at(row, k + 2)];
        float f3 = a.array[a.at(row, k + 3)];
        float[] x = b.array;
        int x0 = b.at(k, 0);
        int x1 = x0 + b.rowStride;
        int x2 = x1 + b.rowStride;
        int x3 = x2 + b.rowStride;
        float[] y = c.array;
        int y0 = c.at(row, 0);
        for (int j = 0; j < columns; j++) {
            float sum = FusedMultiplyAdd.of(f0, x[x0 + j], y[y0 + j]);
            sum = FusedMultiplyAdd.of(f1, x[x1 + j], sum);
            sum = FusedMultiplyAdd.of(f2, x[x2 + j], sum);
            y[y0 + j] = FusedMultiplyAdd.of(f3, x[x3 + j], sum);
        }
    }

    private static void addRow(int row, int k, int columns, Matrix a, Matrix b, Matrix c) {
        float factor = a.array[a.at(row, k)];
        float[] x = b.array;
        int x0 = b.at(k, 0);
        float[] y = c.array;
        int y0 = c.at(row, 0);
        for (int j = 0; j < columns; j++) {
            y[y0 + j] = FusedMultiplyAdd.of(factor, x[x0 + j], y[y0 + j]);
        }
    }

    @Override
    public void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = RationalTanh.of(x[i]);
        }
    }

    @Override
    public void relu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = x[i] < 0 ? 0 : x[i];
        }
    }

    @Override
    public void tanhSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums) {
        for (int i = 0; i < rows * stride; i++) {
            gradient[i] *= FusedMultiplyAdd.of(-y[yOffset + i], y[yOffset + i], 1);
        }
        columnSums(gradient, rows, stride, sums);
    }

    @Override
    public void reluSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums) {
        for (int i = 0; i < rows * stride; i++) {
            gradient[i] = y[yOffset + i] > 0 ? gradient[i] : 0;
        }
        columnSums(gradient, rows, stride, sums);
    }

    @Override
    public void columnSums(float[] gradient, int rows, int stride, float[] sums) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < stride; j++) {
                sums[j] += gradient[r * stride + j];
            }
        }
    }

    @Override
    public double sumOfSquares(float[] x) {
        int end = x.length - x.length % BLOCK;
        double sum = 0;
        for (int from = 0; from < end; from += BLOCK) {
            Arrays.fill(partialSums, 0);
            for (int i = from; i < from + BLOCK; i += PARTIAL_SUMS) {
                for (int j = 0; j < PARTIAL_SUMS; j++) {
                    partialSums[j] = FusedMultiplyAdd.of(x[i + j], x[i + j], partialSums[j]);
                }
            }
            sum = Kernels.addPartialSums(sum, partialSums);
        }
        return Kernels.addSquares(sum, x, end);
    }
}
