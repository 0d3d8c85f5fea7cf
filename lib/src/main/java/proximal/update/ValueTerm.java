package proximal.update;

import proximal.surrogate.ValueLoss;

/**
 * The term of the value function: coefficient * mean(valueLoss). Source: Schulman et al. 2017, arXiv 1707.06347, equation 9.
 *
 * <p>Copy: with the library.
 *
 * @param valueLoss the loss of one value
 * @param coefficient c1, not negative
 */
public record ValueTerm(ValueLoss valueLoss, double coefficient) implements LossTerm {

    /** Adds to {@link Minibatch#valueGradient} and fills {@link Minibatch#valueLoss}. */
    @Override
    public double add(Minibatch batch) {
        double scale = coefficient / batch.size;
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            float value = batch.values[i];
            batch.valueLoss[i] = valueLoss.loss(value, batch.oldValues[i], batch.valueTargets[i]);
            batch.valueGradient[i] +=
                    (float) (scale * valueLoss.slope(value, batch.oldValues[i], batch.valueTargets[i]));
            sum += batch.valueLoss[i];
        }
        return scale * sum;
    }
}
