package proximal.policy;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API; see {@link SimdProduct} for how they are written. Not to be touched where {@link
 * SimdSupport#present()} is false.
 */
final class SimdKernels implements Kernels {
    /** That of the processor, unless {@code -Dproximal.simdBits} names another: the tests try the ones it has not. */
    static final VectorSpecies<Float> SPECIES = Integer.getInteger("proximal.simdBits") == null
            ? FloatVector.SPECIES_PREFERRED
            : VectorSpecies.of(float.class, VectorShape.forBitSize(Integer.getInteger("proximal.simdBits")));

    private static final int LANES = SPECIES.length();

    /** Room for the partial sums of one block; a kernel belongs to one network, and so to one thread. */
    private final float[] partialSums = new float[PARTIAL_SUMS];

    @Override
    public int lanes() {
        return Math.max(LANES, ROWS); // A product reads four columns of a transposed matrix.
    }

    @Override
    public void multiply(int rows, int inner, int columns, Matrix a, Matrix b, Matrix start, Matrix c) {
        SimdProduct.multiply(rows, inner, columns, a, b, start, c);
    }

    @Override
    public void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, i);
            FloatVector z = v.blend(RationalTanh.LIMIT, v.compare(VectorOperators.GT, RationalTanh.LIMIT));
            z = z.blend(-RationalTanh.LIMIT, v.compare(VectorOperators.LT, -RationalTanh.LIMIT));
            FloatVector u = z.mul(z);
            FloatVector p = FloatVector.broadcast(SPECIES, RationalTanh.P4)
                    .fma(u, FloatVector.broadcast(SPECIES, RationalTanh.P3));
            FloatVector q = FloatVector.broadcast(SPECIES, RationalTanh.Q4)
                    .fma(u, FloatVector.broadcast(SPECIES, RationalTanh.Q3));
            p = p.fma(u, FloatVector.broadcast(SPECIES, RationalTanh.P2));
            q = q.fma(u, FloatVector.broadcast(SPECIES, RationalTanh.Q2));
            p = p.fma(u, FloatVector.broadcast(SPECIES, RationalTanh.P1));
            q = q.fma(u, FloatVector.broadcast(SPECIES, RationalTanh.Q1));
            p = p.fma(u, FloatVector.broadcast(SPECIES, 1));
            q = q.fma(u, FloatVector.broadcast(SPECIES, 1));
            FloatVector y = z.mul(p).div(q);
            y = y.blend(1, y.compare(VectorOperators.GT, 1));
            y.blend(-1, y.compare(VectorOperators.LT, -1)).intoArray(x, i);
        }
    }

    @Override
    public void relu(float[] x, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, i);
            v.blend(0, v.compare(VectorOperators.LT, 0)).intoArray(x, i);
        }
    }

    @Override
    public void tanhSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums) {
        for (int column = 0; column < stride; column += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, column);
            for (int i = column; i < rows * stride; i += stride) {
                FloatVector out = FloatVector.fromArray(SPECIES, y, yOffset + i);
                FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
                g = g.mul(out.neg().fma(out, FloatVector.broadcast(SPECIES, 1)));
                g.intoArray(gradient, i);
                sum = sum.add(g);
            }
            sum.intoArray(sums, column);
        }
    }

    @Override
    public void reluSlope(float[] gradient, int rows, int stride, float[] y, int yOffset, float[] sums) {
        for (int column = 0; column < stride; column += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, column);
            for (int i = column; i < rows * stride; i += stride) {
                FloatVector g = FloatVector.zero(SPECIES)
                        .blend(
                                FloatVector.fromArray(SPECIES, gradient, i),
                                FloatVector.fromArray(SPECIES, y, yOffset + i).compare(VectorOperators.GT, 0));
                g.intoArray(gradient, i);
                sum = sum.add(g);
            }
            sum.intoArray(sums, column);
        }
    }

    @Override
    public void columnSums(float[] gradient, int rows, int stride, float[] sums) {
        for (int column = 0; column < stride; column += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, column);
            for (int i = column; i < rows * stride; i += stride) {
                sum = sum.add(FloatVector.fromArray(SPECIES, gradient, i));
            }
            sum.intoArray(sums, column);
        }
    }

    @Override
    public double sumOfSquares(float[] x) {
        int end = x.length - x.length % BLOCK;
        double sum = 0;
        for (int from = 0; from < end; from += BLOCK) {
            for (int j = 0; j < PARTIAL_SUMS; j += LANES) {
                FloatVector squares = FloatVector.zero(SPECIES);
                for (int i = from + j; i < from + BLOCK; i += PARTIAL_SUMS) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, i);
                    squares = v.fma(v, squares);
                }
                squares.intoArray(partialSums, j);
            }
            sum = Kernels.addPartialSums(sum, partialSums);
        }
        return Kernels.addSquares(sum, x, end);
    }
}
