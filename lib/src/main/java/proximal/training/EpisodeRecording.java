package proximal.training;

import java.util.ArrayList;
import java.util.List;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.environment.Sketch;
import proximal.environment.StepResult;

/**
 * One episode with all that was observed and done, and a sketch of each state where the task has a drawing. {@link
 * Evaluation#record} makes one; a loop of one's own does it so:
 *
 * <pre>{@code
 * EpisodeRecording recording = new EpisodeRecording(environment);
 * environment.reset(seed, observation);
 * recording.begin(observation);
 * while (!recording.ended()) {
 *     // choose the action
 *     environment.step(action, observation, result);
 *     recording.add(action, observation, result);
 * }
 * }</pre>
 *
 * <p>An episode of n steps has n actions and rewards, and n + 1 observations and sketches: the last ones are of the state in
 * which it ended.
 *
 * <p>Copy: with the library.
 */
public final class EpisodeRecording {
    private final Environment environment;
    private final String task;
    private final double stepSeconds;
    private final List<float[]> observations = new ArrayList<>();
    private final List<float[]> actions = new ArrayList<>();
    private final List<Double> rewards = new ArrayList<>();
    private final List<Sketch> sketches = new ArrayList<>();
    private String noDrawing;
    private double episodeReturn;
    private boolean terminated;
    private boolean truncated;

    /**
     * Makes a recording in which there is nothing yet.
     *
     * @param environment what is to be recorded
     */
    public EpisodeRecording(Environment environment) {
        this.environment = environment;
        task = environment.name();
        stepSeconds = environment.stepSeconds();
    }

    /**
     * Begins the episode, to which the environment was just reset.
     *
     * @param observation the first observation
     * @throws IllegalStateException if an episode was begun before
     */
    public void begin(float[] observation) {
        Require.state(observations.isEmpty(), () -> "a recording holds one episode; a new one needs a new recording");
        observations.add(observation.clone());
        try {
            sketches.add(environment.sketch());
        } catch (UnsupportedOperationException e) {
            noDrawing = e.getMessage(); // Such a task is recorded in numbers.
        }
    }

    /**
     * Adds a step that was just taken.
     *
     * @param action its action
     * @param observation the observation after it
     * @param result its reward and how it ended
     * @throws IllegalStateException if no episode was begun or it has ended before
     */
    public void add(float[] action, float[] observation, StepResult result) {
        Require.state(
                !observations.isEmpty() && !ended(),
                () -> "a step of " + task + " can be added to a recording that was begun and has not ended");
        actions.add(action.clone());
        observations.add(observation.clone());
        rewards.add(result.reward());
        episodeReturn += result.reward();
        terminated = result.terminated();
        truncated = result.truncated();
        if (!sketches.isEmpty()) {
            sketches.add(environment.sketch());
        }
    }

    /**
     * {@return the name of the task}
     */
    public String task() {
        return task;
    }

    /**
     * {@return the seconds from one step to the next; NaN where the steps of the task have no duration}
     */
    public double stepSeconds() {
        return stepSeconds;
    }

    /**
     * {@return the number of steps}
     */
    public int length() {
        return actions.size();
    }

    /**
     * {@return the undiscounted sum of the rewards}
     */
    public double episodeReturn() {
        return episodeReturn;
    }

    /**
     * {@return whether the task itself ended the episode}
     */
    public boolean terminated() {
        return terminated;
    }

    /**
     * {@return whether the episode was cut from outside}
     */
    public boolean truncated() {
        return truncated;
    }

    /**
     * {@return whether the episode is over}
     */
    public boolean ended() {
        return terminated || truncated;
    }

    /**
     * {@return an observation, a copy}
     *
     * @param step after how many steps, in [0, length]
     */
    public float[] observation(int step) {
        return observations.get(step).clone();
    }

    /**
     * {@return an action, a copy}
     *
     * @param step after how many steps it was chosen, in [0, length)
     */
    public float[] action(int step) {
        return actions.get(step).clone();
    }

    /**
     * {@return the reward of an action}
     *
     * @param step after how many steps the action was chosen, in [0, length)
     */
    public double reward(int step) {
        return rewards.get(step);
    }

    /**
     * {@return a sketch of the state}
     *
     * @param step after how many steps, in [0, length]
     * @throws UnsupportedOperationException if the task has no drawing
     */
    public Sketch sketch(int step) {
        if (sketches.isEmpty()) {
            throw new UnsupportedOperationException(noDrawing);
        }
        return sketches.get(step);
    }
}
