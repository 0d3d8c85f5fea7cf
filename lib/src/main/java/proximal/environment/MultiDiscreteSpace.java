package proximal.environment;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Several indices, each in a range of its own, as in Gymnasium's {@code MultiDiscrete}; an element is held in one
 * float for each index.
 *
 * <p>Copy: with the library.
 *
 * @param counts n_1, …, n_k: the j-th index lies in 0, …, n_j - 1; at least one, each at least 1
 */
public record MultiDiscreteSpace(List<Integer> counts) implements Space {

    /**
     * Makes a space of several indices.
     *
     * @param counts how many values each has, at least 1
     * @throws IllegalArgumentException if there is no index, or a count is not positive
     */
    public MultiDiscreteSpace {
        counts = List.copyOf(counts);
        boolean valid = !counts.isEmpty() && counts.stream().allMatch(n -> n >= 1);
        Require.that(valid, "the counts of a multi-discrete space", "at least one, each at least 1,", counts);
    }

    /**
     * Makes a space of several indices.
     *
     * @param counts how many values each has, at least 1
     * @return the space
     * @throws IllegalArgumentException if there is no index, or a count is not positive
     */
    public static MultiDiscreteSpace of(int... counts) {
        return new MultiDiscreteSpace(Arrays.stream(counts).boxed().toList());
    }

    @Override
    public int size() {
        return counts.size();
    }

    @Override
    public boolean takes(int i, float number) {
        return number >= 0 && number < counts.get(i) && number == (int) number;
    }

    @Override
    public String demand(int i) {
        return "one of the indices 0 to " + (counts.get(i) - 1);
    }

    @Override
    public void sample(RandomGenerator random, float[] element) {
        for (int i = 0; i < counts.size(); i++) {
            element[i] = random.nextInt(counts.get(i));
        }
    }
}
