package proximal.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.ObservationNormalization;
import proximal.environment.Require;
import proximal.environment.RewardNormalization;
import proximal.environment.ScaledActions;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.MaskedActorCritic;
import proximal.record.Checkpoint;
import proximal.record.EpisodeRecord;
import proximal.record.LogCsv;
import proximal.record.Policy;
import proximal.record.RunLog;
import proximal.rollout.Rollout;
import proximal.rollout.RolloutCollector;
import proximal.statistics.SampleMoments;
import proximal.update.Diagnostics;
import proximal.update.Measure;
import proximal.update.Objective;
import proximal.update.PolicyDivergence;
import proximal.update.UpdateRecord;
import proximal.update.UpdateRule;

/**
 * One run: a configuration on a task with a seed. Each {@link #update()} collects a rollout, estimates advantages, ascends
 * the surrogate and records what it measured; {@link #train} does so to the end.
 *
 * <p>The same seed gives the same bits, whatever runs beside it: the seed is split once, by {@link SplitMix64#streamSeed
 * streamSeed(seed, k)} with k = 0 for the environments, 1 for the network, 2 for the actions and 3 for the order of the
 * minibatches. A loop of one's own that splits it in the same way gives the same bits; notebook 00 has one.
 */
public final class TrainingRun implements AutoCloseable {
    private final TrainingConfig config;
    private final Coefficients coefficients;
    private final RunLog log;
    private final VectorEnvironment environments;
    /** Null where observations are not normalised. */
    private final ObservationNormalization normalization;
    /** Those of the task, scaled or not. */
    private final Space actions;

    private final ActorCritic network;
    private final Rollout rollout;
    private final RolloutCollector collector;
    private final UpdateRule rule;
    /** Null where the divergence after an update is not measured. */
    private final PolicyDivergence divergence;

    private final SplitMix64 actionRandom;
    private final SplitMix64 orderRandom;
    /** Whose the checkpoints are. */
    private final Map<String, Object> manifest = new LinkedHashMap<>();

    private final Supplier<? extends Environment> task;
    private final int updates;
    /** When the policy is evaluated; null for never. */
    private EvaluationSchedule evaluations;
    /** What is called after each update. */
    private AfterUpdate afterUpdate = (run, record) -> {};
    /** Why the run cannot go on, while an update or a restoring has begun and not ended; else null. */
    private String broken;

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

    /**
     * Begins a run, with a name of one's own for the task.
     *
     * @param taskName the name of the task in tables and charts; null for the name that its environments have
     * @param task makes an environment of the task
     * @param variant the name of the variant in tables and legends
     * @param config the hyperparameters
     * @param seed the seed
     * @throws IllegalArgumentException if the configuration does not fit together, the message saying what
     */
    public TrainingRun(
            String taskName, Supplier<? extends Environment> task, String variant, TrainingConfig config, long seed) {
        this.task = task;
        this.config = config;
        requireFit(config);
        updates = (int) (config.totalSteps() / config.rolloutSize());
        coefficients = new Coefficients(config);
        environments = environments(task, config, SplitMix64.streamSeed(seed, 0));
        int observationSize = environments.observationSpace().size();
        normalization = config.normalizeObservations()
                ? new ObservationNormalization(
                        observationSize, 1e-8, config.normalizationClip(), environments.maskSize())
                : null;
        if (normalization != null) {
            environments.withObservationNormalization(normalization);
        }
        actions = config.scaledActions() ? actions(task) : environments.actionSpace();
        actionRandom = new SplitMix64(SplitMix64.streamSeed(seed, 2));
        orderRandom = new SplitMix64(SplitMix64.streamSeed(seed, 3));
        log = new RunLog(taskName == null ? environments.name() : taskName, variant, seed);
        log.describe(config.hyperparameters());
        manifest.put("task", log.task());
        manifest.put("variant", variant);
        manifest.put("seed", seed);
        manifest.put("configuration", config.describe());
        ScaledActions.warn(environments.name(), environments.actionSpace());
        ActionDistribution distribution =
                ActionDistribution.of(environments.actionSpace(), config.minLogStd(), config.maxLogStd());
        rollout = new Rollout(config.rolloutSteps(), config.numEnvs(), observationSize, distribution);
        try {
            long own = SplitMix64.streamSeed(seed, 1);
            int mask = environments.maskSize();
            network = made(MaskedActorCritic.of(config.network(), observationSize, mask, distribution, own), "network");
            collector = new RolloutCollector(environments, network);
            rule = made(config.updateRule().create(network, config), "updateRule");
            divergence = config.recordFinalKl() || config.klRule().needsKl()
                    ? new PolicyDivergence(network, rollout.size())
                    : null;
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

    /** {@return whether all updates are done, or the run was stopped} */
    public boolean finished() {
        return log.updates().size() >= updates || log.stopped().isPresent();
    }

    /** {@return the number of updates of the whole run} */
    public int updates() {
        return updates;
    }

    /** {@return what was recorded so far} */
    public RunLog log() {
        return log;
    }

    /** {@return the network as it is now, owned by the run} */
    public ActorCritic network() {
        return network;
    }

    /** {@return the policy as it is now: a copy of the network's weights and of the normalisation of observations} */
    public Policy policy() {
        return Policy.of(network, config.network(), actions, config.scaledActions(), normalization);
    }

    /** {@return the last rollout, overwritten by the next update} */
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
        Require.state(!finished(), () -> "the run has ended: " + log);
        Require.state(broken == null, () -> broken);
        int number = log.updates().size() + 1;
        broken =
                "update " + number + " of this run was interrupted or failed, so the run cannot go on; begin a new one,"
                        + " or restore a checkpoint";
        long begin = System.nanoTime();
        collector.collect(
                rollout,
                actionRandom,
                (env, steps, sum, length, truncated) -> log.add(new EpisodeRecord(env, steps, sum, length, truncated)));
        AdvantageEstimator.fill(rollout, config);
        double share = (number - 1.0) / updates;
        double learningRate = coefficients.learningRate(share);
        Objective objective = coefficients.objective(share);
        Diagnostics measured;
        try {
            measured = rule.update(network, rollout, objective, learningRate, orderRandom);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("in update " + number + ": " + e.getMessage(), e);
        }
        // A rule that looks at the divergence itself, as TRPO's does, has measured it.
        if (Double.isNaN(measured.get(Measure.FINAL_KL)) && divergence != null) {
            measured.put(Measure.FINAL_KL, divergence.measure(network, rollout));
        }
        coefficients.adaptKl(measured.get(Measure.FINAL_KL));
        double seconds = (System.nanoTime() - begin) * 1e-9;
        measured.put(Measure.UPDATE, number);
        measured.put(Measure.STEPS, collector.totalSteps());
        measured.put(Measure.EPISODE_RETURN, log.meanReturn(100));
        measured.put(Measure.LEARNING_RATE, learningRate);
        measured.put(Measure.KL_COEF, objective.klCoef());
        measured.put(Measure.CLIP_RANGE, objective.clipRange());
        measured.put(Measure.ENTROPY_COEF, objective.entropyCoef());
        measured.put(Measure.ADVANTAGE_MEAN, SampleMoments.mean(rollout.advantages));
        measured.put(Measure.ADVANTAGE_VARIANCE, SampleMoments.variance(rollout.advantages));
        measured.put(Measure.EXPLAINED_VARIANCE, SampleMoments.explainedVariance(rollout.values, rollout.valueTargets));
        measured.put(Measure.STEPS_PER_SECOND, rollout.size() / seconds);
        if (evaluations != null) {
            evaluations.measure(this, task, collector.totalSteps(), number == updates, measured);
        }
        UpdateRecord record = measured.record();
        log.add(record, measured.ratioHistogram());
        broken = null;
        afterUpdate.updated(this, record);
        if (finished()) {
            log.keep(policy());
        }
        return record;
    }

    /** Sets what is called after each update, on the run's thread.
     * @param callback what is called
     * @return this */
    public TrainingRun each(AfterUpdate callback) {
        afterUpdate = callback;
        return this;
    }

    /** Sets when the policy is evaluated.
     * @param schedule when and how; null for never
     * @return this */
    public TrainingRun evaluate(EvaluationSchedule schedule) {
        evaluations = schedule;
        return this;
    }

    /** Ends the run before its last update: it is {@link #finished()} then, and its log says why.
     * @param reason why, in a sentence */
    public void stop(String reason) {
        log.stop(reason);
    }

    /** {@return the coefficients of the next update, which may be {@link Coefficients#change changed}} */
    public Coefficients coefficients() {
        return coefficients;
    }

    /**
     * Takes a checkpoint: everything that the further updates depend on, and the log so far. {@link Checkpoint#write
     * Written} to a file, it outlives the process.
     *
     * @return a copy of the state, with task, variant, seed and configuration in its manifest
     * @throws IllegalStateException if no update is done yet, or the last one was interrupted or failed
     * @throws UnsupportedOperationException if the environments cannot give their state, or {@link #coefficients()} were changed
     */
    public Checkpoint checkpoint() {
        Checkpoint checkpoint = state();
        LogCsv.write(log).forEach(checkpoint::put);
        return checkpoint;
    }

    /**
     * Takes a checkpoint without the log, for a caller that keeps that itself.
     *
     * @return as {@link #checkpoint()}, without the tables
     * @throws IllegalStateException as there
     * @throws UnsupportedOperationException as there
     */
    public Checkpoint state() {
        Require.state(broken == null, () -> broken);
        Require.state(
                !log.updates().isEmpty(), () -> "a checkpoint needs at least one update but the run has done none");
        if (coefficients.changed()) {
            throw new UnsupportedOperationException("a run whose hyperparameters were changed has no checkpoints");
        }
        Checkpoint checkpoint = new Checkpoint(manifest);
        parts().put(checkpoint);
        checkpoint.put("klCoef", new double[] {coefficients.klCoef()});
        return checkpoint;
    }

    /**
     * Goes to where a checkpoint was taken. The further updates give the same bits as if the run had not been interrupted.
     * The functions of the configuration are not compared, since they are code.
     *
     * @param checkpoint what {@link #checkpoint()} gave, or {@link Checkpoint#read} read
     * @throws IllegalStateException if it is of another task, variant, seed or configuration, the message saying which; or if
     *     this run has begun. Nothing has changed then. Also if what is in it does not fit the environments or the network; then
     *     this run cannot go on, and a new one is needed
     */
    public void restore(Checkpoint checkpoint) {
        RunLog before = new RunLog(log.task(), log.variant(), log.seed());
        checkpoint.requireSame("run", manifest);
        LogCsv.read(checkpoint::csv, before);
        restore(checkpoint, before);
    }

    /**
     * Goes to where a state was taken.
     *
     * @param state what {@link #state()} gave
     * @param before the log of that run; what it recorded after the state was taken is left out
     * @throws IllegalStateException as {@link #restore(Checkpoint)} has it
     */
    public void restore(Checkpoint state, RunLog before) {
        Require.state(
                broken == null && log.updates().isEmpty(),
                () -> "a checkpoint must be restored into a run that has not begun");
        state.requireSame("run", manifest);
        broken = "a checkpoint could not be restored into this run wholly, so the run cannot go on; begin a new one";
        try {
            parts().take(state, before);
            coefficients.setKlCoef(state.doubles("klCoef")[0]);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the checkpoint does not fit this run: " + e.getMessage(), e);
        }
        broken = null;
    }

    /**
     * Checks what can be checked before anything is made.
     *
     * @param config the hyperparameters
     * @throws IllegalArgumentException if the configuration does not fit together
     */
    public static void requireFit(TrainingConfig config) {
        long rolloutSize = config.rolloutSize();
        Require.that(
                config.totalSteps() >= rolloutSize,
                () -> "totalSteps must be at least the " + rolloutSize
                        + " steps of one rollout (rolloutSteps * numEnvs) but was " + config.totalSteps());
        Require.that(
                config.totalSteps() / rolloutSize <= Integer.MAX_VALUE,
                () -> "totalSteps must be at most " + Integer.MAX_VALUE + " rollouts of " + rolloutSize
                        + " steps but was " + config.totalSteps());
        config.updateRule().requireFit(config);
    }

    private static <T> T made(T thing, String factory) {
        Require.that(thing != null, () -> "the factory given as " + factory + " must make one but gave null");
        return thing;
    }

    private RunState parts() {
        return new RunState(network, rule.optimizers(), environments, collector, actionRandom, orderRandom, log);
    }

    /** Frees the network and the environments. */
    @Override
    public void close() {
        if (network != null) { // as where a constructor fails
            network.close();
        }
        environments.close();
    }

    private static VectorEnvironment environments(
            Supplier<? extends Environment> task, TrainingConfig config, long seed) {
        VectorEnvironment environments = new VectorEnvironment(
                config.scaledActions() ? () -> new ScaledActions(task.get()) : task, config.numEnvs(), seed);
        if (config.normalizeRewards()) {
            environments.withRewardNormalization(
                    new RewardNormalization(config.numEnvs(), config.discount(), 1e-8, config.normalizationClip()));
        }
        return environments;
    }

    private static Space actions(Supplier<? extends Environment> task) {
        try (Environment unscaled = task.get()) {
            return unscaled.actionSpace();
        }
    }
}
