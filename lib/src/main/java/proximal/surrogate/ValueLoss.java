package proximal.surrogate;

/**
 * The loss of one value against its target, to be minimised; its factor 1/2 is included.
 *
 * <pre>{@code
 * ValueLoss.squaredError().loss(3, 0, 1) // 2.0
 * }</pre>
 *
 * <p>A new one may be a lambda, or a class with both methods; an implementation has no state.
 *
 * <p>Copy: alone.
 */
@FunctionalInterface
public interface ValueLoss {

    /**
     * The loss of one sample.
     *
     * @param value the value V(s) of the network now
     * @param oldValue the value when the rollout was collected
     * @param target the value target, advantage + oldValue
     * @return the loss
     */
    double loss(double value, double oldValue, double target);

    /**
     * The derivative of the loss in the value; by default a central difference, exact in the built-in ones.
     *
     * @param value the value V(s) of the network now
     * @param oldValue the value when the rollout was collected
     * @param target the value target
     * @return the derivative of {@link #loss loss} in value
     */
    default double slope(double value, double oldValue, double target) {
        double h = 1e-5 * Math.max(1, Math.abs(value));
        return (loss(value + h, oldValue, target) - loss(value - h, oldValue, target)) / (2 * h);
    }

    /**
     * The squared error (V - target)^2 / 2.
     *
     * @return the loss
     */
    static ValueLoss squaredError() {
        return new SquaredError();
    }

    /**
     * The clipped squared error max((V - target)^2, (clip(V, oldValue - epsilon, oldValue + epsilon) - target)^2) / 2 of
     * OpenAI's baselines (Huang et al. 2022, "The 37 implementation details of PPO", detail 9). Note that epsilon is in the
     * units of the value.
     *
     * @param clipRange epsilon, positive
     * @return the loss
     * @throws IllegalArgumentException if clipRange is not positive or not finite
     */
    static ValueLoss clipped(double clipRange) {
        return new Clipped(clipRange);
    }

    /** The squared error; a record, so that its text says what it is. */
    record SquaredError() implements ValueLoss {

        @Override
        public double loss(double value, double oldValue, double target) {
            return 0.5 * (value - target) * (value - target);
        }

        @Override
        public double slope(double value, double oldValue, double target) {
            return value - target;
        }
    }

    /**
     * The clipped squared error.
     *
     * @param clipRange epsilon, positive
     */
    record Clipped(double clipRange) implements ValueLoss {

        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if clipRange is not positive or not finite
         */
        public Clipped {
            if (!(clipRange > 0 && clipRange < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("clipRange must be positive and finite but was " + clipRange);
            }
        }

        @Override
        public double loss(double value, double oldValue, double target) {
            double error = Math.max(Math.abs(value - target), Math.abs(clipped(value, oldValue) - target));
            return 0.5 * error * error;
        }

        @Override
        public double slope(double value, double oldValue, double target) {
            return Math.abs(value - target) >= Math.abs(clipped(value, oldValue) - target) ? value - target : 0;
        }

        private double clipped(double value, double oldValue) {
            return oldValue + Math.max(-clipRange, Math.min(value - oldValue, clipRange));
        }
    }
}
