package proximal.environment;

/**
 * An environment whose actions are any numbers u and are brought to the box of another by a = low + (tanh(u) + 1) / 2 (high -
 * low): no action is clipped. A policy on it is a squashed Gaussian.
 *
 * <pre>{@code
 * ablation.task("Pendulum squashed", () -> new SquashedActions(ClassicControl.make("Pendulum-v1")))
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class SquashedActions extends ActionWrapper {
    private final BoxSpace box;

    /**
     * Squashes the actions of an environment.
     *
     * @param environment the environment; its {@link #close close} is called by this one's
     * @throws IllegalArgumentException if its actions are no box of finite bounds
     */
    public SquashedActions(Environment environment) {
        super(environment);
        box = ScaledActions.finiteBox(environment);
    }

    @Override
    public Space actionSpace() {
        return new SquashedSpace(box.size());
    }

    @Override
    protected float bring(int i, float number) {
        double share = (Math.tanh(number) + 1) / 2;
        return (float) (box.low(i) + share * ((double) box.high(i) - box.low(i)));
    }
}
