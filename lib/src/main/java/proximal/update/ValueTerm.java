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

    /**
     * Adds to {@link Minibatch#valueGradient} and fills {@link Minibatch#valueLoss}.
     *
     * @throws IllegalStateException if a loss or its slope is not finite
     */
    @Override
    public double add(Minibatch batch) {
        double scale = coefficient / batch.size;
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            float value = batch.values[i];
            batch.valueLoss[i] = valueLoss.loss(value, batch.oldValues[i], batch.valueTargets[i]);
            double slope = valueLoss.slope(value, batch.oldValues[i], batch.valueTargets[i]);
            if (0 * batch.valueLoss[i] + 0 * slope != 0) {
                throw new IllegalStateException("the value loss must give finite numbers but for value " + value
                        + ", old value " + batch.oldValues[i] + " and target " + batch.valueTargets[i] + " it was "
                        + batch.valueLoss[i] + " and its slope " + slope);
            }
            batch.valueGradient[i] += (float) (scale * slope);
            sum += batch.valueLoss[i];
        }
        return scale * sum;
    }
}
