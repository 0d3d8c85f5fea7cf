package proximal.record;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import proximal.environment.Require;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

/**
 * Everything that one run recorded: a run is one variant of an algorithm on one task with one seed. A run that failed has a
 * {@link #failure()}, and the records up to it. One thread writes and reads; another one may take a {@link #snapshot()}.
 *
 * <p>Copy: with the library.
 */
public final class RunLog {
    private final String task;
    private final String variant;
    private final long seed;
    private final List<UpdateRecord> updates = new ArrayList<>();
    private final List<RatioHistogram> ratioHistograms = new ArrayList<>();
    private final List<EpisodeRecord> episodes = new ArrayList<>();
    private BitSet ended = new BitSet();
    private int environments;
    private long allEnded = -1;
    private String failure;
    private String stop;
    private Policy policy;
    private Map<String, Object> hyperparameters = Map.of();

    /**
     * Begins an empty log.
     *
     * @param task the name of the task, as in {@code CartPole-v1}
     * @param variant the name of the variant, as in {@code clip 0.2}
     * @param seed the seed of the run
     */
    public RunLog(String task, String variant, long seed) {
        this.task = task;
        this.variant = variant;
        this.seed = seed;
    }

    /**
     * {@return the name of the task}
     */
    public String task() {
        return task;
    }

    /**
     * {@return the name of the variant}
     */
    public String variant() {
        return variant;
    }

    /**
     * {@return the seed of the run}
     */
    public long seed() {
        return seed;
    }

    /**
     * {@return the updates so far, in order; a view that cannot be changed}
     */
    public List<UpdateRecord> updates() {
        return Collections.unmodifiableList(updates);
    }

    /**
     * {@return the columns of the updates: those of {@link Measure#COLUMNS}, and behind them those of one's own}
     */
    public List<String> columns() {
        LinkedHashSet<String> columns = new LinkedHashSet<>(Measure.COLUMNS);
        for (UpdateRecord update : updates) {
            if (update.columns() != Measure.COLUMNS) {
                columns.addAll(update.columns());
            }
        }
        return List.copyOf(columns);
    }

    /**
     * {@return the histogram of the ratios of each update, in the order of {@link #updates()}; a view that cannot be changed}
     */
    public List<RatioHistogram> ratioHistograms() {
        return Collections.unmodifiableList(ratioHistograms);
    }

    /**
     * {@return the episodes that ended so far, in order; a view that cannot be changed}
     */
    public List<EpisodeRecord> episodes() {
        return Collections.unmodifiableList(episodes);
    }

    /**
     * Appends an update.
     *
     * @param update what was measured
     * @param ratios the histogram of its ratios, kept as it is now
     */
    public synchronized void add(UpdateRecord update, RatioHistogram ratios) {
        updates.add(update);
        ratioHistograms.add(ratios.copy());
    }

    /**
     * Appends an episode.
     *
     * @param episode the episode that ended
     */
    public synchronized void add(EpisodeRecord episode) {
        if (episodes.isEmpty()) { // it began with the run, so the run's steps are its length in each environment
            environments = (int) Math.max(1, episode.steps() / Math.max(1, episode.length()));
        }
        episodes.add(episode);
        ended.set(episode.environment());
        if (allEnded < 0 && ended.cardinality() >= environments) {
            allEnded = episode.steps();
        }
    }

    /**
     * Tells from where on a mean over episodes is one over long and short ones. At the start of a run only the short episodes
     * have ended: the unlucky ones of CartPole-v1, the lucky ones of Acrobot-v1. So {@link #meanReturn} gives nothing before
     * this step, and a curve that is drawn from single episodes should begin here too. How many environments there are
     * follows from the first episode of the log: the steps of the run by its length.
     *
     * @return the environment steps of the run at which the last of the environments had ended its first episode; empty before
     */
    public synchronized OptionalLong firstEpisodesEnd() {
        return allEnded < 0 ? OptionalLong.empty() : OptionalLong.of(allEnded);
    }

    /**
     * Notes that the run failed, after the last of its updates.
     *
     * @param reason why, in a sentence
     */
    public synchronized void fail(String reason) {
        failure = Objects.requireNonNull(reason, "reason");
    }

    /**
     * {@return why the run failed; empty where it did not}
     */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Notes that the run was ended before its last update, on purpose.
     *
     * @param reason why, in a sentence
     */
    public synchronized void stop(String reason) {
        stop = Objects.requireNonNull(reason, "reason");
    }

    /**
     * {@return why the run was ended before its last update; empty where it was not}
     */
    public synchronized Optional<String> stopped() {
        return Optional.ofNullable(stop);
    }

    /**
     * Keeps the policy that the run ended with.
     *
     * @param trained the policy
     */
    public synchronized void keep(Policy trained) {
        policy = trained;
    }

    /**
     * {@return the policy that the run ended with; empty before its end, and where it failed}
     */
    public synchronized Optional<Policy> policy() {
        return Optional.ofNullable(policy);
    }

    /**
     * Notes the hyperparameters of the run.
     *
     * @param values numbers, booleans and texts by their names
     */
    public synchronized void describe(Map<String, ?> values) {
        hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * {@return the hyperparameters of the run, numbers, booleans and texts by their names; empty where nobody noted them}
     */
    public synchronized Map<String, Object> hyperparameters() {
        return hyperparameters;
    }

    /**
     * Takes the beginning of the run.
     *
     * @param count how many updates
     * @return a copy with the first updates and the episodes that ended within them, as the log was then; this log where it has
     *     no more
     */
    public synchronized RunLog first(int count) {
        if (updates.size() <= count) {
            return this;
        }
        RunLog beginning = new RunLog(task, variant, seed);
        beginning.hyperparameters = hyperparameters;
        long steps = count == 0 ? 0 : updates.get(count - 1).steps();
        for (int i = 0; i < count; i++) {
            beginning.add(updates.get(i), ratioHistograms.get(i));
        }
        episodes.stream().filter(episode -> episode.steps() <= steps).forEach(beginning::add);
        return beginning;
    }

    /**
     * {@return a copy of what is recorded now, which any thread may take while another one writes}
     */
    public synchronized RunLog snapshot() {
        RunLog copy = new RunLog(task, variant, seed);
        copy.updates.addAll(updates);
        copy.ratioHistograms.addAll(ratioHistograms);
        copy.episodes.addAll(episodes);
        copy.ended = (BitSet) ended.clone();
        copy.environments = environments;
        copy.allEnded = allEnded;
        copy.failure = failure;
        copy.stop = stop;
        copy.policy = policy;
        copy.hyperparameters = hyperparameters;
        return copy;
    }

    /**
     * Computes the mean undiscounted return of the last episodes.
     *
     * @param count how many episodes, at least 1; all of them where fewer ended
     * @return their mean return; NaN before every environment has ended an episode ({@link #firstEpisodesEnd})
     */
    public double meanReturn(int count) {
        Require.that(count >= 1, "count", "at least 1", count);
        if (allEnded < 0) {
            return Double.NaN;
        }
        int first = Math.max(0, episodes.size() - count);
        double sum = 0;
        for (int i = first; i < episodes.size(); i++) {
            sum += episodes.get(i).episodeReturn();
        }
        return sum / (episodes.size() - first);
    }

    /**
     * {@return the run in one line: variant, task, seed, how many updates it has, and why it failed where it did}
     */
    @Override
    public synchronized String toString() {
        String run = variant + " on " + task + " with seed " + seed + ", " + updates.size()
                + (updates.size() == 1 ? " update" : " updates");
        run += stop == null ? "" : ", stopped: " + stop;
        return (failure == null ? run : run + ", failed " + failure).replaceAll("\\s*\\R\\s*", " ");
    }
}
