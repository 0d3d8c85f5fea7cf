package proximal.update;

import proximal.environment.Require;

/**
 * A factor that changes over a run, for a learning rate, a clip range or an entropy coefficient. A new one is a lambda, as
 * {@code share -> share < 0.5 ? 1 : 0.1}.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface Schedule {

    /**
     * Gives the factor.
     *
     * @param share the share of the run's updates that is done, in [0, 1)
     * @return what the hyperparameter is multiplied by, finite and not negative
     */
    double at(double share);

    /**
     * {@return the factor 1 throughout}
     */
    static Schedule constant() {
        return new Constant();
    }

    /**
     * Goes from 1 to the last factor along a line: 1 + (last - 1) share.
     *
     * @param last the factor at the end of the run, finite and not negative
     * @return the schedule
     * @throws IllegalArgumentException if last is out of its range
     */
    static Schedule linear(double last) {
        return new Linear(last);
    }

    /**
     * Goes from 1 to the last factor along half a wave: last + (1 - last) (1 + cos(pi share)) / 2 (Loshchilov and Hutter 2017,
     * "SGDR", arXiv 1608.03983, equation 5, without restarts).
     *
     * @param last the factor at the end of the run, finite and not negative
     * @return the schedule
     * @throws IllegalArgumentException if last is out of its range
     */
    static Schedule cosine(double last) {
        return new Cosine(last);
    }

    /** See {@link #constant()}. */
    record Constant() implements Schedule {
        @Override
        public double at(double share) {
            return 1;
        }
    }

    /**
     * See {@link #linear}.
     *
     * @param last the factor at the end of the run
     */
    record Linear(double last) implements Schedule {

        /**
         * Makes the schedule.
         *
         * @param last the factor at the end of the run
         */
        public Linear {
            requireLast(last);
        }

        @Override
        public double at(double share) {
            return 1 + (last - 1) * share;
        }
    }

    /**
     * See {@link #cosine}.
     *
     * @param last the factor at the end of the run
     */
    record Cosine(double last) implements Schedule {

        /**
         * Makes the schedule.
         *
         * @param last the factor at the end of the run
         */
        public Cosine {
            requireLast(last);
        }

        @Override
        public double at(double share) {
            return last + (1 - last) * (1 + StrictMath.cos(Math.PI * share)) / 2;
        }
    }

    private static void requireLast(double last) {
        Require.that(last >= 0 && last < Double.POSITIVE_INFINITY, "last", "finite and not negative", last);
    }
}
