package proximal.advantage;

import proximal.environment.SplitMix64;

/** A random rollout with terminations and truncations, some with many and some with few, and what the estimators make of it. */
final class Tape {
    static final double DISCOUNT = 0.97;

    final int numEnvs;
    final float[] rewards;
    final float[] values;
    final boolean[] terminated;
    final boolean[] truncated;
    final float[] finalValues;
    final float[] lastValues;

    Tape(int steps, int numEnvs, long seed) {
        this.numEnvs = numEnvs;
        int n = steps * numEnvs;
        SplitMix64 random = new SplitMix64(seed);
        int oneIn = 4 + random.nextInt(40);
        rewards = new float[n];
        values = new float[n];
        terminated = new boolean[n];
        truncated = new boolean[n];
        finalValues = new float[n];
        lastValues = new float[numEnvs];
        for (int i = 0; i < n; i++) {
            rewards[i] = (float) random.nextGaussian();
            values[i] = (float) random.nextGaussian();
            terminated[i] = random.nextInt(oneIn) == 0;
            truncated[i] = random.nextInt(oneIn) == 0; // both at once: the termination counts
            finalValues[i] = truncated[i] && !terminated[i] ? (float) random.nextGaussian() : Float.NaN; // not read
        }
        for (int env = 0; env < numEnvs; env++) {
            lastValues[env] = (float) random.nextGaussian();
        }
    }

    float[] advantages(double gaeLambda) {
        float[] advantages = new float[rewards.length];
        new GeneralizedAdvantage(DISCOUNT, gaeLambda)
                .compute(rewards, values, terminated, truncated, finalValues, lastValues, advantages);
        return advantages;
    }

    float[] kStepAdvantages(int k) {
        float[] advantages = new float[rewards.length];
        new KStepAdvantage(DISCOUNT, k)
                .compute(rewards, values, terminated, truncated, finalValues, lastValues, advantages);
        return advantages;
    }

    float[] rewardsToGo() {
        float[] returns = new float[rewards.length];
        new DiscountedReturns(DISCOUNT).compute(rewards, terminated, truncated, finalValues, lastValues, returns);
        return returns;
    }

    boolean done(int i) {
        return terminated[i] || truncated[i];
    }

    /** How many steps there are from step i to the end of its episode or of the rollout, itself included. */
    int stepsLeft(int i) {
        int left = 1;
        for (int j = i; !done(j) && j + numEnvs < rewards.length; j += numEnvs) {
            left++;
        }
        return left;
    }

    double nextValue(int i) {
        if (terminated[i]) {
            return 0;
        }
        if (truncated[i]) {
            return finalValues[i];
        }
        int next = i + numEnvs;
        return next < values.length ? values[next] : lastValues[next - values.length];
    }

    double tdError(int i) {
        return rewards[i] + DISCOUNT * nextValue(i) - values[i];
    }
}
