package proximal.update;

import proximal.policy.ActionDistribution;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;

/**
 * The loss of a minibatch and its gradient in the outputs of the network:
 *
 * <pre>
 * loss = -mean(surrogate(r, A)) + valueCoef * mean(valueLoss) - entropyCoef * mean(entropy) + klCoef * mean(KL(old, new))
 * </pre>
 *
 * <p>with r = exp(logProb - oldLogProb). The gradient of the first term in a log-probability is -slope * r / n, so that
 * neither a surrogate nor an engine needs to know more.
 *
 * <p>Source: Schulman et al. 2017, arXiv 1707.06347, equations 8 and 9.
 *
 * <p>Copy: with the library.
 *
 * @param surrogate the objective of one sample
 * @param valueLoss the loss of one value
 * @param valueCoef c1, not negative
 * @param entropyCoef c2, not negative
 * @param klCoef beta, not negative
 * @param clipRange epsilon, positive: what clipFraction counts beyond
 */
public record Objective(
        Surrogate surrogate,
        ValueLoss valueLoss,
        double valueCoef,
        double entropyCoef,
        double klCoef,
        double clipRange) {

    /**
     * Makes an objective.
     *
     * @param surrogate the objective of one sample
     * @param valueLoss the loss of one value
     * @param valueCoef c1, not negative
     * @param entropyCoef c2, not negative
     * @param klCoef beta, not negative
     * @param clipRange epsilon, positive
     * @throws IllegalArgumentException if a coefficient is negative, not finite or NaN, or clipRange is not positive
     */
    public Objective {
        requireCoefficient("valueCoef", valueCoef);
        requireCoefficient("entropyCoef", entropyCoef);
        requireCoefficient("klCoef", klCoef);
        if (!(clipRange > 0)) {
            throw new IllegalArgumentException("clipRange must be positive but was " + clipRange);
        }
    }

    /**
     * Changes {@link #klCoef()}, as a {@link KlRule} does from update to update.
     *
     * @param klCoef the new value
     * @return the changed copy
     */
    public Objective withKlCoef(double klCoef) {
        return new Objective(surrogate, valueLoss, valueCoef, entropyCoef, klCoef, clipRange);
    }

    /**
     * Computes the gradient of the loss of a minibatch in the distribution's parameters and the values, from the outputs
     * that the minibatch holds, and adds what was measured to the diagnostics.
     */
    void evaluate(ActionDistribution distribution, Minibatch batch, Diagnostics diagnostics) {
        evaluatePolicy(distribution, batch, diagnostics);
        evaluateValues(batch, diagnostics);
    }

    /** As {@link #evaluate}, for all terms but that of the values. */
    void evaluatePolicy(ActionDistribution distribution, Minibatch batch, Diagnostics diagnostics) {
        int n = batch.size;
        distribution.terms(
                batch.parameters, batch.oldParameters, batch.actions, n, batch.logProb, batch.entropy, batch.kl);
        policyTerm(batch, diagnostics);
        diagnostics.addEntropyAndKl(batch.entropy, batch.kl, n);
        distribution.backward(
                batch.parameters,
                batch.actions,
                batch.oldParameters,
                n,
                batch.logProbGradient,
                -entropyCoef / n,
                klCoef / n,
                batch.parameterGradient);
    }

    private void policyTerm(Minibatch batch, Diagnostics diagnostics) {
        for (int i = 0; i < batch.size; i++) {
            double logRatio = (double) batch.logProb[i] - batch.oldLogProb[i];
            // Positive also where the exponential is not, as surrogates are promised.
            double ratio = Math.max(Math.exp(logRatio), Double.MIN_NORMAL);
            double advantage = batch.advantages[i];
            if (!(ratio + Math.abs(advantage) < Double.POSITIVE_INFINITY)) {
                throw new IllegalStateException("ratio and advantage must be finite but were " + ratio + " and "
                        + advantage + " (log-probability now " + batch.logProb[i] + ", when drawn "
                        + batch.oldLogProb[i] + ")");
            }
            double objective = surrogate.objective(ratio, advantage);
            double gradient = -surrogate.slope(ratio, advantage) * ratio / batch.size;
            // 0 * x is 0 for a finite x and NaN for the others: one test for both.
            if (0 * objective + 0 * gradient != 0) {
                throw new IllegalStateException("the surrogate must give finite numbers but for ratio " + ratio
                        + " and advantage " + advantage + " its objective was " + objective + " and its slope "
                        + surrogate.slope(ratio, advantage));
            }
            batch.logProbGradient[i] = (float) gradient;
            diagnostics.addSample(logRatio, ratio, objective, Math.abs(ratio - 1) > clipRange);
        }
    }

    /** As {@link #evaluate}, for the term of the values alone. */
    void evaluateValues(Minibatch batch, Diagnostics diagnostics) {
        double scale = valueCoef / batch.size;
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            sum += valueLoss.loss(batch.values[i], batch.oldValues[i], batch.valueTargets[i]);
            double slope = valueLoss.slope(batch.values[i], batch.oldValues[i], batch.valueTargets[i]);
            batch.valueGradient[i] = (float) (scale * slope);
        }
        diagnostics.addValueLoss(sum, batch.size);
    }

    private static void requireCoefficient(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and not negative but was " + value);
        }
    }
}
