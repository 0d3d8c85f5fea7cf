package proximal.record;

import java.lang.reflect.RecordComponent;

/**
 * Reads the components of records by reflection, so that what a record gains appears in every table by itself.
 *
 * <p>Copy: with the library.
 */
public final class RecordValues {
    private RecordValues() {}

    /**
     * Reads a component.
     *
     * @param component a component of the record's class
     * @param row the record, of a public class
     * @return its value
     */
    public static Object of(RecordComponent component, Record row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + row, e);
        }
    }
}
