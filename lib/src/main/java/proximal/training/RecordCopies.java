package proximal.training;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import proximal.environment.Require;

/**
 * Copies of a record with one component changed by its name.
 *
 * <p>Copy: with the library.
 */
public final class RecordCopies {
    private RecordCopies() {}

    /**
     * Makes a record from named values; the record's constructor checks them.
     *
     * @param <R> the type of the record
     * @param type the record
     * @param values the values of its components by their names; null for one that is not among them
     * @return the record
     * @throws IllegalArgumentException if a value is of another type, or the record refuses it
     */
    public static <R extends Record> R of(Class<R> type, Map<String, ?> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = fitting(components[i], values.get(components[i].getName()));
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // of a record that is not public too
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The value, which an array of the component's type takes. */
    private static Object fitting(RecordComponent component, Object value) {
        try {
            Array.set(Array.newInstance(component.getType(), 1), 0, value);
            return value;
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new IllegalArgumentException(
                    component.getName() + " must be of type "
                            + component.getType().getSimpleName() + " but was the "
                            + (value == null ? "value null" : value.getClass().getSimpleName() + " " + value),
                    e);
        }
    }

    /**
     * Makes a changed copy; the record's constructor checks it.
     *
     * @param <R> the type of the record
     * @param record the record
     * @param name the name of the component to change
     * @param value its new value
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such component, the value is of another type, or the record refuses it
     */
    public static <R extends Record> R with(R record, String name, Object value) {
        Map<String, Object> values = values(record);
        Require.that(values.containsKey(name), () -> "the name must be one of " + values.keySet() + " but was " + name);
        values.put(name, value);
        @SuppressWarnings("unchecked")
        R copy = (R) of(record.getClass(), values);
        return copy;
    }

    /**
     * Reads the components of a record as they were given to it.
     *
     * @param record the record
     * @return the value of each component by its name, in order; those of the fields and not of the accessors, which may derive
     *     what they give
     */
    public static Map<String, Object> values(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Field field = record.getClass().getDeclaredField(component.getName());
                field.setAccessible(true);
                values.put(component.getName(), field.get(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return values;
    }
}
