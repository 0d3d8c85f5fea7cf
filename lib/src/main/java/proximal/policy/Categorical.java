package proximal.policy;

import java.util.random.RandomGenerator;

/**
 * The categorical distribution over the actions 0, …, n - 1, parametrised by logits: p_j = exp(z_j) / sum_k exp(z_k).
 *
 * <p>The static methods work on one distribution in double precision, the others on batches as {@link ActionDistribution}
 * says, with sums in double precision.
 */
public final class Categorical implements ActionDistribution {
    private final int count;

    /**
     * Makes the family over a number of actions.
     *
     * @param count the number of actions n, at least 1
     * @throws IllegalArgumentException if count is not positive
     */
    public Categorical(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "a categorical distribution needs at least 1 action but count was " + count);
        }
        this.count = count;
    }

    /**
     * Computes log p_a.
     *
     * @param logits the logits
     * @param action the action a
     * @return its log-probability, nats
     */
    public static double logProb(double[] logits, int action) {
        return logits[action] - logSumExp(logits);
    }

    /**
     * Computes the entropy -sum_j p_j log p_j.
     *
     * @param logits the logits
     * @return the entropy, nats
     */
    public static double entropy(double[] logits) {
        double logSum = logSumExp(logits);
        double entropy = 0;
        for (double logit : logits) {
            entropy -= Math.exp(logit - logSum) * (logit - logSum);
        }
        return entropy;
    }

    /**
     * Computes KL(p, q) = sum_j p_j (log p_j - log q_j).
     *
     * @param p the logits of p
     * @param q the logits of q, as many
     * @return the divergence, nats
     */
    public static double kl(double[] p, double[] q) {
        double logSumP = logSumExp(p);
        double logSumQ = logSumExp(q);
        double kl = 0;
        for (int j = 0; j < p.length; j++) {
            kl += Math.exp(p[j] - logSumP) * ((p[j] - logSumP) - (q[j] - logSumQ));
        }
        return kl;
    }

    private static double logSumExp(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public int parameterSize() {
        return count;
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSum = logSumExp(parameters, row);
            double left = random.nextDouble();
            int action = 0;
            while (action < count - 1 && (left -= Math.exp(parameters[row + action] - logSum)) >= 0) {
                action++;
            }
            actions[i] = action;
        }
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        for (int i = 0; i < n; i++) {
            int best = 0;
            for (int j = 1; j < count; j++) {
                if (parameters[i * count + j] > parameters[i * count + best]) {
                    best = j;
                }
            }
            actions[i] = best;
        }
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            logProb[i] = (float) (parameters[row + (int) actions[i]] - logSumExp(parameters, row));
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        for (int i = 0; i < n; i++) {
            entropy[i] = (float) entropy(parameters, i * count, logSumExp(parameters, i * count));
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSumP = logSumExp(p, row);
            double logSumQ = logSumExp(q, row);
            double sum = 0;
            for (int j = row; j < row + count; j++) {
                sum += Math.exp(p[j] - logSumP) * ((p[j] - logSumP) - (q[j] - logSumQ));
            }
            kl[i] = (float) sum;
        }
    }

    @Override
    public void backward(
            float[] parameters,
            float[] actions,
            float[] oldParameters,
            int n,
            float[] logProbGradient,
            double entropyGradient,
            double klGradient,
            float[] parameterGradient) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSum = logSumExp(parameters, row);
            double entropy = entropyGradient == 0 ? 0 : entropy(parameters, row, logSum);
            double oldLogSum = klGradient == 0 ? 0 : logSumExp(oldParameters, row);
            for (int j = 0; j < count; j++) {
                double logP = parameters[row + j] - logSum;
                double p = Math.exp(logP);
                double gradient = logProbGradient[i] * ((j == (int) actions[i] ? 1 : 0) - p);
                if (entropyGradient != 0) {
                    gradient -= entropyGradient * p * (logP + entropy);
                }
                if (klGradient != 0) {
                    gradient += klGradient * (p - Math.exp(oldParameters[row + j] - oldLogSum));
                }
                parameterGradient[row + j] = (float) gradient;
            }
        }
    }

    private double entropy(float[] parameters, int row, double logSum) {
        double entropy = 0;
        for (int j = row; j < row + count; j++) {
            entropy -= Math.exp(parameters[j] - logSum) * (parameters[j] - logSum);
        }
        return entropy;
    }

    private double logSumExp(float[] parameters, int row) {
        float max = parameters[row];
        for (int j = row + 1; j < row + count; j++) {
            max = Math.max(max, parameters[j]);
        }
        double sum = 0;
        for (int j = row; j < row + count; j++) {
            sum += Math.exp(parameters[j] - max);
        }
        return max + Math.log(sum);
    }
}
