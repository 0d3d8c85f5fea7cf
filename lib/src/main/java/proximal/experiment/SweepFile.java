package proximal.experiment;

import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import proximal.environment.Require;
import proximal.record.Disk;
import proximal.record.Json;
import proximal.training.Algorithms;
import proximal.training.TrainingConfig;

/**
 * A sweep as a JSON file, to be run by {@code spark-submit} or as a program:
 *
 * <pre>{@code
 * {"algorithm": "ppo-clip",
 *  "config": {"totalSteps": 100000, "surrogate": {"class": "proximal.surrogate.DualClippedSurrogate", "clipRange": 0.2, "dualClip": 3}},
 *  "space": {"gaeLambda": [0.9, 0.95, 1], "epochs": {"uniform": [3, 10]}, "learningRate": {"logUniform": [1e-4, 1e-2]}},
 *  "draws": 20, "drawSeed": 1,
 *  "tasks": ["CartPole-v1", "Acrobot-v1"], "seeds": [1, 2, 3],
 *  "store": "runs", "results": "results.csv"}
 * }</pre>
 *
 * <p>Algorithm and config may be missing; without draws the space is a grid. A function is a class in the jar: a record with its
 * components, or one without fields. Paths are of the present folder.
 *
 * <p>Copy: with the library.
 *
 * @param ablation the sweep, with its store
 * @param results where its table goes
 */
public record SweepFile(Ablation ablation, Path results) {
    private static final Set<String> MEMBERS = new TreeSet<>(
            Set.of("algorithm", "config", "space", "draws", "drawSeed", "tasks", "seeds", "store", "results"));

    /**
     * Reads a sweep.
     *
     * @param file the file
     * @return the sweep
     * @throws IllegalArgumentException if it is no JSON, or a member is missing, unknown or wrong; the message names it
     * @throws UncheckedIOException if it cannot be read
     */
    public static SweepFile read(Path file) {
        Map<String, Object> json = Json.read(new String(Disk.read(file), StandardCharsets.UTF_8));
        json.keySet()
                .forEach(name -> Require.that(
                        MEMBERS.contains(name), "a member of the sweep", "one of " + String.join(", ", MEMBERS), name));
        TrainingConfig config = json.containsKey("algorithm")
                ? Algorithms.named(String.valueOf(json.get("algorithm")))
                : TrainingConfig.withDefaults();
        if (json.containsKey("config")) {
            Map<?, ?> changes = member(json, "config", Map.class);
            for (Map.Entry<?, ?> entry : changes.entrySet()) {
                String name = entry.getKey().toString();
                config = config.with(name, value(name, entry.getValue()));
            }
        }
        Ablation ablation = new Ablation(config).variants(points(json));
        List<?> tasks = member(json, "tasks", List.class);
        tasks.forEach(task -> ablation.task(String.valueOf(task)));
        List<?> seeds = member(json, "seeds", List.class);
        ablation.seeds(
                seeds.stream().mapToLong(seed -> (long) number("a seed", seed)).toArray());
        ablation.store(Path.of(member(json, "store", String.class)));
        return new SweepFile(ablation, Path.of(member(json, "results", String.class)));
    }

    private static List<Map<String, Object>> points(Map<String, Object> json) {
        Sweep space = new Sweep();
        Map<?, ?> axes = member(json, "space", Map.class);
        for (Map.Entry<?, ?> entry : axes.entrySet()) {
            String name = entry.getKey().toString();
            if (entry.getValue() instanceof List<?> values) {
                List<Object> choices = new ArrayList<>();
                values.forEach(value -> choices.add(value(name, value)));
                space = space.choices(name, choices.toArray());
            } else {
                space = range(space, name, entry.getValue());
            }
        }
        return json.containsKey("draws")
                ? space.random((int) number("draws", json.get("draws")), (long)
                        number("drawSeed", json.getOrDefault("drawSeed", 1L)))
                : space.grid();
    }

    private static Sweep range(Sweep space, String name, Object json) {
        if (json instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<?, ?> range = map.entrySet().iterator().next();
            if (range.getValue() instanceof List<?> ends && ends.size() == 2) {
                double low = number("the range of " + name, ends.get(0));
                double high = number("the range of " + name, ends.get(1));
                if (range.getKey().equals("uniform")) {
                    return space.uniform(name, low, high);
                }
                if (range.getKey().equals("logUniform")) {
                    return space.logUniform(name, low, high);
                }
            }
        }
        throw new IllegalArgumentException("the space of " + name
                + " must be a list of values, {\"uniform\": [low, high]} or {\"logUniform\": [low, high]} but was "
                + json);
    }

    /** A value of a hyperparameter; of an unknown one as it stands, which is refused later. */
    private static Object value(String name, Object json) {
        for (RecordComponent component : TrainingConfig.class.getRecordComponents()) {
            if (component.getName().equals(name)) {
                return JsonValues.decode(json, component.getGenericType(), name);
            }
        }
        return json;
    }

    private static double number(String what, Object json) {
        Require.that(json instanceof Number, what, "a number", json);
        return ((Number) json).doubleValue();
    }

    private static <T> T member(Map<String, Object> json, String name, Class<T> type) {
        Object value = json.get(name);
        Require.that(
                type.isInstance(value),
                () -> "the sweep needs a member " + name + ", a JSON "
                        + Map.of(Map.class, "object", List.class, "list", String.class, "text")
                                .get(type)
                        + (value == null ? "" : ", but it was " + value));
        return type.cast(value);
    }
}
