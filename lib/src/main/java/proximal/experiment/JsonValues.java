package proximal.experiment;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import proximal.environment.Require;
import proximal.training.RecordCopies;

/**
 * Values of hyperparameters as JSON and back: numbers, texts, lists and maps of these as they are, numbers that JSON has not as texts
 * ({@code "Infinity"}), and objects by their class: {@code {"class": "proximal.surrogate.ClippedSurrogate", "clipRange": 0.2}}. An
 * object is a record of such values, or of a class without fields that has a constructor without arguments.
 *
 * <p>Copy: with the library.
 */
public final class JsonValues {
    private static final String CLASS = "class";

    private JsonValues() {}

    /**
     * Writes a value.
     *
     * @param value the value, or null
     * @param what what it is, as in "the surrogate of the variant mine", for messages
     * @return texts, numbers, booleans, lists and maps of these
     * @throws IllegalArgumentException if it has no name by which another JVM could make it, as a lambda has none
     */
    public static Object encode(Object value, String what) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? number : number.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Collection<?> elements) {
            List<Object> list = new ArrayList<>();
            elements.forEach(element -> list.add(encode(element, what)));
            return list;
        }
        if (value.getClass().isArray()) {
            return encode(
                    IntStream.range(0, Array.getLength(value))
                            .mapToObj(i -> Array.get(value, i))
                            .toList(),
                    what);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, element) -> object.put(name.toString(), encode(element, what)));
            return object;
        }
        requireTravels(value.getClass(), what);
        object.put(CLASS, value.getClass().getName());
        if (value instanceof Record record) {
            RecordCopies.values(record).forEach((name, part) -> object.put(name, encode(part, what)));
        }
        return object;
    }

    private static void requireTravels(Class<?> type, String what) {
        boolean ofJar = !type.isHidden()
                && !type.isSynthetic()
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && !type.getName().startsWith("REPL."); // where JShell puts the classes of a cell
        boolean made = type.isRecord()
                || !hasFields(type)
                        && Arrays.stream(type.getDeclaredConstructors()).anyMatch(c -> c.getParameterCount() == 0);
        Require.that(
                ofJar && made,
                () -> what
                        + " is a lambda, a class of a notebook cell or an object with fields, and these cannot travel to"
                        + " another JVM: make it a record, or a class without fields, in a jar that the workers have");
    }

    private static boolean hasFields(Class<?> type) {
        return type != Object.class
                && (Arrays.stream(type.getDeclaredFields()).anyMatch(field -> !Modifier.isStatic(field.getModifiers()))
                        || hasFields(type.getSuperclass()));
    }

    /**
     * Reads a value.
     *
     * @param json what {@link #encode} gave, or what stands in a file
     * @param type the type to make, as of a component of a record
     * @param what what it is, for messages
     * @return the value
     * @throws IllegalArgumentException if it does not fit the type, or there is no such class
     */
    public static Object decode(Object json, Type type, String what) {
        Class<?> raw = raw(type);
        if (raw.isPrimitive() && (json instanceof Number || json instanceof String)) {
            return number(json, raw, what);
        }
        if (raw == Integer.class && json instanceof Number number) {
            return number.intValue();
        }
        if (raw.isEnum()) {
            for (Object constant : raw.getEnumConstants()) {
                if (constant.toString().equals(json)) {
                    return constant;
                }
            }
        }
        Type element = type instanceof ParameterizedType of
                ? of.getActualTypeArguments()[of.getActualTypeArguments().length - 1]
                : Object.class;
        if (json instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(one -> elements.add(decode(one, element, what)));
            return elements;
        }
        if (json instanceof Map<?, ?> map) {
            if (map.get(CLASS) instanceof String name) {
                return object(name, map, what);
            }
            Map<String, Object> elements = new LinkedHashMap<>();
            map.forEach((name, one) -> elements.put(name.toString(), decode(one, element, what)));
            return elements;
        }
        return json;
    }

    private static Class<?> raw(Type type) {
        return type instanceof Class<?> raw
                ? raw
                : type instanceof ParameterizedType of ? raw(of.getRawType()) : Object.class;
    }

    private static Object number(Object json, Class<?> type, String what) {
        try {
            double value = json instanceof Number number ? number.doubleValue() : Double.parseDouble(json.toString());
            if (type == double.class) {
                return value;
            }
            long whole = json instanceof Long number ? number : (long) value;
            if (whole == value && type == long.class) {
                return whole;
            }
            if (whole == value && type == int.class && (int) whole == whole) {
                return (int) whole;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " must be a number but was " + json, e);
        }
        throw new IllegalArgumentException(what + " must be of type " + type + " but was " + json);
    }

    private static Object object(String name, Map<?, ?> parts, String what) {
        try {
            Class<?> type = Class.forName(name, true, loader());
            if (type.isRecord()) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (RecordComponent component : type.getRecordComponents()) {
                    String part = component.getName();
                    values.put(part, decode(parts.get(part), component.getGenericType(), part + " of " + what));
                }
                return RecordCopies.of(type.asSubclass(Record.class), values);
            }
            Constructor<?> made = type.getDeclaredConstructor();
            made.setAccessible(true);
            return made.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    what + " is of the class " + name + ", which this JVM has not or cannot make (" + e + ")", e);
        }
    }

    /** Spark gives its threads a loader that knows the jars it was given. */
    private static ClassLoader loader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? JsonValues.class.getClassLoader() : ofThread;
    }
}
