package proximal.policy;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product of {@link Kernels#multiply} with the Vector API. Each block keeps its part of the product in registers
 * over the whole inner loop; the methods are small, vectors never leave them and nothing but the Vector API itself, which is
 * always inlined, is called in the loops: a helper of our own may not be inlined in a large caller, and then every vector is
 * allocated. Not to be touched where {@link SimdSupport#present()} is false.
 */
final class SimdProduct {
    private static final VectorSpecies<Float> SPECIES = SimdKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = Kernels.ROWS;

    private SimdProduct() {}

    /** See {@link Kernels#multiply}. */
    static void multiply(
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
        int vectors = (columns + LANES - 1) / LANES;
        int column = 0;
        while (vectors > 0) {
            // Three vectors wide is fastest; four are taken as two and two, since one alone leaves the adders idle.
            int width = vectors == 4 ? 2 : Math.min(vectors, 3);
            int r = 0;
            if (width == 1) {
                // Four sums wait for one another; eight keep the adders busy.
                for (; r + 2 * ROWS <= rows; r += 2 * ROWS) {
                    block1Of8(
                            inner,
                            a,
                            aOffset + r * aRowStride,
                            aRowStride,
                            aColumnStride,
                            b,
                            bOffset + column,
                            bStride,
                            start,
                            startOffset + r * startStride + column,
                            startStride,
                            c,
                            cOffset + r * cStride + column,
                            cStride);
                }
            }
            for (; r < rows; r += ROWS) {
                int aRow = aOffset + r * aRowStride;
                int bColumn = bOffset + column;
                int s = startOffset + r * startStride + column;
                int o = cOffset + r * cStride + column;
                if (width == 3) {
                    block3(
                            inner,
                            a,
                            aRow,
                            aRowStride,
                            aColumnStride,
                            b,
                            bColumn,
                            bStride,
                            start,
                            s,
                            startStride,
                            c,
                            o,
                            cStride);
                } else if (width == 2) {
                    block2(
                            inner,
                            a,
                            aRow,
                            aRowStride,
                            aColumnStride,
                            b,
                            bColumn,
                            bStride,
                            start,
                            s,
                            startStride,
                            c,
                            o,
                            cStride);
                } else {
                    block1(
                            inner,
                            a,
                            aRow,
                            aRowStride,
                            aColumnStride,
                            b,
                            bColumn,
                            bStride,
                            start,
                            s,
                            startStride,
                            c,
                            o,
                            cStride);
                }
            }
            column += width * LANES;
            vectors -= width;
        }
    }

    /** Four rows, three vectors wide: twelve sums. */
    private static void block3(
            int inner,
            float[] a,
            int a0,
            int aRowStride,
            int aColumnStride,
            float[] b,
            int b0,
            int bStride,
            float[] start,
            int s0,
            int startStride,
            float[] c,
            int c0,
            int cStride) {
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        FloatVector c02 = FloatVector.fromArray(SPECIES, start, s0 + 2 * LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c12 = FloatVector.fromArray(SPECIES, start, s1 + 2 * LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c22 = FloatVector.fromArray(SPECIES, start, s2 + 2 * LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        FloatVector c32 = FloatVector.fromArray(SPECIES, start, s3 + 2 * LANES);
        int ia = a0;
        int ib = b0;
        for (int k = 0; k < inner; k++) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, b, ib);
            FloatVector x1 = FloatVector.fromArray(SPECIES, b, ib + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, b, ib + 2 * LANES);
            FloatVector f = FloatVector.broadcast(SPECIES, a[ia]);
            c00 = f.fma(x0, c00);
            c01 = f.fma(x1, c01);
            c02 = f.fma(x2, c02);
            f = FloatVector.broadcast(SPECIES, a[ia + aRowStride]);
            c10 = f.fma(x0, c10);
            c11 = f.fma(x1, c11);
            c12 = f.fma(x2, c12);
            f = FloatVector.broadcast(SPECIES, a[ia + 2 * aRowStride]);
            c20 = f.fma(x0, c20);
            c21 = f.fma(x1, c21);
            c22 = f.fma(x2, c22);
            f = FloatVector.broadcast(SPECIES, a[ia + 3 * aRowStride]);
            c30 = f.fma(x0, c30);
            c31 = f.fma(x1, c31);
            c32 = f.fma(x2, c32);
            ia += aColumnStride;
            ib += bStride;
        }
        int c1 = c0 + cStride;
        int c2 = c1 + cStride;
        int c3 = c2 + cStride;
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + LANES);
        c02.intoArray(c, c0 + 2 * LANES);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + LANES);
        c12.intoArray(c, c1 + 2 * LANES);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + LANES);
        c22.intoArray(c, c2 + 2 * LANES);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + LANES);
        c32.intoArray(c, c3 + 2 * LANES);
    }

    /** Four rows, two vectors wide. */
    private static void block2(
            int inner,
            float[] a,
            int a0,
            int aRowStride,
            int aColumnStride,
            float[] b,
            int b0,
            int bStride,
            float[] start,
            int s0,
            int startStride,
            float[] c,
            int c0,
            int cStride) {
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        int ia = a0;
        int ib = b0;
        for (int k = 0; k < inner; k++) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, b, ib);
            FloatVector x1 = FloatVector.fromArray(SPECIES, b, ib + LANES);
            FloatVector f = FloatVector.broadcast(SPECIES, a[ia]);
            c00 = f.fma(x0, c00);
            c01 = f.fma(x1, c01);
            f = FloatVector.broadcast(SPECIES, a[ia + aRowStride]);
            c10 = f.fma(x0, c10);
            c11 = f.fma(x1, c11);
            f = FloatVector.broadcast(SPECIES, a[ia + 2 * aRowStride]);
            c20 = f.fma(x0, c20);
            c21 = f.fma(x1, c21);
            f = FloatVector.broadcast(SPECIES, a[ia + 3 * aRowStride]);
            c30 = f.fma(x0, c30);
            c31 = f.fma(x1, c31);
            ia += aColumnStride;
            ib += bStride;
        }
        int c1 = c0 + cStride;
        int c2 = c1 + cStride;
        int c3 = c2 + cStride;
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + LANES);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + LANES);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + LANES);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + LANES);
    }

    /** Four rows, one vector wide. */
    private static void block1(
            int inner,
            float[] a,
            int a0,
            int aRowStride,
            int aColumnStride,
            float[] b,
            int b0,
            int bStride,
            float[] start,
            int s0,
            int startStride,
            float[] c,
            int c0,
            int cStride) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, start, s0 + startStride);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, start, s0 + 2 * startStride);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, start, s0 + 3 * startStride);
        int ia = a0;
        int ib = b0;
        for (int k = 0; k < inner; k++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, ib);
            sum0 = FloatVector.broadcast(SPECIES, a[ia]).fma(x, sum0);
            sum1 = FloatVector.broadcast(SPECIES, a[ia + aRowStride]).fma(x, sum1);
            sum2 = FloatVector.broadcast(SPECIES, a[ia + 2 * aRowStride]).fma(x, sum2);
            sum3 = FloatVector.broadcast(SPECIES, a[ia + 3 * aRowStride]).fma(x, sum3);
            ia += aColumnStride;
            ib += bStride;
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c0 + cStride);
        sum2.intoArray(c, c0 + 2 * cStride);
        sum3.intoArray(c, c0 + 3 * cStride);
    }

    /** Eight rows, one vector wide. */
    private static void block1Of8(
            int inner,
            float[] a,
            int a0,
            int aRowStride,
            int aColumnStride,
            float[] b,
            int b0,
            int bStride,
            float[] start,
            int s0,
            int startStride,
            float[] c,
            int c0,
            int cStride) {
        int s4 = s0 + 4 * startStride;
        FloatVector sum0 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, start, s0 + startStride);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, start, s0 + 2 * startStride);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, start, s0 + 3 * startStride);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, start, s4 + startStride);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, start, s4 + 2 * startStride);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, start, s4 + 3 * startStride);
        int ia = a0;
        int ib = b0;
        for (int k = 0; k < inner; k++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, ib);
            int i4 = ia + 4 * aRowStride;
            sum0 = FloatVector.broadcast(SPECIES, a[ia]).fma(x, sum0);
            sum1 = FloatVector.broadcast(SPECIES, a[ia + aRowStride]).fma(x, sum1);
            sum2 = FloatVector.broadcast(SPECIES, a[ia + 2 * aRowStride]).fma(x, sum2);
            sum3 = FloatVector.broadcast(SPECIES, a[ia + 3 * aRowStride]).fma(x, sum3);
            sum4 = FloatVector.broadcast(SPECIES, a[i4]).fma(x, sum4);
            sum5 = FloatVector.broadcast(SPECIES, a[i4 + aRowStride]).fma(x, sum5);
            sum6 = FloatVector.broadcast(SPECIES, a[i4 + 2 * aRowStride]).fma(x, sum6);
            sum7 = FloatVector.broadcast(SPECIES, a[i4 + 3 * aRowStride]).fma(x, sum7);
            ia += aColumnStride;
            ib += bStride;
        }
        int c4 = c0 + 4 * cStride;
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c0 + cStride);
        sum2.intoArray(c, c0 + 2 * cStride);
        sum3.intoArray(c, c0 + 3 * cStride);
        sum4.intoArray(c, c4);
        sum5.intoArray(c, c4 + cStride);
        sum6.intoArray(c, c4 + 2 * cStride);
        sum7.intoArray(c, c4 + 3 * cStride);
    }
}
