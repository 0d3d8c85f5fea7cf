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
        if (n < 1) {
            throw new IllegalArgumentException("a discrete space must have at least 1 element but n was " + n);
        }
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public boolean contains(float[] element) {
        return element.length == 1 && takes(element[0]);
    }

    @Override
    public boolean takes(float number) {
        return number >= 0 && number < n && number == (int) number;
    }

    @Override
    public String demand() {
        return "one of the indices 0 to " + (n - 1);
    }

    @Override
    public void sample(RandomGenerator random, float[] element) {
        element[0] = random.nextInt(n);
    }
}
