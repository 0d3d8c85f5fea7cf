package proximal.experiment;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import proximal.environment.Require;
import proximal.training.Descriptions;
import proximal.training.TrainingConfig;

/**
 * A space of hyperparameters, and points in it for {@link Ablation#variants}. Immutable: each method gives a larger space.
 *
 * <pre>{@code
 * Sweep space = new Sweep().choices("clipRange", 0.1, 0.2, 0.4).logUniform("learningRate", 1e-4, 1e-2);
 * List<RunLog> logs = new Ablation(config).variants(space.random(20, 1)).task("CartPole-v1").seeds(1, 2, 3).run();
 * Table results = SweepTables.results(logs, 100);   // the hyperparameters that vary are columns
 * }</pre>
 *
 * <p>A number that is drawn from a range is rounded to four significant digits, or to a whole number where the hyperparameter is
 * one, so that names and tables hold it exactly. A point of one's own is a map of names and values.
 *
 * <p>Copy: with the library.
 */
public final class Sweep {
    private static final MathContext DIGITS = new MathContext(4);
    private static final Map<String, Class<?>> TYPES = Arrays.stream(TrainingConfig.class.getRecordComponents())
            .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getType));

    /** What one hyperparameter may be: choices, or a range where those are null. */
    private record Axis(List<Object> choices, DoubleUnaryOperator range) {
        Object at(double share, boolean whole) {
            if (choices != null) {
                return choices.get((int) (share * choices.size()));
            }
            double value = range.applyAsDouble(share);
            if (whole) {
                return (int) Math.round(value);
            }
            return new BigDecimal(value, DIGITS).doubleValue();
        }
    }

    private final Map<String, Axis> axes;

    /** Begins a space without hyperparameters. */
    public Sweep() {
        this(Map.of());
    }

    private Sweep(Map<String, Axis> axes) {
        this.axes = axes;
    }

    /**
     * Adds a hyperparameter with a list of values, each as likely as another where they are drawn.
     *
     * @param name its name in {@link TrainingConfig}
     * @param values the values, at least one
     * @return the larger space
     * @throws IllegalArgumentException if there is no such hyperparameter, it is there already, or it has no value
     */
    public Sweep choices(String name, Object... values) {
        Require.that(values.length != 0, () -> name + " needs at least one value but has none");
        return with(name, new Axis(List.of(values), null));
    }

    /**
     * Adds a number that is drawn evenly from a range.
     *
     * @param name its name in {@link TrainingConfig}
     * @param low the least value, finite
     * @param high the greatest one, above it and finite
     * @return the larger space
     * @throws IllegalArgumentException if there is no such number, it is there already, or the range is empty
     */
    public Sweep uniform(String name, double low, double high) {
        requireRange(name, low, high);
        return with(name, new Axis(null, share -> low + share * (high - low)));
    }

    /**
     * Adds a number whose logarithm is drawn evenly from a range.
     *
     * @param name its name in {@link TrainingConfig}
     * @param low the least value, positive
     * @param high the greatest one, above it and finite
     * @return the larger space
     * @throws IllegalArgumentException if there is no such number, it is there already, or the range is empty or not positive
     */
    public Sweep logUniform(String name, double low, double high) {
        Require.that(low > 0, "the least " + name, "positive", low);
        requireRange(name, low, high);
        return with(name, new Axis(null, share -> low * Math.exp(share * Math.log(high / low))));
    }

    private static void requireRange(String name, double low, double high) {
        Require.that(
                low < high && Double.isFinite(low) && Double.isFinite(high),
                () -> "the range of " + name + " must reach from a finite number to a greater one but was from " + low
                        + " to " + high);
        Require.that(
                TYPES.get(name) == null || TYPES.get(name).isPrimitive() && TYPES.get(name) != boolean.class,
                () -> name + " is no number, so it needs choices and no range");
    }

    private Sweep with(String name, Axis axis) {
        Require.that(
                TYPES.containsKey(name),
                () -> "there is no hyperparameter " + name + "; there are "
                        + Arrays.stream(TrainingConfig.class.getRecordComponents())
                                .map(RecordComponent::getName)
                                .collect(Collectors.joining(", ")));
        Require.that(!axes.containsKey(name), () -> "the space has the hyperparameter " + name + " already");
        Map<String, Axis> more = new LinkedHashMap<>(axes);
        more.put(name, axis);
        return new Sweep(more);
    }

    /**
     * {@return all combinations of the choices, the last hyperparameter changing first}
     *
     * @throws IllegalArgumentException if the space is empty, or a hyperparameter has a range and no choices
     */
    public List<Map<String, Object>> grid() {
        requireAxes();
        List<Map<String, Object>> points = List.of(Map.of());
        for (Map.Entry<String, Axis> axis : axes.entrySet()) {
            Require.that(
                    axis.getValue().choices != null,
                    () -> "a grid needs choices, but " + axis.getKey()
                            + " has a range: draw from it with random(n, seed)");
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> point : points) {
                axis.getValue().choices.forEach(value -> {
                    Map<String, Object> next = new LinkedHashMap<>(point);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                });
            }
            points = longer;
        }
        return points;
    }

    /**
     * Draws points independently.
     *
     * @param count how many, at least 1; a point that comes twice is one
     * @param seed the seed of the draws; the same one gives the same points
     * @return the points
     * @throws IllegalArgumentException if the space is empty, or count is not positive
     */
    public List<Map<String, Object>> random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return points(count, () -> axes.keySet().stream()
                .mapToDouble(name -> random.nextDouble())
                .toArray());
    }

    /**
     * Draws points that fill the space more evenly than independent ones: a Sobol sequence (Joe and Kuo 2008, by Apache Commons
     * Math), shifted at random modulo 1 (Cranley and Patterson 1976).
     *
     * @param count how many, at least 1, best a power of 2; a point that comes twice is one
     * @param seed the seed of the shift; the same one gives the same points
     * @return the points
     * @throws IllegalArgumentException if the space is empty, or count is not positive
     */
    public List<Map<String, Object>> quasiRandom(int count, long seed) {
        requireAxes();
        SobolSequenceGenerator sobol = new SobolSequenceGenerator(axes.size());
        double[] shift = new SplittableRandom(seed).doubles(axes.size()).toArray();
        return points(count, () -> {
            double[] shares = sobol.nextVector();
            return IntStream.range(0, shares.length)
                    .mapToDouble(i -> (shares[i] + shift[i]) % 1)
                    .toArray();
        });
    }

    private List<Map<String, Object>> points(int count, Supplier<double[]> shares) {
        requireAxes();
        Require.that(count >= 1, "the number of points", "at least 1", count);
        List<String> names = List.copyOf(axes.keySet());
        return IntStream.range(0, count)
                .mapToObj(k -> {
                    double[] drawn = shares.get();
                    Map<String, Object> point = new LinkedHashMap<>();
                    for (int i = 0; i < drawn.length; i++) {
                        Class<?> type = TYPES.get(names.get(i));
                        boolean whole = type == int.class || type == long.class;
                        point.put(names.get(i), axes.get(names.get(i)).at(drawn[i], whole));
                    }
                    return point;
                })
                .distinct()
                .toList();
    }

    private void requireAxes() {
        Require.that(!axes.isEmpty(), () -> "a sweep needs at least one hyperparameter but its space is empty");
    }

    /**
     * {@return the name of a point in tables, as in {@code clipRange 0.2, gaeLambda 0.95}}
     *
     * @param point values of hyperparameters by their names
     */
    public static String name(Map<String, ?> point) {
        return point.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Descriptions.of(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /**
     * {@return a configuration changed by a point}
     *
     * @param config the configuration
     * @param point values of hyperparameters by their names
     * @throws IllegalArgumentException if a hyperparameter is unknown, or a value does not fit it
     */
    public static TrainingConfig apply(TrainingConfig config, Map<String, ?> point) {
        TrainingConfig changed = config;
        for (Map.Entry<String, ?> entry : point.entrySet()) {
            changed = changed.with(entry.getKey(), entry.getValue());
        }
        return changed;
    }
}
