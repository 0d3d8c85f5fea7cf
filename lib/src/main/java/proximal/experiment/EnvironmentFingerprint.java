package proximal.experiment;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.training.Descriptions;

/**
 * The {@link Fingerprint} of a task that somebody made: the kinds of its environments (one may wrap another), the values that
 * they hold when new, such as a time limit, the constants of their classes, their spaces, and what happens in an {@link
 * EnvironmentWalk}: a long one where one of them is not the library's own. Two environments are made; what differs between
 * them is no mark of the task, and is left out.
 */
final class EnvironmentFingerprint {
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
            boolean ours = addFields(marks, "", environment);
            marks.put("spaces", environment.observationSpace() + " " + environment.actionSpace());
            Fingerprint steps = new Fingerprint().add(environment.name());
            try {
                new EnvironmentWalk(environment, steps).walk(ours);
            } finally {
                marks.put("steps", steps.text());
            }
        } catch (Exception e) { // whatever a task of one's own throws; the run will say it
            marks.put("failure", e.getClass().getName());
        }
        return marks;
    }

    /** Says whether the environment and those in it are the library's own. */
    private static boolean addFields(TreeMap<String, String> marks, String path, Environment environment)
            throws IllegalAccessException {
        marks.put(path + "class", environment.getClass().getSimpleName());
        boolean ours = isOurs(environment.getClass());
        for (Class<?> type = environment.getClass();
                type != null && type != Object.class;
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isStaticAndNoConstant(field) || !canRead(field)) {
                    continue;
                }
                String name = path + type.getSimpleName() + "." + field.getName();
                Object value = field.get(environment);
                if (value instanceof Environment inner && inner != environment && path.length() < 500) {
                    ours &= addFields(marks, name + "/", inner);
                } else if (value instanceof Number || Descriptions.isValue(value)) {
                    marks.put(name, Descriptions.of(value));
                } else if (value != null
                        && value.getClass().isArray()
                        && value.getClass().getComponentType().isPrimitive()) {
                    marks.put(name, elements(value));
                }
            }
        }
        return ours;
    }

    /** Of a class in the place that the library's classes are in; a copy in a cell is not ours. */
    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("proximal.")
                && Objects.equals(
                        type.getProtectionDomain().getCodeSource(),
                        Environment.class.getProtectionDomain().getCodeSource());
    }

    /** A constant is a mark of the task; a static field that counts or is set from elsewhere is none. */
    private static boolean isStaticAndNoConstant(Field field) {
        return Modifier.isStatic(field.getModifiers())
                && (!Modifier.isFinal(field.getModifiers()) || field.isSynthetic());
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
}
