package proximal.environment;

/**
 * The set that an observation or an action is taken from, as in Gymnasium's {@code spaces}.
 *
 * <p>Every element is held in {@link #size()} floats: a box element by its coordinates, a discrete element by its index.
 *
 * <p>Tier 3: imported and not copied.
 */
public sealed interface Space permits BoxSpace, DiscreteSpace {

    /**
     * {@return the number of floats that hold one element}
     */
    int size();

    /**
     * Tells whether an element lies in this space.
     *
     * @param element the element, of length {@link #size()}
     * @return whether it lies in this space; false where a coordinate is NaN
     */
    boolean contains(float[] element);
}
