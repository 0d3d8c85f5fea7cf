package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * Vectors of numbers u of any size that stand for tanh(u): the actions of {@link SquashedActions}.
 *
 * <p>Copy: with the library.
 *
 * @param size the number of coordinates, at least 1
 */
public record SquashedSpace(int size) implements Space {

    /**
     * Makes the space.
     *
     * @param size the number of coordinates, at least 1
     * @throws IllegalArgumentException if size is not positive
     */
    public SquashedSpace {
        Require.that(size >= 1, "the size of a squashed space", "at least 1", size);
    }

    @Override
    public boolean takes(int i, float number) {
        return !Float.isNaN(number);
    }

    @Override
    public String demand(int i) {
        return "a number";
    }

    /** Draws u such that tanh(u) is uniform. */
    @Override
    public void sample(RandomGenerator random, float[] element) {
        for (int i = 0; i < size; i++) {
            double share = Math.max(random.nextDouble(), Double.MIN_NORMAL);
            element[i] = (float) (0.5 * Math.log(share / (1 - share)));
        }
    }
}
