package proximal.update;

import proximal.policy.ActionDistribution;
import proximal.rollout.Rollout;

/** Samples of a rollout gathered into contiguous arrays, and the outputs and gradients of one step on them. */
final class Minibatch {
    final int size;
    final float[] observations;
    final float[] actions;
    final float[] oldParameters;
    final float[] oldLogProb;
    final float[] advantages;
    final float[] valueTargets;
    final float[] oldValues;

    final float[] parameters;
    final float[] values;
    final float[] parameterGradient;
    final float[] valueGradient;
    final float[] logProb;
    final float[] logProbGradient;
    final float[] entropy;
    final float[] kl;

    private final int observationSize;
    private final int actionSize;
    private final int parameterSize;

    Minibatch(int size, int observationSize, ActionDistribution distribution) {
        this.size = size;
        this.observationSize = observationSize;
        actionSize = distribution.actionSize();
        parameterSize = distribution.parameterSize();
        observations = new float[size * observationSize];
        actions = new float[size * actionSize];
        oldParameters = new float[size * parameterSize];
        oldLogProb = new float[size];
        advantages = new float[size];
        valueTargets = new float[size];
        oldValues = new float[size];
        parameters = new float[size * parameterSize];
        values = new float[size];
        parameterGradient = new float[size * parameterSize];
        valueGradient = new float[size];
        logProb = new float[size];
        logProbGradient = new float[size];
        entropy = new float[size];
        kl = new float[size];
    }

    /** Gathers the samples order[first], …, order[first + size - 1]. */
    void gather(Rollout rollout, int[] order, int first) {
        for (int i = 0; i < size; i++) {
            int sample = order[first + i];
            copyRow(rollout.observations, sample, observations, i, observationSize);
            copyRow(rollout.actions, sample, actions, i, actionSize);
            copyRow(rollout.oldParameters, sample, oldParameters, i, parameterSize);
            oldLogProb[i] = rollout.oldLogProb[sample];
            advantages[i] = rollout.advantages[sample];
            valueTargets[i] = rollout.valueTargets[sample];
            oldValues[i] = rollout.values[sample];
        }
    }

    /** Shifts and scales the advantages to mean 0 and standard deviation 1 (n - 1 in the denominator, plus 1e-8). */
    void normalizeAdvantages() {
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += advantages[i];
        }
        mean /= size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (advantages[i] - mean) * (advantages[i] - mean);
        }
        double scale = 1 / (Math.sqrt(squares / (size - 1)) + 1e-8);
        for (int i = 0; i < size; i++) {
            advantages[i] = (float) ((advantages[i] - mean) * scale);
        }
    }

    private static void copyRow(float[] source, int row, float[] target, int targetRow, int width) {
        if (width <= 8) {
            for (int j = 0; j < width; j++) {
                target[targetRow * width + j] = source[row * width + j];
            }
        } else {
            System.arraycopy(source, row * width, target, targetRow * width, width);
        }
    }
}
