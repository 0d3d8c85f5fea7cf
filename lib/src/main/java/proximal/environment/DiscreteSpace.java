package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * The indices 0, 1, …, n - 1; an element is held in one float.
 *
 * <p>Copy: with the library.
 *
 * @param n the number of elements, at least 1
 */
public record DiscreteSpace(int n) implements Space {

    /**
     * Makes the space of n indices.
     *
     * @param n the number of elements, at least 1
     * @throws IllegalArgumentException if n is not positive
     */
    public DiscreteSpace {
        Require.that(n >= 1, "the size n of a discrete space", "at least 1", n);
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public boolean takes(int i, float number) {
        return number >= 0 && number < n && number == (int) number;
    }

    @Override
    public String demand(int i) {
        return "one of the indices 0 to " + (n - 1);
    }

    @Override
    public void sample(RandomGenerator random, float[] element) {
        element[0] = random.nextInt(n);
    }
}
