package proximal.update;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is measured in each update: the one definition of each quantity. Its {@link #column} is the name of the constant as Java writes a
 * variable (RATIO_MEAN is ratioMean): its name in {@link UpdateRecord},
 * in tables and in CSV files, where they stand in this order. What is summed over samples is a mean over all minibatches of all
 * epochs, each sample with the same weight, and not that of the last minibatch. r is the ratio of the new policy's probability of
 * an action to the old one's; NaN stands for what was not measured.
 *
 * <p>Copy: with the library.
 */
public enum Measure {
    /** The number of the update. */
    UPDATE("the number of the update, from 1", "one rollout, and what was learnt from it"),
    /** The environment steps so far. */
    STEPS(
            "steps",
            "the environment steps so far, over all environments",
            "the x axis of a learning curve: what the task was asked for, whatever the updates cost"),
    /** The mean return. */
    EPISODE_RETURN(
            "the mean undiscounted return of the last 100 episodes that ended (fewer at first); NaN before every environment has"
                    + " ended one, since the first to end are the short ones",
            "what counts in the end; it lags behind the policy by up to 100 episodes, and single seeds differ widely"),
    /** The learning rate. */
    LEARNING_RATE(
            "the learning rate of the update",
            "where it falls to 0 the policy comes to rest, whether it has learnt or not"),
    /** Beta. */
    KL_COEF(
            "beta of the penalty on KL(old, new) in this update",
            "rises after an update that went too far and falls after one that was too short; at an end of its range the target is out of reach"),
    /** The policy's loss. */
    POLICY_LOSS(
            "minus the mean of the surrogate over the samples",
            "about 0 from first to last and no sign of progress, since each update has an objective of its own"),
    /** The loss of the values. */
    VALUE_LOSS(
            "the mean of the value loss over the samples, its factor 1/2 included, before the value coefficient",
            "in squared units of the return, so it may rise while the policy gets better; explainedVariance is free of units"),
    /** The entropy. */
    ENTROPY(
            "nats",
            "the mean entropy of the policy over the samples",
            "falls as the policy makes up its mind; near 0 at an early time, exploration has ended; at its maximum, nothing is learnt"),
    /** The exact divergence. */
    KL(
            "nats",
            "the mean exact divergence KL(old, new) over the samples",
            "a mean over the way of the update, so smaller than finalKl"),
    /** k1. */
    APPROX_KL_K1(
            "nats",
            "the mean of -log r over the samples, an estimator of the divergence (Schulman 2020, k1)",
            "right in expectation, but noisy, and negative at times"),
    /** k2. */
    APPROX_KL_K2(
            "nats",
            "the mean of (log r)^2 / 2 over the samples (k2)",
            "little noise and some bias; near kl as long as both are small"),
    /** k3. */
    APPROX_KL(
            "nats",
            "the mean of r - 1 - log r over the samples (k3), never negative",
            "right in expectation, with less noise than k1; what most implementations record as approx_kl"),
    /** k3 of the last epoch. */
    LAST_APPROX_KL(
            "nats",
            "the mean of r - 1 - log r over the samples of the last epoch alone: what targetKl is held against",
            "above targetKl the update ends"),
    /** The exact divergence after the update. */
    FINAL_KL(
            "nats",
            "the mean exact divergence KL(old, new) over the whole rollout after the update; NaN where it was not measured",
            "how far one update moved the policy; a leap by orders of magnitude often comes before a collapse"),
    /** The share beyond the clip range. */
    CLIP_FRACTION(
            "share",
            "the share of the samples with |r - 1| > clipRange",
            "0: the clip never acts and it would make no difference to leave it out; large: lower the learning rate or the epochs"),
    /** The mean ratio. */
    RATIO_MEAN(
            "the mean ratio over the samples",
            "1 in expectation for every policy; far from it, a few large ratios dominate or are missing from the samples"),
    /** The variance of the ratios. */
    RATIO_VARIANCE(
            "the variance of the ratios, the number of samples in the denominator",
            "0 while new and old policy are the same; it grows with the epochs and the learning rate"),
    /** The smallest ratio. */
    RATIO_MIN("the smallest ratio", "near 0, the policy has all but given up an action that it took"),
    /** The largest ratio. */
    RATIO_MAX(
            "the largest ratio",
            "far above 1 + clipRange in bold updates, since the clip stops the gradient and not the ratio"),
    /** The effective sample size. */
    EFFECTIVE_SAMPLE_SIZE(
            "samples",
            "(sum r)^2 / sum r^2 over the samples of an epoch, both sums being means over the epochs: the samples of a rollout"
                    + " where every ratio is 1, fewer the more they differ",
            "near the size of the rollout the samples are as good as the new policy's own"),
    /** The mean advantage. */
    ADVANTAGE_MEAN(
            "the mean of the advantages before their normalisation",
            "near 0 where the values are right on average; above 0 where the policy does better than they expect"),
    /** The variance of the advantages. */
    ADVANTAGE_VARIANCE(
            "the variance of the advantages before their normalisation",
            "grows with lambda, with the scale of the rewards and with the error of the values"),
    /** The explained variance. */
    EXPLAINED_VARIANCE(
            "1 - Var[valueTargets - values] / Var[valueTargets]; NaN where the targets do not vary",
            "1: the values predict their targets; 0: no better than a constant; below 0: worse than that"),
    /** The norm of the gradient. */
    GRADIENT_NORM(
            "the mean Euclidean norm of the minibatch gradients before clipping",
            "above maxGradNorm the step of all weights together is scaled down"),
    /** The variance of the gradient. */
    GRADIENT_VARIANCE(
            "the variance of the minibatch gradients before clipping, summed over all parameters, one less than the number of"
                    + " minibatches in the denominator; the way that the parameters went during the update is in it. NaN for a"
                    + " single minibatch",
            "beside the square of gradientNorm it says how much of a step is noise"),
    /** The rejected steps of a line search. */
    BACKTRACKS(
            "steps",
            "the steps that a line search rejected; 0 where there is none",
            "many: the radius is too large for the linear and quadratic approximation"),
    /** The step of a line search. */
    STEP_FRACTION(
            "share",
            "the share of the full step that a line search took, 0 where it rejected all and the policy stayed; NaN where there"
                    + " is none",
            "1: the full step; small or 0: as for many backtracks"),
    /** What a line search was promised. */
    EXPECTED_IMPROVEMENT(
            "what the policy's objective would gain by the full step of a line search if it were linear; NaN where there is"
                    + " none, or no step could be computed",
            "to be compared with improvement"),
    /** What a line search gained. */
    IMPROVEMENT(
            "what the policy's objective gained by the step that a line search took, 0 where it rejected all; NaN where there is"
                    + " none",
            "far below expectedImprovement, the step left the region where the objective is about linear"),
    /** The epochs. */
    EPOCHS(
            "the epochs begun, fewer than configured where targetKl stopped the update",
            "1 in update after update: the learning rate is too large for targetKl"),
    /** Epsilon. */
    CLIP_RANGE("epsilon in this update", "the same in all updates unless it has a schedule"),
    /** c2. */
    ENTROPY_COEF(
            "c2, the coefficient of the entropy bonus in this update",
            "the same in all updates unless it has a schedule"),
    /** The speed. */
    STEPS_PER_SECOND(
            "steps/s",
            "the environment steps per second of wall-clock time in this update, its rollout included",
            "of this machine at this time, and no part of a result");

    /** The columns of all measures, in their order. */
    public static final List<String> COLUMNS =
            Arrays.stream(values()).map(Measure::column).toList();

    /** With what tables put beside the measures. */
    private static final List<String> TAKEN = Stream.concat(
                    COLUMNS.stream(), Stream.of("task", "variant", "seed", "failed"))
            .sorted()
            .toList();

    private final String column;
    private final String unit;
    private final String meaning;
    private final String reading;

    Measure(String meaning, String reading) {
        this("", meaning, reading);
    }

    Measure(String unit, String meaning, String reading) {
        column = Pattern.compile("_(.)")
                .matcher(name().toLowerCase(Locale.ROOT))
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        this.unit = unit;
        this.meaning = meaning;
        this.reading = reading;
    }

    /**
     * {@return its name in records, tables and CSV files}
     */
    public String column() {
        return column;
    }

    /**
     * {@return its unit; empty for a plain number}
     */
    public String unit() {
        return unit;
    }

    /**
     * {@return its definition: how it is computed, and over what}
     */
    public String meaning() {
        return meaning;
    }

    /**
     * {@return how to read it: what is usual, and what a large or a small value says}
     */
    public String reading() {
        return reading;
    }

    /**
     * {@return whether its values are whole numbers}
     */
    public boolean whole() {
        return this == UPDATE || this == STEPS || this == BACKTRACKS || this == EPOCHS;
    }

    /**
     * Finds a measure.
     *
     * @param column a name of a column
     * @return its measure; null where there is none
     */
    public static Measure of(String column) {
        int at = COLUMNS.indexOf(column);
        return at < 0 ? null : values()[at];
    }

    /**
     * Checks the name of a measure of one's own. Tables do not tell upper from lower case.
     *
     * @param name the name
     * @throws IllegalArgumentException if it is blank, that of another column, or has a comma, a quote or a line end in it
     */
    public static void requireOwn(String name) {
        if (name == null || name.isBlank() || name.matches("(?s).*[,\"\\r\\n].*")) {
            throw new IllegalArgumentException(
                    "the name of a measure must be text without commas, quotes and line ends but was "
                            + (name == null ? "null" : '"' + name + '"'));
        }
        if (TAKEN.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException(
                    "the name of a measure of one's own must be new but was " + name + ", one of " + TAKEN);
        }
    }
}
