package proximal.policy;

/**
 * A policy and a value function as one differentiable function from observations to the parameters of the action
 * distribution and the values. Every engine stands behind this interface; whatever is specific to an algorithm (ratios,
 * surrogates, penalties) is computed outside, on plain arrays, and handed back as the gradient in the outputs.
 *
 * <p>Arrays are row-major and belong to the caller; they may be longer than needed.
 *
 * <table>
 * <caption>Symbols and shapes</caption>
 * <tr><th>array</th><th>shape</th><th>description</th></tr>
 * <tr><td>observations</td><td>[n][observationSize]</td><td>what the policy sees</td></tr>
 * <tr><td>distributionParameters</td><td>[n][distribution().parameterSize()]</td><td>logits, or means and log standard
 * deviations</td></tr>
 * <tr><td>values</td><td>[n]</td><td>V(s), the expected discounted return</td></tr>
 * <tr><td>parameters, gradient</td><td>[parameterCount]</td><td>all weights, in the order of the engine</td></tr>
 * </table>
 *
 * <p>One thread at a time uses an object; different objects share no state.
 *
 * <p>Copy: with the library.
 */
public interface ActorCritic extends AutoCloseable {

    /**
     * {@return the number of floats of one observation}
     */
    int observationSize();

    /**
     * {@return the family of action distributions that the outputs parametrise}
     */
    ActionDistribution distribution();

    /**
     * Evaluates policy and values without keeping anything for a gradient.
     *
     * @param observations the observations
     * @param n the number of observations
     * @param distributionParameters filled with the parameters of the action distributions
     * @param values filled with the values
     */
    void evaluate(float[] observations, int n, float[] distributionParameters, float[] values);

    /**
     * Evaluates policy and values, and keeps what {@link #backward backward} and {@link #tangent tangent} need: both may be
     * called after it in any order and as often as wanted, until the next forward or {@link #parametersChanged()}.
     *
     * @param observations the observations
     * @param n the number of observations
     * @param distributionParameters filled with the parameters of the action distributions
     * @param values filled with the values
     */
    void forward(float[] observations, int n, float[] distributionParameters, float[] values);

    /**
     * Computes {@link #gradient()} for the observations of the last {@link #forward forward}: the gradient in the
     * parameters of sum(distributionGradient * distributionParameters) + sum(valueGradient * values).
     *
     * @param distributionGradient the gradient of the objective in each distribution parameter; null, which may save work,
     *     for zeros
     * @param valueGradient the gradient of the objective in each value; null, which may save work, for zeros
     * @throws IllegalStateException if there was no forward with the present parameters
     */
    void backward(float[] distributionGradient, float[] valueGradient);

    /**
     * Computes the derivative of the distribution parameters in a direction, for the observations of the last {@link
     * #forward forward}: the product of the Jacobian d distributionParameters / d parameters and the direction. With {@link
     * ActionDistribution#fisherProduct} and {@link #backward backward} after it, it makes a Fisher-vector product; an engine
     * without it cannot be trained by a trust region, and the default says so.
     *
     * @param direction the direction, as {@link #parameters()}
     * @param distributionTangent filled with the derivative, [n][distribution().parameterSize()]
     * @throws IllegalStateException if there was no forward with the present parameters
     * @throws UnsupportedOperationException if the engine cannot compute it
     */
    default void tangent(float[] direction, float[] distributionTangent) {
        throw new UnsupportedOperationException(
                "a trust region needs tangent(), which " + getClass().getSimpleName() + " does not implement");
    }

    /**
     * {@return the parameters: the live array, one float each. Whoever writes into it calls {@link #parametersChanged()}
     * afterwards}
     */
    float[] parameters();

    /**
     * {@return the gradient of the last {@link #backward backward}: the live array, overwritten by the next one}
     */
    float[] gradient();

    /** Takes over what was written into {@link #parameters()}; what the last {@link #forward forward} kept is gone. */
    void parametersChanged();

    /** Frees what the engine holds. */
    @Override
    void close();
}
