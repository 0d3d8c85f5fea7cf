package proximal.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.ObservationNormalization;
import proximal.environment.RewardNormalization;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.record.Checkpoint;
import proximal.record.EpisodeRecord;
import proximal.record.RunLog;
import proximal.record.UpdateRecord;
import proximal.rollout.Rollout;
import proximal.rollout.RolloutCollector;
import proximal.statistics.SampleMoments;
import proximal.update.Diagnostics;
import proximal.update.FinalKl;
import proximal.update.Objective;
import proximal.update.UpdateRule;

/**
 * One run: a configuration on a task with a seed. Each {@link #update()} collects a rollout, estimates advantages, ascends
 * the surrogate and records what it measured; {@link #train} does so to the end.
 *
 * <p>The same seed gives the same bits, whatever runs beside it: the seed is split once for the environments, the network,
 * the actions and the order of the minibatches.
 *
 * <p>Tier 3: imported and not copied.
 */
public final class TrainingRun implements AutoCloseable {
    private final Supplier<? extends Environment> task;
    private final TrainingConfig config;
    private final RunLog log;
    private final VectorEnvironment environments;
    private final ActorCritic network;
    private final Rollout rollout;
    private final RolloutCollector collector;
    private final AdvantageEstimator estimator;
    private final UpdateRule rule;
    /** Null where the divergence after an update is not measured. */
    private final FinalKl finalKl;

    private final SplitMix64 actionRandom;
    private final SplitMix64 orderRandom;
    private final int updates;
    /** With beta as it is for the next update. */
    private Objective objective;
    /** Whether an update has begun and not ended. */
    private boolean updating;
    /** Whether a checkpoint was begun to be restored, and not all of it was. */
    private boolean restoring;
    /** Null until it is asked for: functions and environments are tried out for it. */
    private RunIdentity identity;

    /**
     * Begins a run.
     *
     * @param task makes an environment of the task
     * @param variant the name of the variant in tables and legends
     * @param config the hyperparameters
     * @param seed the seed
     * @throws IllegalArgumentException if the configuration does not fit together, the message saying what
     */
    public TrainingRun(Supplier<? extends Environment> task, String variant, TrainingConfig config, long seed) {
        this(null, task, variant, config, seed);
    }

    /** As the public one, with another name of the task in the records where it is not null. */
    TrainingRun(
            String taskName, Supplier<? extends Environment> task, String variant, TrainingConfig config, long seed) {
        this.task = task;
        this.config = config;
        requireFit(config);
        updates = (int) (config.totalSteps() / rolloutSize(config));
        objective = new Objective(
                config.surrogate(),
                config.valueLoss(),
                config.valueCoef(),
                config.entropyCoef(),
                config.klCoef(),
                config.clipRange());
        estimator = config.advantageEstimator();
        environments = environments(task, config, SplitMix64.streamSeed(seed, 0));
        actionRandom = new SplitMix64(SplitMix64.streamSeed(seed, 2));
        orderRandom = new SplitMix64(SplitMix64.streamSeed(seed, 3));
        log = new RunLog(taskName == null ? environments.name() : taskName, variant, seed);
        int observationSize = environments.observationSpace().size();
        ActionDistribution distribution = distribution(environments.actionSpace());
        rollout = new Rollout(config.rolloutSteps(), config.numEnvs(), observationSize, distribution);
        try {
            network = made(
                    config.network().create(observationSize, distribution, SplitMix64.streamSeed(seed, 1)), "network");
        } catch (RuntimeException e) {
            environments.close();
            throw e;
        }
        try {
            collector = new RolloutCollector(environments, network);
            rule = made(config.updateRule().create(network, config), "updateRule");
            finalKl = config.recordFinalKl() || config.klRule().needsKl() ? new FinalKl(network, rollout.size()) : null;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Trains to the end on a task of classic control.
     *
     * @param task the id of the task, as in {@code CartPole-v1}
     * @param config the hyperparameters
     * @param seed the seed
     * @return what was recorded
     */
    public static RunLog train(String task, TrainingConfig config, long seed) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make(task), "ppo", config, seed)) {
            while (!run.finished()) {
                run.update();
            }
            return run.log();
        }
    }

    /**
     * {@return whether all updates are done}
     */
    public boolean finished() {
        return log.updates().size() >= updates;
    }

    /**
     * {@return the number of updates of the whole run}
     */
    public int updates() {
        return updates;
    }

    /**
     * {@return what was recorded so far}
     */
    public RunLog log() {
        return log;
    }

    /**
     * {@return the network as it is now, owned by the run}
     */
    public ActorCritic network() {
        return network;
    }

    /**
     * {@return the last rollout, overwritten by the next update}
     */
    public Rollout rollout() {
        return rollout;
    }

    /**
     * Does one update.
     *
     * @return what was measured
     * @throws IllegalStateException if the run is finished, or if an observation, a reward, the surrogate or a gradient is
     *     not finite; then no further update is possible
     * @throws java.util.concurrent.CancellationException if the thread is interrupted, within an environment step or a
     *     minibatch; then no further update is possible, but a run that restores the last checkpoint goes on with the same bits
     */
    public UpdateRecord update() {
        if (finished()) {
            throw new IllegalStateException("the run has done all its " + updates + " updates");
        }
        requireWhole();
        updating = true;
        long begin = System.nanoTime();
        collector.collect(rollout, actionRandom, this::addEpisode);
        estimateAdvantages();
        int number = log.updates().size() + 1;
        double left = config.annealLearningRate() ? 1 - (number - 1.0) / updates : 1;
        double learningRate = left * config.learningRate();
        Diagnostics measured = rule.update(network, rollout, objective, learningRate, orderRandom);
        double klCoef = objective.klCoef();
        // A rule that looks at the divergence itself, as TRPO's does, has measured it.
        double klAfter = measured.finalKl();
        if (Double.isNaN(klAfter) && finalKl != null) {
            klAfter = finalKl.measure(network, rollout);
        }
        objective = objective.withKlCoef(nextKlCoef(klCoef, klAfter));
        double seconds = (System.nanoTime() - begin) * 1e-9;
        UpdateRecord record = new UpdateRecord(
                number,
                collector.totalSteps(),
                log.meanReturn(100),
                learningRate,
                klCoef,
                measured.policyLoss(),
                measured.valueLoss(),
                measured.entropy(),
                measured.kl(),
                measured.approxKlK1(),
                measured.approxKlK2(),
                measured.approxKl(),
                measured.lastApproxKl(),
                klAfter,
                measured.clipFraction(),
                measured.ratioMean(),
                measured.ratioVariance(),
                measured.ratioMin(),
                measured.ratioMax(),
                measured.effectiveSampleSize(),
                SampleMoments.mean(rollout.advantages),
                SampleMoments.variance(rollout.advantages),
                SampleMoments.explainedVariance(rollout.values, rollout.valueTargets),
                measured.gradientNorm(),
                measured.gradientVariance(),
                measured.backtracks(),
                measured.stepFraction(),
                measured.expectedImprovement(),
                measured.improvement(),
                measured.epochs(),
                rollout.size() / seconds);
        log.add(record, measured.ratioHistogram());
        updating = false;
        return record;
    }

    private void requireWhole() {
        if (restoring) {
            throw new IllegalStateException(
                    "a checkpoint could not be restored into this run wholly, so the run cannot go"
                            + " on; begin a new one");
        }
        if (updating) {
            throw new IllegalStateException(
                    "update " + (log.updates().size() + 1)
                            + " of this run was interrupted or failed, so the run cannot go on; begin a new one, or restore a checkpoint");
        }
    }

    /**
     * Writes a checkpoint: everything that the further updates depend on, and the log so far. The file is a zip of raw
     * little-endian numbers, CSV and JSON ({@link Checkpoint} says which); it is written aside first and then renamed.
     *
     * @param file where to; a file of that name is replaced
     * @throws IllegalStateException if no update is done yet, or the last one was interrupted or failed
     * @throws UnsupportedOperationException if the environments cannot give their state
     * @throws UncheckedIOException if the file cannot be written; the one before is then still there
     */
    public void save(Path file) {
        Path target = file.toAbsolutePath();
        Path aside = target.resolveSibling(target.getFileName() + ".aside");
        try {
            new Disk().replace(aside, target, checkpoint(identity())::write);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + Disk.reason(e, target.getParent()), e);
        }
    }

    /**
     * Goes to where a checkpoint was taken. The further updates give the same bits as if the run had not been interrupted.
     *
     * @param file what {@link #save} wrote
     * @throws IllegalStateException if the file is torn, or of another task, variant, seed, configuration, version or build of
     *     the library, the message saying which; or if this run has begun. Nothing has changed then. Also if what is in the file
     *     does not fit the environments or the network; then this run cannot go on, and a new one is needed
     */
    public void restore(Path file) {
        restore(identity().checkpoint(file));
    }

    /**
     * Checks what can be checked before anything is made.
     *
     * @throws IllegalArgumentException if the configuration does not fit together
     */
    static void requireFit(TrainingConfig config) {
        long rolloutSize = rolloutSize(config);
        if (config.totalSteps() < rolloutSize) {
            throw new IllegalArgumentException("totalSteps must be at least the " + rolloutSize
                    + " steps of one rollout (rolloutSteps * numEnvs) but was " + config.totalSteps());
        }
        if (config.totalSteps() / rolloutSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("totalSteps must be at most " + Integer.MAX_VALUE + " rollouts of "
                    + rolloutSize + " steps but was " + config.totalSteps());
        }
        config.updateRule().requireFit(config);
    }

    private static <T> T made(T thing, String factory) {
        if (thing == null) {
            throw new IllegalArgumentException("the factory given as " + factory + " must make one but gave null");
        }
        return thing;
    }

    private static long rolloutSize(TrainingConfig config) {
        return (long) config.numEnvs() * config.rolloutSteps();
    }

    private RunIdentity identity() {
        if (identity == null) {
            identity = new RunIdentity(
                    log.task(),
                    log.variant(),
                    log.seed(),
                    Fingerprint.describe(EnvironmentFingerprint.of(task), task, config));
        }
        return identity;
    }

    /** The state now, with the identity in its manifest. */
    Checkpoint checkpoint(RunIdentity identity) {
        requireWhole();
        if (log.updates().isEmpty()) {
            throw new IllegalStateException("a checkpoint needs at least one update but the run has done none");
        }
        Checkpoint checkpoint = new Checkpoint(identity.manifest());
        state().put(checkpoint);
        checkpoint.put("klCoef", new double[] {objective.klCoef()});
        return checkpoint;
    }

    /** Goes to a state; the checkpoint is of this run's identity. */
    void restore(Checkpoint checkpoint) {
        if (updating || restoring || !log.updates().isEmpty()) {
            throw new IllegalStateException("a checkpoint must be restored into a run that has not begun");
        }
        restoring = true;
        try {
            state().take(checkpoint);
            objective = objective.withKlCoef(checkpoint.doubles("klCoef")[0]);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the checkpoint does not fit this run: " + e.getMessage(), e);
        }
        restoring = false;
    }

    private RunState state() {
        return new RunState(network, rule.optimizers(), environments, collector, actionRandom, orderRandom, log);
    }

    /** Frees the network and the environments. */
    @Override
    public void close() {
        network.close();
        environments.close();
    }

    private void addEpisode(int environment, long steps, double episodeReturn, int length, boolean truncated) {
        log.add(new EpisodeRecord(environment, steps, episodeReturn, length, truncated));
    }

    private void estimateAdvantages() {
        estimator.estimate(rollout, config.discount());
        for (int i = 0; i < rollout.size(); i++) {
            rollout.valueTargets[i] = rollout.advantages[i] + rollout.values[i];
            if (!config.baseline()) {
                rollout.advantages[i] = rollout.valueTargets[i];
            }
        }
    }

    private double nextKlCoef(double klCoef, double kl) {
        double next = config.klRule().next(klCoef, kl);
        if (!(next >= 0 && next < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException(
                    "the KL rule must give a coefficient that is finite and not negative but for " + klCoef
                            + " and a divergence of " + kl + " gave " + next);
        }
        return next;
    }

    /** The family of distributions over the actions of a space. */
    static ActionDistribution distribution(Space actionSpace) {
        return actionSpace instanceof DiscreteSpace discrete
                ? new Categorical(discrete.n())
                : new DiagonalGaussian(actionSpace.size());
    }

    private static VectorEnvironment environments(
            Supplier<? extends Environment> task, TrainingConfig config, long seed) {
        VectorEnvironment environments = new VectorEnvironment(task, config.numEnvs(), seed);
        if (config.normalizeObservations()) {
            environments.withObservationNormalization(
                    new ObservationNormalization(environments.observationSpace().size()));
        }
        if (config.normalizeRewards()) {
            environments.withRewardNormalization(new RewardNormalization(config.numEnvs(), config.discount()));
        }
        return environments;
    }
}
