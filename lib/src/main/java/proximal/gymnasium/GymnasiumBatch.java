package proximal.gymnasium;

import proximal.environment.BoxSpace;
import proximal.environment.EnvironmentBatch;

/**
 * Environments of a {@link Gymnasium} task in one process or several, which step at the same time. The processes begin with
 * the first reset; after a failure all are ended, and the next reset begins new ones.
 *
 * <p>Copy: with the library.
 */
public final class GymnasiumBatch implements EnvironmentBatch {
    private static final int SPREAD_EVERY = 64;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Gymnasium task;
    private final BoxSpace space;
    private final PythonWorker[] workers;
    private final int numEnvs;
    private long steps;
    private boolean open;

    /**
     * Makes a batch.
     *
     * @param task the task
     * @param numEnvs how many environments, at least 1
     */
    public GymnasiumBatch(Gymnasium task, int numEnvs) {
        this.task = task;
        this.numEnvs = numEnvs;
        space = task.spaces().observations();
        workers = new PythonWorker[Math.min(task.workers(), numEnvs)];
    }

    /**
     * Begins an episode in every environment.
     *
     * @throws IllegalStateException if an environment raises an exception or gives an observation outside of its space, or the
     *     process ends or gives no answer in time; the message is one sentence
     */
    @Override
    public void reset(long[] seeds, float[] observations) {
        try {
            open();
            for (PythonWorker worker : workers) {
                worker.arrays().seeds(seeds);
                worker.send('r', steps);
            }
            for (PythonWorker worker : workers) {
                worker.await();
                worker.arrays().observations(observations);
            }
            requireInside(observations, "at the reset");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Takes one step in every environment.
     *
     * @param nextSeeds null where no episode shall begin by itself; firstObservations is not written then
     * @throws IllegalStateException as in {@link #reset}
     */
    @Override
    public void step(
            float[] actions,
            long[] nextSeeds,
            float[] observations,
            float[] firstObservations,
            double[] rewards,
            boolean[] terminated,
            boolean[] truncated) {
        if (!open) {
            throw new IllegalStateException(task.id() + " must be reset before its first step and after a failure");
        }
        steps++;
        try {
            for (PythonWorker worker : workers) {
                worker.arrays().seeds(nextSeeds);
                worker.arrays().actions(actions);
                worker.send('s', steps);
            }
            for (PythonWorker worker : workers) {
                worker.await();
                worker.arrays().observations(observations);
                worker.arrays().results(rewards, terminated, truncated);
                if (nextSeeds != null) {
                    worker.arrays().firstObservations(firstObservations, terminated, truncated);
                }
            }
            if (steps % SPREAD_EVERY == 0 && workers.length <= CORES) {
                spread();
            }
            requireInside(observations, "in step ");
            for (int env = 0; nextSeeds != null && env < numEnvs; env++) {
                if (terminated[env] || truncated[env]) {
                    requireInside(firstObservations, env, "at the reset after step ");
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The scheduler leaves two workers on one core for many steps, where each waits for the other: one shall leave it. */
    private void spread() {
        for (int i = 1; i < workers.length; i++) {
            long core = workers[i].arrays().core();
            for (int before = 0; before < i && core >= 0; before++) {
                if (workers[before].arrays().core() == core) {
                    workers[i].arrays().leaveCore();
                }
            }
        }
    }

    private void open() {
        if (open) {
            return;
        }
        steps = 0;
        for (int i = 0; i < workers.length; i++) {
            int first = i * numEnvs / workers.length;
            workers[i] = new PythonWorker(task, first, (i + 1) * numEnvs / workers.length - first);
        }
        open = true;
        for (PythonWorker worker : workers) {
            worker.open(task.spaces());
        }
    }

    private void requireInside(float[] observations, String when) {
        for (int env = 0; env < numEnvs; env++) {
            requireInside(observations, env, when);
        }
    }

    private void requireInside(float[] observations, int env, String when) {
        int size = space.size();
        for (int i = 0; i < size; i++) {
            float x = observations[env * size + i];
            if (!(x >= space.low(i) && x <= space.high(i))) {
                throw new IllegalStateException("environment " + env + " (" + task.id() + ") " + when
                        + (when.endsWith(" ") ? steps : "") + " gave an observation outside of its space: "
                        + task.spaces().names().get(i) + " must be in [" + space.low(i) + ", " + space.high(i)
                        + "] but was " + x);
            }
        }
    }

    /** Ends the processes. */
    @Override
    public void close() {
        open = false;
        for (int i = 0; i < workers.length; i++) {
            if (workers[i] != null) {
                workers[i].close();
                workers[i] = null;
            }
        }
    }
}
