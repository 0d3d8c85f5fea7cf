package proximal.update;

import java.util.Objects;
import proximal.environment.Require;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;

/**
 * The damped Fisher matrix of a policy over a batch of observations, known by its exact products with vectors:
 *
 * <pre>
 * H v + damping v,   H = J^T F J / n
 * </pre>
 *
 * <p>J is the Jacobian of the distributions' parameters in the network's ({@link ActorCritic#tangent} forward, {@link
 * ActorCritic#backward} back) and F the Fisher matrix of each distribution in its own parameters ({@link
 * ActionDistribution#fisherProduct}). H is the Hessian of the mean KL(old, new) at the old parameters: near them the mean
 * divergence of a step s is s . H s / 2. The value's own parameters have rows of 0.
 *
 * <p>Source: Schulman et al. 2015, arXiv 1502.05477, appendix C.1. Products have the precision of floats.
 *
 * <p>Copy: with the library.
 */
public final class FisherMatrix implements ConjugateGradient.Operator {
    private final ActorCritic network;
    private final int n;
    private final double damping;
    private final float[] direction;
    private final float[] tangent;
    private float[] distributionParameters;

    /**
     * Makes the matrix of a network for batches of one size.
     *
     * @param network the network
     * @param n the number of observations, at least 1
     * @param damping what is added to the diagonal, finite and not negative
     * @throws IllegalArgumentException if n or damping is out of range
     */
    public FisherMatrix(ActorCritic network, int n, double damping) {
        Require.that(n >= 1, "n", "at least 1", n);
        Require.that(damping >= 0 && damping < Double.POSITIVE_INFINITY, "damping", "finite and not negative", damping);
        this.network = network;
        this.n = n;
        this.damping = damping;
        direction = new float[network.parameters().length];
        tangent = new float[n * network.distribution().parameterSize()];
    }

    /**
     * Says where the matrix is: at the observations and parameters of the network's last forward, until its next one.
     *
     * @param distributionParameters what that forward gave, kept and not copied
     */
    public void at(float[] distributionParameters) {
        this.distributionParameters = Objects.requireNonNull(distributionParameters, "distributionParameters");
    }

    /**
     * Computes the product with a vector; the network's gradient is overwritten.
     *
     * @param vector the vector, one number for each parameter of the network
     * @param product filled with the product
     * @throws IllegalStateException if {@link #at} was not called, or the network's parameters changed since
     */
    @Override
    public void apply(double[] vector, double[] product) {
        if (distributionParameters == null) {
            throw new IllegalStateException("the matrix needs a forward of the network, and at() after it");
        }
        Minibatch.requireNotInterrupted();
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) vector[i];
        }
        network.tangent(direction, tangent);
        network.distribution().fisherProduct(distributionParameters, n, tangent, tangent);
        network.backward(tangent, null);
        float[] sum = network.gradient();
        for (int i = 0; i < direction.length; i++) {
            product[i] = (double) sum[i] / n + damping * vector[i];
        }
    }
}
