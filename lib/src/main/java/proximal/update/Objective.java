package proximal.update;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import proximal.environment.Require;
import proximal.policy.ActionDistribution;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;

/**
 * The loss of a minibatch as a sum of terms, and its gradient in the outputs of the network:
 *
 * <pre>
 * loss = -mean(surrogate(r, A)) + valueCoef * mean(valueLoss) - entropyCoef * mean(entropy) + klCoef * mean(KL(old, new))
 *        + terms of one's own
 * </pre>
 *
 * <p>Immutable. Source: Schulman et al. 2017, arXiv 1707.06347, equations 8 and 9.
 *
 * <p>Copy: with the library.
 *
 * @param policy the term of the surrogate
 * @param value the term of the values
 * @param entropy the term of the entropy
 * @param kl the term of the divergence
 * @param clipRange epsilon, positive: what {@link Measure#CLIP_FRACTION} counts beyond
 * @param terms the terms of one's own by their names, under which their mean losses are recorded, in their order
 */
public record Objective(
        PolicyTerm policy,
        ValueTerm value,
        EntropyTerm entropy,
        KlTerm kl,
        double clipRange,
        Map<String, LossTerm> terms) {

    /**
     * Makes an objective of its terms.
     *
     * @throws IllegalArgumentException if a coefficient is negative, not finite or NaN, clipRange is not positive, or a name
     *     cannot be that of a column
     */
    public Objective {
        requireCoefficient("valueCoef", value.coefficient());
        requireCoefficient("entropyCoef", entropy.coefficient());
        requireCoefficient("klCoef", kl.coefficient());
        Require.that(clipRange > 0, "clipRange", "positive", clipRange);
        terms.keySet().forEach(Measure::requireOwn);
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /**
     * Makes an objective without terms of one's own.
     *
     * @param surrogate the objective of one sample
     * @param valueLoss the loss of one value
     * @param valueCoef c1, not negative
     * @param entropyCoef c2, not negative
     * @param klCoef beta, not negative
     * @param clipRange epsilon, positive: what {@link Measure#CLIP_FRACTION} counts beyond
     * @throws IllegalArgumentException if a coefficient is negative, not finite or NaN, or clipRange is not positive
     */
    public Objective(
            Surrogate surrogate,
            ValueLoss valueLoss,
            double valueCoef,
            double entropyCoef,
            double klCoef,
            double clipRange) {
        this(
                new PolicyTerm(surrogate),
                new ValueTerm(valueLoss, valueCoef),
                new EntropyTerm(entropyCoef),
                new KlTerm(klCoef),
                clipRange,
                Map.of());
    }

    /**
     * Changes {@link #klCoef()}, as a {@link KlRule} does from update to update.
     *
     * @param klCoef the new value
     * @return the changed copy
     */
    public Objective withKlCoef(double klCoef) {
        return new Objective(policy, value, entropy, new KlTerm(klCoef), clipRange, terms);
    }

    /**
     * Sets the terms of one's own.
     *
     * @param terms the terms by their names, under which their mean losses are recorded
     * @return the changed copy
     * @throws IllegalArgumentException if a name cannot be that of a column
     */
    public Objective withTerms(Map<String, LossTerm> terms) {
        return new Objective(policy, value, entropy, kl, clipRange, terms);
    }

    /**
     * Computes the gradients of the whole loss from the outputs of the network that the minibatch holds, and adds what was
     * measured to the diagnostics.
     *
     * @param distribution the family of action distributions
     * @param batch the minibatch after the network's forward pass
     * @param diagnostics where the measures go
     * @return the loss
     */
    public double evaluate(ActionDistribution distribution, Minibatch batch, Diagnostics diagnostics) {
        return evaluatePolicy(distribution, batch, diagnostics) + evaluateValues(batch, diagnostics);
    }

    /**
     * As {@link #evaluate}, for all terms but that of the values. Comes before {@link #evaluateValues} where both are wanted,
     * since it sets all gradients to 0.
     *
     * @param distribution the family of action distributions
     * @param batch the minibatch after the network's forward pass
     * @param diagnostics where the measures go
     * @return the loss of these terms
     */
    public double evaluatePolicy(ActionDistribution distribution, Minibatch batch, Diagnostics diagnostics) {
        batch.evaluate(distribution);
        double loss = policy.add(batch) + entropy.add(batch) + kl.add(batch);
        diagnostics.addSamples(batch, clipRange);
        if (!terms.isEmpty()) { // The iterator is garbage.
            for (Map.Entry<String, LossTerm> term : terms.entrySet()) {
                double added = term.getValue().add(batch);
                if (!Double.isFinite(added)) {
                    throw new IllegalStateException(
                            "the loss term " + term.getKey() + " must give a finite number but gave " + added);
                }
                diagnostics.add(term.getKey(), added);
                loss += added;
            }
        }
        batch.backward(distribution);
        return loss;
    }

    /**
     * As {@link #evaluate}, for the term of the values alone.
     *
     * @param batch the minibatch after the network's forward pass; its valueGradient is added to
     * @param diagnostics where the measures go
     * @return the loss of this term
     */
    public double evaluateValues(Minibatch batch, Diagnostics diagnostics) {
        double loss = value.add(batch);
        diagnostics.addValues(batch);
        return loss;
    }

    private static void requireCoefficient(String name, double value) {
        Require.that(value >= 0 && value < Double.POSITIVE_INFINITY, name, "finite and not negative", value);
    }

    /**
     * {@return the objective of one sample}
     */
    public Surrogate surrogate() {
        return policy.surrogate();
    }

    /**
     * {@return the loss of one value}
     */
    public ValueLoss valueLoss() {
        return value.valueLoss();
    }

    /**
     * {@return c1}
     */
    public double valueCoef() {
        return value.coefficient();
    }

    /**
     * {@return c2}
     */
    public double entropyCoef() {
        return entropy.coefficient();
    }

    /**
     * {@return beta}
     */
    public double klCoef() {
        return kl.coefficient();
    }
}
