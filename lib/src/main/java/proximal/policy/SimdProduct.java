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
    static void multiply(int rows, int inner, int columns, Matrix a, Matrix b, Matrix start, Matrix c) {
        int vectors = (columns + LANES - 1) / LANES;
        int column = 0;
        while (vectors > 0) {
            // Three vectors wide is fastest; four are taken as two and two, since one alone leaves the adders idle.
            int width = vectors == 4 ? 2 : Math.min(vectors, 3);
            int r = 0;
            if (width == 1) {
                // Four sums wait for one another; eight keep the adders busy.
                for (; r + 2 * ROWS <= rows; r += 2 * ROWS) {
                    block1Of8(r, column, inner, a, b, start, c);
                }
            }
            for (; r < rows; r += ROWS) {
                if (width == 3) {
                    block3(r, column, inner, a, b, start, c);
                } else if (width == 2) {
                    block2(r, column, inner, a, b, start, c);
                } else {
                    block1(r, column, inner, a, b, start, c);
                }
            }
            column += width * LANES;
            vectors -= width;
        }
    }

    /** Four rows, three vectors wide: twelve sums. */
    private static void block3(int row, int column, int inner, Matrix a, Matrix b, Matrix start, Matrix c) {
        float[] from = start.array;
        int s0 = start.at(row, column);
        int s1 = s0 + start.rowStride;
        int s2 = s1 + start.rowStride;
        int s3 = s2 + start.rowStride;
        FloatVector sum00 = FloatVector.fromArray(SPECIES, from, s0);
        FloatVector sum01 = FloatVector.fromArray(SPECIES, from, s0 + LANES);
        FloatVector sum02 = FloatVector.fromArray(SPECIES, from, s0 + 2 * LANES);
        FloatVector sum10 = FloatVector.fromArray(SPECIES, from, s1);
        FloatVector sum11 = FloatVector.fromArray(SPECIES, from, s1 + LANES);
        FloatVector sum12 = FloatVector.fromArray(SPECIES, from, s1 + 2 * LANES);
        FloatVector sum20 = FloatVector.fromArray(SPECIES, from, s2);
        FloatVector sum21 = FloatVector.fromArray(SPECIES, from, s2 + LANES);
        FloatVector sum22 = FloatVector.fromArray(SPECIES, from, s2 + 2 * LANES);
        FloatVector sum30 = FloatVector.fromArray(SPECIES, from, s3);
        FloatVector sum31 = FloatVector.fromArray(SPECIES, from, s3 + LANES);
        FloatVector sum32 = FloatVector.fromArray(SPECIES, from, s3 + 2 * LANES);
        float[] factors = a.array;
        int aRow = a.rowStride;
        int aColumn = a.columnStride;
        int ia = a.at(row, 0);
        float[] vectors = b.array;
        int bRow = b.rowStride;
        int ib = b.at(0, column);
        for (int k = 0; k < inner; k++) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, vectors, ib);
            FloatVector x1 = FloatVector.fromArray(SPECIES, vectors, ib + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, vectors, ib + 2 * LANES);
            FloatVector f = FloatVector.broadcast(SPECIES, factors[ia]);
            sum00 = f.fma(x0, sum00);
            sum01 = f.fma(x1, sum01);
            sum02 = f.fma(x2, sum02);
            f = FloatVector.broadcast(SPECIES, factors[ia + aRow]);
            sum10 = f.fma(x0, sum10);
            sum11 = f.fma(x1, sum11);
            sum12 = f.fma(x2, sum12);
            f = FloatVector.broadcast(SPECIES, factors[ia + 2 * aRow]);
            sum20 = f.fma(x0, sum20);
            sum21 = f.fma(x1, sum21);
            sum22 = f.fma(x2, sum22);
            f = FloatVector.broadcast(SPECIES, factors[ia + 3 * aRow]);
            sum30 = f.fma(x0, sum30);
            sum31 = f.fma(x1, sum31);
            sum32 = f.fma(x2, sum32);
            ia += aColumn;
            ib += bRow;
        }
        float[] to = c.array;
        int c0 = c.at(row, column);
        int c1 = c0 + c.rowStride;
        int c2 = c1 + c.rowStride;
        int c3 = c2 + c.rowStride;
        sum00.intoArray(to, c0);
        sum01.intoArray(to, c0 + LANES);
        sum02.intoArray(to, c0 + 2 * LANES);
        sum10.intoArray(to, c1);
        sum11.intoArray(to, c1 + LANES);
        sum12.intoArray(to, c1 + 2 * LANES);
        sum20.intoArray(to, c2);
        sum21.intoArray(to, c2 + LANES);
        sum22.intoArray(to, c2 + 2 * LANES);
        sum30.intoArray(to, c3);
        sum31.intoArray(to, c3 + LANES);
        sum32.intoArray(to, c3 + 2 * LANES);
    }

    /** Four rows, two vectors wide. */
    private static void block2(int row, int column, int inner, Matrix a, Matrix b, Matrix start, Matrix c) {
        float[] from = start.array;
        int s0 = start.at(row, column);
        int s1 = s0 + start.rowStride;
        int s2 = s1 + start.rowStride;
        int s3 = s2 + start.rowStride;
        FloatVector sum00 = FloatVector.fromArray(SPECIES, from, s0);
        FloatVector sum01 = FloatVector.fromArray(SPECIES, from, s0 + LANES);
        FloatVector sum10 = FloatVector.fromArray(SPECIES, from, s1);
        FloatVector sum11 = FloatVector.fromArray(SPECIES, from, s1 + LANES);
        FloatVector sum20 = FloatVector.fromArray(SPECIES, from, s2);
        FloatVector sum21 = FloatVector.fromArray(SPECIES, from, s2 + LANES);
        FloatVector sum30 = FloatVector.fromArray(SPECIES, from, s3);
        FloatVector sum31 = FloatVector.fromArray(SPECIES, from, s3 + LANES);
        float[] factors = a.array;
        int aRow = a.rowStride;
        int aColumn = a.columnStride;
        int ia = a.at(row, 0);
        float[] vectors = b.array;
        int bRow = b.rowStride;
        int ib = b.at(0, column);
        for (int k = 0; k < inner; k++) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, vectors, ib);
            FloatVector x1 = FloatVector.fromArray(SPECIES, vectors, ib + LANES);
            FloatVector f = FloatVector.broadcast(SPECIES, factors[ia]);
            sum00 = f.fma(x0, sum00);
            sum01 = f.fma(x1, sum01);
            f = FloatVector.broadcast(SPECIES, factors[ia + aRow]);
            sum10 = f.fma(x0, sum10);
            sum11 = f.fma(x1, sum11);
            f = FloatVector.broadcast(SPECIES, factors[ia + 2 * aRow]);
            sum20 = f.fma(x0, sum20);
            sum21 = f.fma(x1, sum21);
            f = FloatVector.broadcast(SPECIES, factors[ia + 3 * aRow]);
            sum30 = f.fma(x0, sum30);
            sum31 = f.fma(x1, sum31);
            ia += aColumn;
            ib += bRow;
        }
        float[] to = c.array;
        int c0 = c.at(row, column);
        int c1 = c0 + c.rowStride;
        int c2 = c1 + c.rowStride;
        int c3 = c2 + c.rowStride;
        sum00.intoArray(to, c0);
        sum01.intoArray(to, c0 + LANES);
        sum10.intoArray(to, c1);
        sum11.intoArray(to, c1 + LANES);
        sum20.intoArray(to, c2);
        sum21.intoArray(to, c2 + LANES);
        sum30.intoArray(to, c3);
        sum31.intoArray(to, c3 + LANES);
    }

    /** Four rows, one vector wide. */
    private static void block1(int row, int column, int inner, Matrix a, Matrix b, Matrix start, Matrix c) {
        float[] from = start.array;
        int s0 = start.at(row, column);
        int s1 = s0 + start.rowStride;
        int s2 = s1 + start.rowStride;
        int s3 = s2 + start.rowStride;
        FloatVector sum0 = FloatVector.fromArray(SPECIES, from, s0);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, from, s1);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, from, s2);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, from, s3);
        float[] factors = a.array;
        int aRow = a.rowStride;
        int aColumn = a.columnStride;
        int ia = a.at(row, 0);
        float[] vectors = b.array;
        int bRow = b.rowStride;
        int ib = b.at(0, column);
        for (int k = 0; k < inner; k++) {
            FloatVector x = FloatVector.fromArray(SPECIES, vectors, ib);
            sum0 = FloatVector.broadcast(SPECIES, factors[ia]).fma(x, sum0);
            sum1 = FloatVector.broadcast(SPECIES, factors[ia + aRow]).fma(x, sum1);
            sum2 = FloatVector.broadcast(SPECIES, factors[ia + 2 * aRow]).fma(x, sum2);
            sum3 = FloatVector.broadcast(SPECIES, factors[ia + 3 * aRow]).fma(x, sum3);
            ia += aColumn;
            ib += bRow;
        }
        float[] to = c.array;
        int c0 = c.at(row, column);
        int c1 = c0 + c.rowStride;
        int c2 = c1 + c.rowStride;
        int c3 = c2 + c.rowStride;
        sum0.intoArray(to, c0);
        sum1.intoArray(to, c1);
        sum2.intoArray(to, c2);
        sum3.intoArray(to, c3);
    }

    /** Eight rows, one vector wide. */
    private static void block1Of8(int row, int column, int inner, Matrix a, Matrix b, Matrix start, Matrix c) {
        float[] from = start.array;
        int s0 = start.at(row, column);
        int s1 = s0 + start.rowStride;
        int s2 = s1 + start.rowStride;
        int s3 = s2 + start.rowStride;
        int s4 = s3 + start.rowStride;
        int s5 = s4 + start.rowStride;
        int s6 = s5 + start.rowStride;
        int s7 = s6 + start.rowStride;
        FloatVector sum0 = FloatVector.fromArray(SPECIES, from, s0);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, from, s1);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, from, s2);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, from, s3);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, from, s4);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, from, s5);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, from, s6);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, from, s7);
        float[] factors = a.array;
        int aRow = a.rowStride;
        int aColumn = a.columnStride;
        int ia = a.at(row, 0);
        float[] vectors = b.array;
        int bRow = b.rowStride;
        int ib = b.at(0, column);
        for (int k = 0; k < inner; k++) {
            FloatVector x = FloatVector.fromArray(SPECIES, vectors, ib);
            int i4 = ia + 4 * aRow;
            sum0 = FloatVector.broadcast(SPECIES, factors[ia]).fma(x, sum0);
            sum1 = FloatVector.broadcast(SPECIES, factors[ia + aRow]).fma(x, sum1);
            sum2 = FloatVector.broadcast(SPECIES, factors[ia + 2 * aRow]).fma(x, sum2);
            sum3 = FloatVector.broadcast(SPECIES, factors[ia + 3 * aRow]).fma(x, sum3);
            sum4 = FloatVector.broadcast(SPECIES, factors[i4]).fma(x, sum4);
            sum5 = FloatVector.broadcast(SPECIES, factors[i4 + aRow]).fma(x, sum5);
            sum6 = FloatVector.broadcast(SPECIES, factors[i4 + 2 * aRow]).fma(x, sum6);
            sum7 = FloatVector.broadcast(SPECIES, factors[i4 + 3 * aRow]).fma(x, sum7);
            ia += aColumn;
            ib += bRow;
        }
        float[] to = c.array;
        int c0 = c.at(row, column);
        int c1 = c0 + c.rowStride;
        int c2 = c1 + c.rowStride;
        int c3 = c2 + c.rowStride;
        int c4 = c3 + c.rowStride;
        int c5 = c4 + c.rowStride;
        int c6 = c5 + c.rowStride;
        int c7 = c6 + c.rowStride;
        sum0.intoArray(to, c0);
        sum1.intoArray(to, c1);
        sum2.intoArray(to, c2);
        sum3.intoArray(to, c3);
        sum4.intoArray(to, c4);
        sum5.intoArray(to, c5);
        sum6.intoArray(to, c6);
        sum7.intoArray(to, c7);
    }
}
