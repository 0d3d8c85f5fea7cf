package proximal.policy;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API; see {@link VectorProduct} for how they are written. Not to be touched where {@link
 * VectorSupport#present()} is false.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    @Override
    public int lanes() {
        return LANES;
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
        VectorProduct.multiply(
                rows,
                inner,
                columns,
                a,
                aOffset,
                aRowStride,
                aColumnStride,
                b,
                bOffset,
                bStride,
                start,
                startOffset,
                startStride,
                c,
                cOffset,
                cStride);
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
}
