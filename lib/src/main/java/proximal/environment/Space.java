package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * The set that an observation or an action is taken from, as in Gymnasium's {@code spaces}: a {@link BoxSpace}, a {@link
 * DiscreteSpace}, a {@link MultiDiscreteSpace} or a {@link MultiBinarySpace}.
 *
 * <p>Every element is held in {@link #size()} floats: a box element by its coordinates, a discrete element by its index or
 * indices.
 *
 * <p>Copy: with the library.
 */
public interface Space {

    /**
     * {@return the number of floats that hold one element}
     */
    int size();

    /**
     * Tells whether an environment can take a number as a part of an action. An action may lie outside a box: environments
     * clip it.
     *
     * @param i which of the {@link #size()} parts
     * @param number the number
     * @return whether it is an index of a discrete space, or any number but NaN for a box
     */
    boolean takes(int i, float number);

    /**
     * {@return what {@link #takes takes} demands, for messages: "a number", or "one of the indices 0 to 1"}
     *
     * @param i which of the {@link #size()} parts
     */
    String demand(int i);

    /**
     * Draws an element from the uniform distribution. A coordinate without a finite bound is drawn from an interval of length
     * 1 or 2.
     *
     * @param random where the randomness comes from
     * @param element filled with the element, of length {@link #size()}
     */
    void sample(RandomGenerator random, float[] element);
}
