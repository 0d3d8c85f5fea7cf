package proximal.gymnasium;

import java.util.Arrays;
import java.util.List;
import proximal.environment.BoxSpace;
import proximal.environment.Environment;
import proximal.environment.EnvironmentBatch;
import proximal.environment.Require;
import proximal.environment.Space;
import proximal.environment.StepResult;

/**
 * One environment of a {@link Gymnasium} task. By itself it has a process of its own, from its first reset until it is closed;
 * several in a {@link proximal.environment.VectorEnvironment} share one. It cannot give its state, so a run on it that was
 * interrupted begins anew.
 *
 * <p>Copy: with the library.
 */
public final class GymnasiumEnvironment implements Environment {
    private final Gymnasium task;
    private final GymnasiumSpaces spaces;
    private final double[] reward = new double[1];
    private final boolean[] terminated = new boolean[1];
    private final boolean[] truncated = new boolean[1];
    private final long[] seeds = new long[1];
    /** Null before the first reset. */
    private GymnasiumBatch alone;

    private boolean running;

    /**
     * Makes an environment, by {@link Gymnasium#get}.
     *
     * @param task the task
     */
    public GymnasiumEnvironment(Gymnasium task) {
        this.task = task;
        spaces = task.spaces();
    }

    @Override
    public String name() {
        return task.id();
    }

    @Override
    public BoxSpace observationSpace() {
        return spaces.observations();
    }

    @Override
    public Space actionSpace() {
        return spaces.actions();
    }

    @Override
    public int maskSize() {
        return spaces.maskSize();
    }

    /**
     * {@return a name for each number of an observation; see {@link GymnasiumSpaces}}
     */
    public List<String> observationNames() {
        return spaces.names();
    }

    @Override
    public void reset(long seed, float[] observation) {
        if (alone == null) {
            alone = new GymnasiumBatch(task, 1);
        }
        running = false;
        seeds[0] = seed;
        alone.reset(seeds, observation);
        running = true;
    }

    @Override
    public void step(float[] action, float[] observation, StepResult result) {
        Require.state(running, () -> name() + " must be reset before its first step and after the end of an episode");
        for (int i = 0; i < action.length; i++) {
            if (!actionSpace().takes(i, action[i])) {
                throw new IllegalArgumentException(
                        "the action of " + name() + " must be " + actionSpace().demand(i) + " but was " + action[i]);
            }
        }
        running = false;
        alone.step(action, null, observation, null, reward, terminated, truncated);
        result.set(reward[0], terminated[0], truncated[0]);
        running = !result.done();
    }

    @Override
    public EnvironmentBatch together(Environment[] environments) {
        boolean alike = Arrays.stream(environments)
                .allMatch(other -> other instanceof GymnasiumEnvironment environment && environment.task == task);
        return alike ? new GymnasiumBatch(task, environments.length) : null;
    }

    @Override
    public void close() {
        running = false;
        if (alone != null) {
            alone.close();
            alone = null;
        }
    }
}
