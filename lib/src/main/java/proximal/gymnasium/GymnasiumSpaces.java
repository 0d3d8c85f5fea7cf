package proximal.gymnasium;

import java.util.Arrays;
import java.util.List;
import proximal.environment.BoxSpace;
import proximal.environment.DiscreteSpace;
import proximal.environment.MultiBinarySpace;
import proximal.environment.MultiDiscreteSpace;
import proximal.environment.Space;

/**
 * The spaces of a Gymnasium task, flattened; {@link Gymnasium} says how.
 *
 * <p>Copy: with the library.
 *
 * @param observations the space of the observations, the mask behind them if there is one
 * @param actions the space of the actions
 * @param maskSize how many of the last numbers of an observation are the mask of the actions
 * @param names a name for each number of an observation, as in {@code position[0]} and {@code goal.x[1]}, and {@code mask[2]}
 * @param observationShape the shape in Python of an observation that is no dictionary or tuple, as in 84, 84, 3; else empty
 */
public record GymnasiumSpaces(
        BoxSpace observations, Space actions, int maskSize, List<String> names, List<Integer> observationShape) {

    /** What the worker writes; the arrays have Infinity, which Gson reads. */
    private static final class Description {
        float[] low;
        float[] high;
        int[] shape;
        List<String> names;
        String kind;
        int[] counts;
        float[] actionLow;
        float[] actionHigh;
        int maskSize;
    }

    /**
     * Reads the description that a worker gave.
     *
     * @param json the text
     * @return the spaces
     */
    public static GymnasiumSpaces read(String json) {
        Description read = new com.google.gson.Gson().fromJson(json, Description.class);
        int size = read.low.length;
        float[] low = Arrays.copyOf(read.low, size + read.maskSize);
        float[] high = Arrays.copyOf(read.high, size + read.maskSize);
        Arrays.fill(high, size, high.length, 1);
        for (int i = 0; i < read.maskSize; i++) {
            read.names.add("mask[" + i + "]");
        }
        Space actions =
                switch (read.kind) {
                    case "box" -> new BoxSpace(read.actionLow, read.actionHigh);
                    case "one" -> new DiscreteSpace(read.counts[0]);
                    case "binary" -> new MultiBinarySpace(read.counts.length);
                    default -> MultiDiscreteSpace.of(read.counts);
                };
        List<Integer> shape = Arrays.stream(read.shape == null ? new int[0] : read.shape)
                .boxed()
                .toList();
        return new GymnasiumSpaces(new BoxSpace(low, high), actions, read.maskSize, List.copyOf(read.names), shape);
    }
}
