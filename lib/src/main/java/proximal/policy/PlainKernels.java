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
    public void multiply(
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
            int cStride) {
        for (int r = 0; r < rows; r++) {
            int row = cOffset + r * cStride;
            if (start != c) {
                System.arraycopy(start, startOffset + r * startStride, c, row, columns);
            }
            int first = aOffset + r * aRowStride;
            int k = 0;
            for (; k + 4 <= inner; k += 4) {
                int at = first + k * aColumnStride;
                float f0 = a[at];
                float f1 = a[at + aColumnStride];
                float f2 = a[at + 2 * aColumnStride];
                float f3 = a[at + 3 * aColumnStride];
                addFourRows(c, row, columns, b, bOffset + k * bStride, bStride, f0, f1, f2, f3);
            }
            for (; k < inner; k++) {
                addRow(c, row, columns, b, bOffset + k * bStride, a[first + k * aColumnStride]);
            }
        }
    }

    private static void addFourRows(
            float[] c,
            int cOffset,
            int columns,
            float[] b,
            int row0,
            int stride,
            float f0,
            float f1,
            float f2,
            float f3) {
        int row1 = row0 + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        for (int j = 0; j < columns; j++) {
            float sum = FusedMultiplyAdd.of(f0, b[row0 + j], c[cOffset + j]);
            sum = FusedMultiplyAdd.of(f1, b[row1 + j], sum);
            sum = FusedMultiplyAdd.of(f2, b[row2 + j], sum);
            c[cOffset + j] = FusedMultiplyAdd.of(f3, b[row3 + j], sum);
        }
    }

    private static void addRow(float[] c, int cOffset, int columns, float[] b, int row, float factor) {
        for (int j = 0; j < columns; j++) {
            c[cOffset + j] = FusedMultiplyAdd.of(factor, b[row + j], c[cOffset + j]);
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
