package proximal.update;

import java.util.Objects;
import proximal.environment.Require;
import proximal.policy.GradientNorm;

/**
 * Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization", arXiv 1412.6980, algorithm 1) on flat arrays,
 * after clipping the gradient g to a greatest Euclidean norm, as PyTorch computes both:
 *
 * <pre>
 * g = g * min(1, maxGradNorm / (norm(g) + 1e-6))
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * parameters = parameters - learningRate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre> Allocates nothing in a step. Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class Adam {
    private final double epsilon;
    private final double beta1;
    private final double beta2;
    private final GradientNorm norm = new GradientNorm();
    private final float[] firstMoments;
    private final float[] secondMoments;
    private long steps;

    /**
     * Makes an optimiser with the constants of PPO's reference implementations: epsilon 1e-5, beta1 0.9, beta2 0.999.
     *
     * @param parameterCount the number of parameters, at least 1
     */
    public Adam(int parameterCount) {
        this(parameterCount, 1e-5);
    }

    /**
     * Makes an optimiser with beta1 0.9 and beta2 0.999.
     *
     * @param parameterCount the number of parameters, at least 1
     * @param epsilon what is added to the denominator, positive
     * @throws IllegalArgumentException if an argument is out of range
     */
    public Adam(int parameterCount, double epsilon) {
        this(parameterCount, epsilon, 0.9, 0.999);
    }

    /**
     * Makes an optimiser whose moments are 0.
     *
     * @param parameterCount the number of parameters, at least 1
     * @param epsilon what is added to the denominator, positive
     * @param beta1 the decay of the first moments, in [0, 1)
     * @param beta2 the decay of the second moments, in [0, 1)
     * @throws IllegalArgumentException if an argument is out of range
     */
    public Adam(int parameterCount, double epsilon, double beta1, double beta2) {
        Require.that(parameterCount >= 1, "parameterCount", "at least 1", parameterCount);
        Require.that(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY, "epsilon", "positive and finite", epsilon);
        Require.that(beta1 >= 0 && beta1 < 1, "beta1", "in [0, 1)", beta1);
        Require.that(beta2 >= 0 && beta2 < 1, "beta2", "in [0, 1)", beta2);
        this.epsilon = epsilon;
        this.beta1 = beta1;
        this.beta2 = beta2;
        firstMoments = new float[parameterCount];
        secondMoments = new float[parameterCount];
    }

    /**
     * Moves the parameters one step down the gradient. Nothing changes if an argument is refused.
     *
     * @param parameters the parameters, changed in place
     * @param gradient the gradient of what is to be minimised, left as it is
     * @param learningRate the length of the step, at least 0 and finite
     * @param maxGradNorm the norm to which a longer gradient is scaled down, positive; infinity never scales
     * @return the norm of the gradient before clipping
     * @throws IllegalArgumentException if an array has another length than parameterCount or a number is out of range
     * @throws IllegalStateException if the norm of the gradient is not finite
     */
    public double step(float[] parameters, float[] gradient, double learningRate, double maxGradNorm) {
        checkLength("parameters", parameters);
        checkLength("gradient", gradient);
        if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("learningRate must be at least 0 and finite but was " + learningRate);
        }
        if (!(maxGradNorm > 0)) {
            throw new IllegalArgumentException("maxGradNorm must be positive but was " + maxGradNorm);
        }
        double norm = this.norm.of(gradient);
        if (!(norm < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("the norm of the gradient must be finite but was " + norm
                    + "; the parameters are left as they were");
        }
        steps++;
        float scale = (float) Math.min(1, maxGradNorm / (norm + 1e-6));
        float stepSize = (float) (learningRate / (1 - StrictMath.pow(beta1, steps)));
        float rootFactor = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, steps)));
        update(parameters, gradient, scale, stepSize, rootFactor);
        return norm;
    }

    /** The compiler makes vectors of this loop; it has no sum, so its bits are those of one element at a time. */
    private void update(float[] parameters, float[] gradient, float scale, float stepSize, float rootFactor) {
        float rate1 = (float) (1 - beta1);
        float decay2 = (float) beta2;
        float rate2 = (float) (1 - beta2);
        float added = (float) epsilon;
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] * scale;
            float m = firstMoments[i] + rate1 * (g - firstMoments[i]);
            float v = decay2 * secondMoments[i] + rate2 * (g * g);
            firstMoments[i] = m;
            secondMoments[i] = v;
            parameters[i] -= stepSize * m / ((float) Math.sqrt(v) * rootFactor + added);
        }
    }

    private void checkLength(String name, float[] array) {
        Objects.requireNonNull(array, name);
        if (array.length != firstMoments.length) {
            throw new IllegalArgumentException(
                    name + " must hold " + firstMoments.length + " floats but holds " + array.length);
        }
    }

    /**
     * {@return the number of steps so far, t}
     */
    public long steps() {
        return steps;
    }

    /**
     * {@return the first moments m, a copy}
     */
    public float[] firstMoments() {
        return firstMoments.clone();
    }

    /**
     * {@return the second moments v, a copy}
     */
    public float[] secondMoments() {
        return secondMoments.clone();
    }

    /**
     * Goes back to where a checkpoint was taken.
     *
     * @param firstMoments the first moments
     * @param secondMoments the second moments
     * @param steps the number of steps, at least 0
     * @throws IllegalArgumentException if an array has another length than parameterCount or steps is negative
     */
    public void restore(float[] firstMoments, float[] secondMoments, long steps) {
        checkLength("firstMoments", firstMoments);
        checkLength("secondMoments", secondMoments);
        Require.that(steps >= 0, "steps", "at least 0", steps);
        System.arraycopy(firstMoments, 0, this.firstMoments, 0, firstMoments.length);
        System.arraycopy(secondMoments, 0, this.secondMoments, 0, secondMoments.length);
        this.steps = steps;
    }
}
