package proximal.policy;

/** The kernels as plain loops, for a JVM without the Vector API; the compiler makes what vectors it can of them. */
final class PlainKernels implements Kernels {

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
            for (int k = 0; k < inner; k++) {
                addMultiple(c, row, a[aOffset + r * aRowStride + k * aColumnStride], b, bOffset + k * bStride, columns);
            }
        }
    }

    private static void addMultiple(float[] c, int cOffset, float factor, float[] b, int bOffset, int columns) {
        for (int j = 0; j < columns; j++) {
            c[cOffset + j] += factor * b[bOffset + j];
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
            x[i] = Math.max(x[i], 0);
        }
    }

    @Override
    public void tanhSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums) {
        for (int i = 0; i < rows * stride; i++) {
            gradient[i] *= 1 - y[yOffset + i] * y[yOffset + i];
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
}
