package proximal.environment;

/**
 * An environment that changes another in some way and passes on all that it does not override, as Gymnasium's {@code Wrapper}
 * does. This one pays a tenth of the rewards:
 *
 * <pre>{@code
 * class Tenth extends EnvironmentWrapper {
 *     Tenth(Environment environment) {
 *         super(environment);
 *     }
 *
 *     public void step(float[] action, float[] observation, StepResult result) {
 *         super.step(action, observation, result);
 *         result.set(result.reward() / 10, result.terminated(), result.truncated());
 *     }
 * }
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public abstract class EnvironmentWrapper implements Environment {
    /** The environment within. */
    protected final Environment environment;

    /**
     * Wraps an environment.
     *
     * @param environment the environment within; its {@link #close close} is called by this one's
     */
    protected EnvironmentWrapper(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return environment.name();
    }

    @Override
    public BoxSpace observationSpace() {
        return environment.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return environment.actionSpace();
    }

    @Override
    public int maskSize() {
        return environment.maskSize();
    }

    @Override
    public void reset(long seed, float[] observation) {
        environment.reset(seed, observation);
    }

    @Override
    public void step(float[] action, float[] observation, StepResult result) {
        environment.step(action, observation, result);
    }

    @Override
    public double[] state() {
        return environment.state();
    }

    @Override
    public void setState(double[] state, float[] observation) {
        environment.setState(state, observation);
    }

    @Override
    public Sketch sketch() {
        return environment.sketch();
    }

    @Override
    public double stepSeconds() {
        return environment.stepSeconds();
    }

    @Override
    public void close() {
        environment.close();
    }
}
