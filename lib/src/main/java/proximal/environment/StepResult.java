package proximal.environment;

/**
 * What one step of an {@link Environment} gave beside the observation: the reward and how the step ended.
 *
 * <p>The caller owns the object and hands it to every {@link Environment#step step}, so that stepping makes no garbage.
 * Termination and truncation are kept apart because they are bootstrapped differently: after a termination the future is
 * worth nothing, after a truncation it is worth the value of the final observation (Pardo et al. 2018, "Time Limits in
 * Reinforcement Learning", arXiv 1712.00378).
 *
 * <p>Copy: with the library.
 */
public final class StepResult {
    private double reward;
    private boolean terminated;
    private boolean truncated;

    /** Makes a result of reward 0 that neither terminated nor truncated. */
    public StepResult() {}

    /**
     * Sets all three at once; an environment calls this at the end of its step.
     *
     * @param reward the reward of the step
     * @param terminated whether the task itself ended (a terminal state)
     * @param truncated whether the episode was cut from outside (a time limit)
     */
    public void set(double reward, boolean terminated, boolean truncated) {
        this.reward = reward;
        this.terminated = terminated;
        this.truncated = truncated;
    }

    /**
     * {@return the reward of the step}
     */
    public double reward() {
        return reward;
    }

    /**
     * {@return whether the task itself ended in this step}
     */
    public boolean terminated() {
        return terminated;
    }

    /**
     * {@return whether the episode was cut from outside in this step}
     */
    public boolean truncated() {
        return truncated;
    }

    /**
     * {@return whether the episode is over, for either reason}
     */
    public boolean done() {
        return terminated || truncated;
    }
}
