package proximal.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import proximal.environment.ActionMask;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;
import proximal.record.Policy;

/**
 * Plays episodes by a policy that does not learn. Each episode has seeds of its own, so that the same evaluation gives the same
 * episodes on any number of threads.
 *
 * <pre>{@code
 * List<Evaluation.Episode> episodes = Evaluation.withDefaults()
 *         .withEpisodes(100)
 *         .of(policy, () -> ClassicControl.make("CartPole-v1"));
 * }</pre>
 *
 * <p>A return that was recorded in training is of the policy that draws its actions, and of all policies since the last
 * hundred episodes; that of an evaluation is of one policy, with the noise of its actions or without.
 *
 * <p>Copy: with the library.
 *
 * @param episodes how many, at least 1
 * @param seed what all seeds come from
 * @param deterministic whether each action is the most probable one, and not drawn
 * @param threads how many episodes are played at the same time, at least 1
 */
public record Evaluation(int episodes, long seed, boolean deterministic, int threads) {

    /**
     * One episode.
     *
     * @param number its number, from 1
     * @param episodeReturn the undiscounted sum of the rewards
     * @param length the number of steps
     * @param terminated whether the task itself ended it
     * @param truncated whether it was cut from outside (a time limit)
     */
    public record Episode(int number, double episodeReturn, int length, boolean terminated, boolean truncated) {}

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if episodes or threads is less than 1
     */
    public Evaluation {
        Require.that(episodes >= 1, "episodes", "at least 1", episodes);
        Require.that(threads >= 1, "threads", "at least 1", threads);
    }

    /**
     * {@return ten episodes with drawn actions, seed 1, on one thread}
     */
    public static Evaluation withDefaults() {
        return new Evaluation(10, 1, false, 1);
    }

    /**
     * Returns a copy with another number of episodes.
     *
     * @param other how many, at least 1
     * @return the copy
     */
    public Evaluation withEpisodes(int other) {
        return new Evaluation(other, seed, deterministic, threads);
    }

    /**
     * Returns a copy with another seed.
     *
     * @param other the seed
     * @return the copy
     */
    public Evaluation withSeed(long other) {
        return new Evaluation(episodes, other, deterministic, threads);
    }

    /**
     * Returns a copy whose actions are the most probable ones, or drawn.
     *
     * @param whether each action is the most probable one
     * @return the copy
     */
    public Evaluation withDeterministic(boolean whether) {
        return new Evaluation(episodes, seed, whether, threads);
    }

    /**
     * Returns a copy with another number of threads; the episodes are the same.
     *
     * @param other how many, at least 1
     * @return the copy
     */
    public Evaluation withThreads(int other) {
        return new Evaluation(episodes, seed, deterministic, other);
    }

    /**
     * Plays the episodes.
     *
     * @param policy the policy
     * @param task makes an environment of the task, without normalisation: the policy has its own
     * @return the episodes, in order
     * @throws IllegalArgumentException if the policy was trained for other observations or actions than those of the task
     */
    public List<Episode> of(Policy policy, Supplier<? extends Environment> task) {
        return played(first -> byPolicy(policy, task, (environment, chooser) -> share(environment, chooser, first)));
    }

    /**
     * Plays the episodes with actions drawn at random, all of them alike: what a score counts from.
     *
     * @param task makes an environment of the task
     * @return the episodes, in order
     */
    public List<Episode> ofRandomActions(Supplier<? extends Environment> task) {
        return played(first -> atRandom(task, (environment, chooser) -> share(environment, chooser, first)));
    }

    /**
     * Plays one of the episodes and records it.
     *
     * @param policy the policy
     * @param task makes an environment of the task, without normalisation: the policy has its own
     * @param number which one, from 1: the same that {@link #of} gives under this number
     * @return the recording
     * @throws IllegalArgumentException if there is no such episode, or the policy was trained for other observations or actions
     *     than those of the task
     */
    public EpisodeRecording record(Policy policy, Supplier<? extends Environment> task, int number) {
        return byPolicy(policy, task, (environment, chooser) -> recorded(environment, chooser, number));
    }

    /**
     * Plays one of the episodes with actions drawn at random and records it.
     *
     * @param task makes an environment of the task
     * @param number which one, from 1: the same that {@link #ofRandomActions} gives under this number
     * @return the recording
     * @throws IllegalArgumentException if there is no such episode
     */
    public EpisodeRecording recordRandomActions(Supplier<? extends Environment> task, int number) {
        return atRandom(task, (environment, chooser) -> recorded(environment, chooser, number));
    }

    /** What gives an action, as the policy's actor does. */
    private interface Chooser {
        void choose(float[] observation, RandomGenerator random, float[] action);
    }

    private List<Episode> played(IntFunction<List<Episode>> share) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Episode>>> parts = new ArrayList<>();
            for (int first = 0; first < threads; first++) {
                int begin = first;
                parts.add(workers.submit(() -> share.apply(begin)));
            }
            List<Episode> all = new ArrayList<>();
            for (Future<List<Episode>> part : parts) {
                all.addAll(part.get());
            }
            all.sort((a, b) -> Integer.compare(a.number, b.number));
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the evaluation was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private <T> T byPolicy(
            Policy policy, Supplier<? extends Environment> task, BiFunction<Environment, Chooser, T> plays) {
        try (Environment environment = task.get();
                Policy.Actor actor = policy.actor()) {
            requireFit(policy, environment);
            return plays.apply(environment, (observation, random, action) -> {
                if (deterministic) {
                    actor.act(observation, action);
                } else {
                    actor.sample(observation, random, action);
                }
            });
        }
    }

    private static <T> T atRandom(Supplier<? extends Environment> task, BiFunction<Environment, Chooser, T> plays) {
        try (Environment environment = task.get()) {
            return plays.apply(
                    environment,
                    (observation, random, action) -> ActionMask.sample(environment, observation, random, action));
        }
    }

    /** One worker's share: each threads-th episode. */
    private List<Episode> share(Environment environment, Chooser chooser, int first) {
        List<Episode> played = new ArrayList<>();
        for (int episode = first; episode < episodes; episode += threads) {
            played.add(play(environment, chooser, episode, null));
        }
        return played;
    }

    private EpisodeRecording recorded(Environment environment, Chooser chooser, int number) {
        Require.that(number >= 1 && number <= episodes, "the number of an episode", "in [1, " + episodes + "]", number);
        EpisodeRecording recording = new EpisodeRecording(environment);
        play(environment, chooser, number - 1, recording);
        return recording;
    }

    private static void requireFit(Policy policy, Environment environment) {
        Require.that(
                environment.observationSpace().size() == policy.observationSize()
                        && environment.actionSpace().equals(policy.actions()),
                () -> "the policy was trained with observations of " + policy.observationSize() + " and actions in "
                        + policy.actions() + ", but " + environment.name() + " has observations of "
                        + environment.observationSpace().size() + " and actions in " + environment.actionSpace());
    }

    private Episode play(Environment environment, Chooser chooser, int episode, EpisodeRecording recording) {
        SplitMix64 random = new SplitMix64(SplitMix64.streamSeed(seed, 2L * episode + 1));
        float[] observation = new float[environment.observationSpace().size()];
        float[] action = new float[environment.actionSpace().size()];
        StepResult result = new StepResult();
        environment.reset(SplitMix64.streamSeed(seed, 2L * episode), observation);
        if (recording != null) {
            recording.begin(observation);
        }
        double sum = 0;
        int length = 0;
        do {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the evaluation was interrupted");
            }
            chooser.choose(observation, random, action);
            environment.step(action, observation, result);
            if (recording != null) {
                recording.add(action, observation, result);
            }
            sum += result.reward();
            length++;
        } while (!result.done());
        return new Episode(episode + 1, sum, length, result.terminated(), result.truncated());
    }
}
