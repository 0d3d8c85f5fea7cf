package proximal.importance;

import java.util.function.DoubleUnaryOperator;

/**
 * Doubly robust estimates: a model of the reward says what the target policy would earn, and importance weights correct it by
 * what the model got wrong in the log (Dudik, Langford and Li 2011, equation 4):
 *
 * <pre>V = 1/n sum ( q_i(p) + f(w_i) (r_i - q_i) )</pre>
 *
 * <p>q_i is the model's reward for the context and action of row i, q_i(p) = sum_a p(a|x_i) q(x_i, a) its reward for the target
 * policy in that context, r_i the reward, and f says how far the weights w = p / q are trusted:
 *
 * <ul>
 *   <li>{@link #directMethod}: f = 0, the model alone; no better than the model.
 *   <li>{@link #of}: f = w, doubly robust; unbiased if either the weights or the model are right.
 *   <li>{@link #selfNormalized}: f = w / mean(w); small bias, and bounded by what the rewards and the model can be.
 *   <li>{@link #switching}: f = w where w is at most tau, else 0 (Wang, Agarwal and Dudik 2017, with the correction where the
 *       weights are used): rows with large weights are left to the model.
 *   <li>{@link #shrunk}: f = lambda w / (w^2 + lambda), optimistic shrinkage (Su et al. 2020): 0 for lambda = 0, w as lambda grows.
 * </ul>
 *
 * <p>All assume independent rows and a model that was not fitted on these very rows; fitted on them, it makes the standard error
 * too small.
 *
 * <pre>{@code
 * double[] weights = {0.5, 2}, rewards = {1, 3}, modelOfAction = {1, 2}, modelOfPolicy = {1.5, 1.5};
 * DoublyRobust.of(weights, rewards, modelOfAction, modelOfPolicy).estimate() // 2.5
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ImportanceWeights} and {@link RowMean}.
 *
 * @param estimate the estimate of the target policy's mean reward
 * @param standardError the sample standard deviation of the terms of the sum (with n - 1) over sqrt(n), for {@link
 *     #selfNormalized} of their linearisation (delta method); NaN for a single row. It does not tell a bias
 */
public record DoublyRobust(double estimate, double standardError) {

    /**
     * Estimates by the model alone.
     *
     * @param modelOfPolicy q_i(p), the model's reward for the target policy in each row's context, shape [n], finite
     * @return the estimate; its standard error tells how contexts differ and not how good the model is
     * @throws IllegalArgumentException if there is no row, or a value is not finite
     */
    public static DoublyRobust directMethod(double[] modelOfPolicy) {
        double[] zeros = new double[modelOfPolicy.length];
        return estimate(zeros, zeros, zeros, modelOfPolicy, w -> 0);
    }

    /**
     * Estimates by the model, corrected with the weights as they are.
     *
     * @param weights p / q of each row, shape [n], finite and not negative
     * @param rewards the reward of each row, shape [n], finite
     * @param modelOfAction q_i, the model's reward for each row's action, shape [n], finite
     * @param modelOfPolicy q_i(p), the model's reward for the target policy in each row's context, shape [n], finite
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a value is out of its range
     */
    public static DoublyRobust of(double[] weights, double[] rewards, double[] modelOfAction, double[] modelOfPolicy) {
        return estimate(weights, rewards, modelOfAction, modelOfPolicy, w -> w);
    }

    /**
     * Estimates by the model, corrected with weights whose mean is 1.
     *
     * @param weights p / q of each row, shape [n], finite and not negative, not all 0
     * @param rewards the reward of each row, shape [n], finite
     * @param modelOfAction q_i, the model's reward for each row's action, shape [n], finite
     * @param modelOfPolicy q_i(p), the model's reward for the target policy in each row's context, shape [n], finite
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, a value is out of its range, or all weights are 0
     */
    public static DoublyRobust selfNormalized(
            double[] weights, double[] rewards, double[] modelOfAction, double[] modelOfPolicy) {
        int n = requireRows(weights, rewards, modelOfAction, modelOfPolicy);
        double scale = ImportanceWeights.scaleOf(weights); // so that the squares of very large and very small ones fit
        // Sums over the rows of products of weight w, model of the policy m and error of the model e, named by their
        // factors.
        double sumW = 0;
        double sumWw = 0;
        double sumM = 0;
        double sumMm = 0;
        double sumWm = 0;
        double sumWe = 0;
        double sumWem = 0;
        double sumWwe = 0;
        double sumWwee = 0;
        for (int i = 0; i < n; i++) {
            checkRow(i, weights[i], rewards[i], modelOfAction[i], modelOfPolicy[i]);
            double w = weights[i] * scale;
            // Both less those of row 0, so that little cancels.
            double m = modelOfPolicy[i] - modelOfPolicy[0];
            double e = rewards[i] - modelOfAction[i] - (rewards[0] - modelOfAction[0]);
            sumW += w;
            sumWw += w * w;
            sumM += m;
            sumMm += m * m;
            sumWm += w * m;
            sumWe += w * e;
            sumWem += w * e * m;
            sumWwe += w * w * e;
            sumWwee += w * w * e * e;
        }
        if (sumW == 0) {
            throw new IllegalArgumentException(
                    "all " + n + " weights are 0, so the log says nothing of the target policy");
        }
        double error = sumWe / sumW;
        double inverse = n / sumW;
        double estimate = modelOfPolicy[0] + sumM / n + rewards[0] - modelOfAction[0] + error;
        // The sum of the squares of m_i - mean(m) + w_i / mean(w) (e_i - sum w e / sum w).
        double squares = sumMm
                - sumM * sumM / n
                + 2 * inverse * (sumWem - error * sumWm)
                + inverse * inverse * (sumWwee - 2 * error * sumWwe + error * error * sumWw);
        return new DoublyRobust(estimate, n == 1 ? Double.NaN : Math.sqrt(Math.max(0, squares) / (n - 1) / n));
    }

    /**
     * Estimates by the model, corrected where the weight is at most tau.
     *
     * @param weights p / q of each row, shape [n], finite and not negative
     * @param rewards the reward of each row, shape [n], finite
     * @param modelOfAction q_i, the model's reward for each row's action, shape [n], finite
     * @param modelOfPolicy q_i(p), the model's reward for the target policy in each row's context, shape [n], finite
     * @param tau the largest weight that is used, not negative
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a value is out of its range
     */
    public static DoublyRobust switching(
            double[] weights, double[] rewards, double[] modelOfAction, double[] modelOfPolicy, double tau) {
        if (!(tau >= 0)) {
            throw new IllegalArgumentException("tau must not be negative but was " + tau);
        }
        return estimate(weights, rewards, modelOfAction, modelOfPolicy, w -> w <= tau ? w : 0);
    }

    /**
     * Estimates by the model, corrected with shrunk weights.
     *
     * @param weights p / q of each row, shape [n], finite and not negative
     * @param rewards the reward of each row, shape [n], finite
     * @param modelOfAction q_i, the model's reward for each row's action, shape [n], finite
     * @param modelOfPolicy q_i(p), the model's reward for the target policy in each row's context, shape [n], finite
     * @param lambda how far large weights are trusted, positive and finite; no shrunk weight exceeds sqrt(lambda) / 2
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a value is out of its range
     */
    public static DoublyRobust shrunk(
            double[] weights, double[] rewards, double[] modelOfAction, double[] modelOfPolicy, double lambda) {
        if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lambda must be positive and finite but was " + lambda);
        }
        return estimate(weights, rewards, modelOfAction, modelOfPolicy, w -> lambda * w / (w * w + lambda));
    }

    private static DoublyRobust estimate(
            double[] weights,
            double[] rewards,
            double[] modelOfAction,
            double[] modelOfPolicy,
            DoubleUnaryOperator trust) {
        int n = requireRows(weights, rewards, modelOfAction, modelOfPolicy);
        RowMean terms = new RowMean();
        for (int i = 0; i < n; i++) {
            checkRow(i, weights[i], rewards[i], modelOfAction[i], modelOfPolicy[i]);
            terms.add(modelOfPolicy[i] + trust.applyAsDouble(weights[i]) * (rewards[i] - modelOfAction[i]));
        }
        return new DoublyRobust(terms.mean(), terms.standardError());
    }

    private static int requireRows(double[] weights, double[] rewards, double[] modelOfAction, double[] modelOfPolicy) {
        return ImportanceWeights.requireRows(
                "a doubly robust estimate needs",
                "weights, rewards, modelOfAction and modelOfPolicy",
                weights,
                rewards,
                modelOfAction,
                modelOfPolicy);
    }

    private static void checkRow(int i, double weight, double reward, double modelOfAction, double modelOfPolicy) {
        ImportanceWeights.requireRow(i, weight, reward);
        if (!(Math.abs(modelOfAction) < Double.POSITIVE_INFINITY)
                || !(Math.abs(modelOfPolicy) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the model of row " + i + " must be finite but was " + modelOfAction
                    + " for the action and " + modelOfPolicy + " for the policy");
        }
    }
}
