package proximal.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The method of conjugate gradients for A x = b, where A is symmetric and positive definite and known only by its products
 * with vectors, from x = 0:
 *
 * <pre>
 * r = b, p = r
 * alpha = (r . r) / (p . A p),  x = x + alpha p,  r' = r - alpha A p,  p = r' + (r' . r') / (r . r) p
 * </pre>
 *
 * <p>In exact arithmetic it is done after as many iterations as A has different eigenvalues, and after k of them x is the
 * best within the span of b, A b, …, A^(k-1) b. So that this holds for products in single precision too, each residual is
 * made orthogonal to all before it (without that, rounding can cost an iteration: ten then differ by 1 % from what ten in
 * exact arithmetic give). It stops early where the residual is small enough, and where the curvature p . A p is not
 * positive, for then A is not what it should be.
 *
 * <p>Source: Hestenes and Stiefel 1952, "Methods of conjugate gradients for solving linear systems"; as TRPO uses it,
 * Schulman et al. 2015, arXiv 1502.05477, appendix C.
 *
 * <pre>{@code
 * double[] x = new double[2];
 * double residual = new ConjugateGradient(2, 10, 1e-12).solve((v, product) -> {
 *     product[0] = 4 * v[0] + v[1];
 *     product[1] = v[0] + 3 * v[1];
 * }, new double[] {1, 2}, x);
 * Math.round(x[0] * 11) + "/11 " + Math.round(x[1] * 11) + "/11" // "1/11 7/11"
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class ConjugateGradient {

    /** A linear map, symmetric and positive definite. */
    @FunctionalInterface
    public interface Operator {

        /**
         * Computes the product A v.
         *
         * @param vector the vector v, not to be changed
         * @param product filled with A v
         */
        void apply(double[] vector, double[] product);
    }

    private final int iterations;
    private final double tolerance;
    private final double[] residual;
    private final double[] search;
    private final double[] product;
    /** The residuals so far, of length 1; as many as were ever needed. */
    private final List<double[]> basis = new ArrayList<>();

    /**
     * Makes the method, with room for systems of one size.
     *
     * @param size the number of unknowns, at least 1
     * @param iterations the greatest number of iterations, at least 1
     * @param tolerance stops where the norm of the residual is at most this share of the norm of b, not negative; 0 for all
     *     iterations
     * @throws IllegalArgumentException if an argument is out of range
     */
    public ConjugateGradient(int size, int iterations, double tolerance) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be at least 1 but was " + size);
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1 but was " + iterations);
        }
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance must be finite and not negative but was " + tolerance);
        }
        this.iterations = iterations;
        this.tolerance = tolerance;
        residual = new double[size];
        search = new double[size];
        product = new double[size];
    }

    /**
     * Solves A x = b as far as the iterations go.
     *
     * @param matrix the products with A
     * @param b the right side, [size]
     * @param x filled with the solution, [size]
     * @return the norm of the residual r of the iteration, after it was made orthogonal to those before it; in exact
     *     arithmetic that of b - A x, from which it differs where the products are rounded. NaN where b or a product was not
     *     finite, and x is then not to be used
     * @throws IllegalArgumentException if an array has another length than size
     */
    public double solve(Operator matrix, double[] b, double[] x) {
        checkLength("b", b);
        checkLength("x", x);
        for (int i = 0; i < b.length; i++) {
            x[i] = 0;
            residual[i] = b[i];
            search[i] = b[i];
        }
        double square = dot(residual, residual);
        double enough = tolerance * tolerance * square;
        for (int k = 0; k < iterations && square > enough; k++) {
            matrix.apply(search, product);
            double curvature = dot(search, product);
            if (!(Math.abs(curvature) < Double.POSITIVE_INFINITY)) {
                return Double.NaN;
            }
            if (curvature <= 0) {
                break;
            }
            keep(k, square);
            advance(square / curvature, x);
            double next = orthogonalize(k);
            double share = next / square;
            for (int i = 0; i < search.length; i++) {
                search[i] = residual[i] + share * search[i];
            }
            square = next;
        }
        return square < Double.POSITIVE_INFINITY ? Math.sqrt(square) : Double.NaN;
    }

    /** Keeps the residual of iteration k, whose squared norm is given. */
    private void keep(int k, double square) {
        if (basis.size() == k) {
            basis.add(new double[residual.length]);
        }
        double[] kept = basis.get(k);
        double scale = 1 / Math.sqrt(square);
        for (int i = 0; i < kept.length; i++) {
            kept[i] = scale * residual[i];
        }
    }

    /** Goes a step of length alpha along the search direction. */
    private void advance(double alpha, double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] += alpha * search[i];
            residual[i] -= alpha * product[i];
        }
    }

    /** Takes out of the residual what is not orthogonal to those of the iterations 0, …, k; gives its squared norm. */
    private double orthogonalize(int k) {
        for (int j = 0; j <= k; j++) {
            double[] kept = basis.get(j);
            double share = dot(residual, kept);
            for (int i = 0; i < residual.length; i++) {
                residual[i] -= share * kept[i];
            }
        }
        return dot(residual, residual);
    }

    /**
     * Computes a product of two vectors.
     *
     * @param a a vector
     * @param b a vector of the same length
     * @return their scalar product
     */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void checkLength(String name, double[] array) {
        Objects.requireNonNull(array, name);
        if (array.length != residual.length) {
            throw new IllegalArgumentException(
                    name + " must hold " + residual.length + " numbers but holds " + array.length);
        }
    }
}
