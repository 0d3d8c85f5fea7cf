package proximal.update;

import proximal.surrogate.Surrogate;

/**
 * The policy's term: -mean(surrogate(r, A)) with the ratio r = exp(logProb - oldLogProb). Its derivative in a log-probability is
 * -slope * r / n. Source: Schulman et al. 2017, arXiv 1707.06347, equations 6 and 7.
 *
 * <p>Copy: with the library.
 *
 * @param surrogate the objective of one sample
 */
public record PolicyTerm(Surrogate surrogate) implements LossTerm {

    /**
     * Adds to {@link Minibatch#logProbGradient} and fills {@link Minibatch#objective}.
     *
     * @throws IllegalStateException if a ratio or an advantage is not finite, or the surrogate gives a number that is not
     */
    @Override
    public double add(Minibatch batch) {
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            double ratio = batch.ratio[i];
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
            batch.objective[i] = objective;
            batch.logProbGradient[i] += (float) gradient;
            sum += objective;
        }
        return -sum / batch.size;
    }
}
