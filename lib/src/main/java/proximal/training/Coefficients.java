package proximal.training;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import proximal.environment.Require;
import proximal.update.Objective;

/**
 * The coefficients of a run, from update to update: those of its configuration times the factors of their schedules, beta as
 * the rule of the KL has it, and what is changed on the way.
 *
 * <p>Copy: with the library.
 */
public final class Coefficients {
    /** What a run that has begun may change. */
    private static final Set<String> CHANGEABLE = new TreeSet<>(
            Set.of("learningRate", "learningRateSchedule", "clipRange", "clipRangeSchedule", "surrogate", "valueCoef"));

    static {
        CHANGEABLE.addAll(Set.of("entropyCoef", "entropyCoefSchedule", "klCoef", "lossTerms", "valueLoss"));
    }

    private TrainingConfig config;
    private double klCoef;
    private boolean changed;

    /**
     * Begins with a configuration.
     *
     * @param config the hyperparameters
     */
    public Coefficients(TrainingConfig config) {
        this.config = config;
        klCoef = config.klCoef();
    }

    /**
     * Gives the learning rate of an update.
     *
     * @param share the share of the run's updates that is done, in [0, 1)
     * @return the learning rate
     * @throws IllegalStateException if the schedule gives a factor that is negative or not finite
     */
    public double learningRate(double share) {
        return factor("learningRateSchedule", config.learningRateSchedule().at(share), share) * config.learningRate();
    }

    /**
     * Makes the loss of an update.
     *
     * @param share the share of the run's updates that is done, in [0, 1)
     * @return the loss
     * @throws IllegalStateException if a schedule gives a factor that is negative or not finite
     * @throws IllegalArgumentException if the clip range is 0
     */
    public Objective objective(double share) {
        double range = factor("clipRangeSchedule", config.clipRangeSchedule().at(share), share) * config.clipRange();
        TrainingConfig ranged = range == config.clipRange() ? config : config.withClipRange(range);
        Objective objective = new Objective(
                ranged.surrogate(),
                ranged.valueLoss(),
                config.valueCoef(),
                factor("entropyCoefSchedule", config.entropyCoefSchedule().at(share), share) * config.entropyCoef(),
                klCoef,
                range);
        return config.lossTerms().isEmpty() ? objective : objective.withTerms(config.lossTerms());
    }

    private static double factor(String schedule, double factor, double share) {
        Require.state(
                factor >= 0 && factor < Double.POSITIVE_INFINITY,
                () -> schedule + " must give a factor that is finite and not negative but at " + share + " gave "
                        + factor);
        return factor;
    }

    /**
     * {@return beta of the next update}
     */
    public double klCoef() {
        return klCoef;
    }

    /**
     * Sets beta of the next update, as a checkpoint has it.
     *
     * @param klCoef beta, finite and not negative
     */
    public void setKlCoef(double klCoef) {
        this.klCoef = klCoef;
    }

    /**
     * Lets the rule of the KL give beta of the next update.
     *
     * @param kl the mean KL(old, new) after the update that was done, nats; NaN where it was not measured
     * @throws IllegalStateException if the rule gives a coefficient that is negative or not finite
     */
    public void adaptKl(double kl) {
        double next = config.klRule().next(klCoef, kl);
        Require.state(
                next >= 0 && next < Double.POSITIVE_INFINITY,
                () -> "the KL rule must give a coefficient that is finite and not negative but for " + klCoef
                        + " and a divergence of " + kl + " gave " + next);
        klCoef = next;
    }

    /**
     * Changes hyperparameters from the next update on: the learning rate, the clip range, the coefficients, their schedules,
     * the surrogate, the value loss and the loss terms. From then on the run gives no states, so that a store trains it again
     * from before its first change; a {@link proximal.update.Schedule} costs nothing there.
     *
     * @param change gives the changed configuration
     * @throws IllegalArgumentException if it changes anything else, the message naming it
     */
    public void change(UnaryOperator<TrainingConfig> change) {
        TrainingConfig next = change.apply(config);
        Map<String, String> before = config.describe();
        next.describe()
                .forEach((name, text) -> Require.that(
                        CHANGEABLE.contains(name) || text.equals(before.get(name)),
                        () -> name + " must stay " + before.get(name) + " in a run that has begun but was to be " + text
                                + "; what can change is " + CHANGEABLE));
        klCoef = next.klCoef() == config.klCoef() ? klCoef : next.klCoef();
        config = next;
        changed = true;
    }

    /**
     * {@return whether something was changed}
     */
    public boolean changed() {
        return changed;
    }

    /**
     * {@return the hyperparameters as they are now}
     */
    public TrainingConfig config() {
        return config;
    }
}
