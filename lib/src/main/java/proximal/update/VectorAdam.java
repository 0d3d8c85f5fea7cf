package proximal.update;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Adam} with the Vector API; not to be touched on a JVM without it. */
final class VectorAdam {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** So many elements are summed in single precision before the sum goes into a double. */
    private static final int BLOCK = 32 * LANES;

    private VectorAdam() {}

    /** Updates as many elements as fill vectors and returns their number; rounds as the plain loop does. */
    static int update(
            float[] parameters,
            float[] gradient,
            float[] firstMoments,
            float[] secondMoments,
            float scale,
            float rate1,
            float decay2,
            float rate2,
            float stepSize,
            float rootFactor,
            float epsilon) {
        int bound = SPECIES.loopBound(parameters.length);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i).mul(scale);
            FloatVector m = FloatVector.fromArray(SPECIES, firstMoments, i);
            m = g.sub(m).mul(rate1).add(m);
            FloatVector v = FloatVector.fromArray(SPECIES, secondMoments, i).mul(decay2);
            v = g.mul(g).mul(rate2).add(v);
            m.intoArray(firstMoments, i);
            v.intoArray(secondMoments, i);
            FloatVector change = m.mul(stepSize).div(v.sqrt().mul(rootFactor).add(epsilon));
            FloatVector.fromArray(SPECIES, parameters, i).sub(change).intoArray(parameters, i);
        }
        return bound;
    }

    /** Room for the lanes of one vector, for {@link #sumOfSquares}. */
    static float[] lanes() {
        return new float[LANES];
    }

    /** The sum of the squares; its order is fixed, so the same array gives the same bits. */
    static double sumOfSquares(float[] x, float[] lanes) {
        int bound = x.length / BLOCK * BLOCK;
        double sum = 0;
        for (int i = 0; i < bound; i += BLOCK) {
            addSquares(x, i, lanes);
            for (float lane : lanes) {
                sum += lane;
            }
        }
        for (int i = bound; i < x.length; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    private static void addSquares(float[] x, int from, float[] lanes) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = from; i < from + BLOCK; i += 4 * LANES) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
            a = x0.fma(x0, a);
            b = x1.fma(x1, b);
            c = x2.fma(x2, c);
            d = x3.fma(x3, d);
        }
        a.add(b).add(c.add(d)).intoArray(lanes, 0);
    }
}
