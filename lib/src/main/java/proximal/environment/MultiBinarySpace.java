package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * Vectors of n bits; an element is held in n floats, each 0 or 1.
 *
 * <p>Copy: with the library.
 *
 * @param n the number of bits, at least 1
 */
public record MultiBinarySpace(int n) implements Space {

    /**
     * Makes the space of n bits.
     *
     * @param n the number of bits, at least 1
     * @throws IllegalArgumentException if n is not positive
     */
    public MultiBinarySpace {
        Require.that(n >= 1, "the size n of a multi-binary space", "at least 1", n);
    }

    @Override
    public int size() {
        return n;
    }

    @Override
    public boolean takes(int i, float number) {
        return number == 0 || number == 1;
    }

    @Override
    public String demand(int i) {
        return "0 or 1";
    }

    @Override
    public void sample(RandomGenerator random, float[] element) {
        for (int i = 0; i < n; i++) {
            element[i] = random.nextInt(2);
        }
    }
}
