package proximal.training;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of a record with one component changed by its name.
 *
 * <p>Tier 3: imported and not copied.
 */
public final class RecordCopies {
    private RecordCopies() {}

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
        RecordComponent[] components = record.getClass().getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        int changed = names.indexOf(name);
        if (changed < 0) {
            throw new IllegalArgumentException("the name must be one of " + names + " but was " + name);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                // The field and not the accessor, which may derive what it gives.
                Field field = record.getClass().getDeclaredField(names.get(i));
                field.setAccessible(true);
                values[i] = i == changed ? value : field.get(record);
            }
            @SuppressWarnings("unchecked")
            R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " must be of type " + types[changed].getSimpleName() + " but was the "
                            + (value == null ? "value null" : value.getClass().getSimpleName() + " " + value),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
