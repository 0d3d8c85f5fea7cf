package proximal.experiment;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import proximal.environment.BoxSpace;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * The {@link Fingerprint} of a task that somebody made: the kinds of its environments (one may wrap another), the values that
 * they hold when new, such as a time limit, and what happens in a hundred steps. Two environments are made; what differs
 * between them is no mark of the task, and is left out.
 */
final class EnvironmentFingerprint {
    private static final int STEPS = 100;

    private EnvironmentFingerprint() {}

    /** The name that a task has itself, and its fingerprint. */
    static String of(Supplier<? extends Environment> task) {
        TreeMap<String, String> marks = marks(task);
        TreeMap<String, String> again = marks(task);
        marks.entrySet().removeIf(mark -> !Objects.equals(mark.getValue(), again.get(mark.getKey())));
        return marks.getOrDefault("name", "") + " "
                + new Fingerprint().add(marks.toString()).text();
    }

    private static TreeMap<String, String> marks(Supplier<? extends Environment> task) {
        TreeMap<String, String> marks = new TreeMap<>();
        try (Environment environment = task.get()) {
            marks.put("name", environment.name());
            addFields(marks, "", environment);
            addSteps(marks, environment);
        } catch (Exception e) { // whatever a task of one's own throws; the run will say it
            marks.put("failure", e.getClass().getName());
        }
        return marks;
    }

    private static void addFields(TreeMap<String, String> marks, String path, Environment environment)
            throws IllegalAccessException {
        marks.put(path + "class", environment.getClass().getSimpleName());
        for (Class<?> type = environment.getClass();
                type != null && type != Object.class;
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || !canRead(field)) {
                    continue;
                }
                String name = path + type.getSimpleName() + "." + field.getName();
                Object value = field.get(environment);
                if (value instanceof Environment inner && inner != environment && path.length() < 500) {
                    addFields(marks, name + "/", inner);
                } else if (field.getType().isPrimitive() || value instanceof String || value instanceof Number) {
                    marks.put(name, value.toString());
                } else if (value != null
                        && value.getClass().isArray()
                        && value.getClass().getComponentType().isPrimitive()) {
                    marks.put(name, elements(value));
                }
            }
        }
    }

    private static boolean canRead(Field field) {
        try {
            field.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException e) {
            return false;
        }
    }

    private static String elements(Object array) {
        Fingerprint print = new Fingerprint();
        for (int i = 0; i < Array.getLength(array); i++) {
            print.add(String.valueOf(Array.get(array, i)));
        }
        return print.text();
    }

    /** Random steps, the same each time; they pass the ends of episodes where these come so early. */
    private static void addSteps(TreeMap<String, String> marks, Environment environment) {
        Fingerprint print = new Fingerprint().add(environment.name());
        Space space = environment.actionSpace();
        float[] observation = new float[environment.observationSpace().size()];
        float[] action = new float[space.size()];
        StepResult result = new StepResult();
        SplitMix64 random = new SplitMix64(7);
        boolean done = true;
        for (int step = 0; step < STEPS; step++) {
            if (done) {
                environment.reset(random.nextLong(), observation);
                addAll(print, observation);
            }
            for (int i = 0; i < action.length; i++) {
                action[i] = draw(space, i, random);
            }
            environment.step(action, observation, result);
            addAll(print, observation);
            print.addRounded(result.reward()).add(result.terminated() + " " + result.truncated());
            done = result.done();
        }
        marks.put("steps", print.text());
    }

    private static void addAll(Fingerprint print, float[] observation) {
        for (float coordinate : observation) {
            print.addRounded(coordinate);
        }
    }

    private static float draw(Space space, int i, SplitMix64 random) {
        if (space instanceof DiscreteSpace discrete) {
            return random.nextInt(discrete.n());
        }
        BoxSpace box = (BoxSpace) space;
        float drawn = (float) (4 * random.nextDouble() - 2);
        return Math.max(box.low(i), Math.min(drawn, box.high(i)));
    }
}
