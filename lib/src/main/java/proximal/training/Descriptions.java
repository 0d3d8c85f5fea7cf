package proximal.training;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Texts that say what an object is, the same in every run of the program.
 *
 * <p>Copy: with the library.
 */
public final class Descriptions {
    private Descriptions() {}

    /**
     * Describes the components of a record.
     *
     * @param record the record
     * @return the description of each component by its name, as its accessor gives it, in order
     */
    public static Map<String, String> ofComponents(Record record) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                texts.put(component.getName(), of(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return texts;
    }

    /**
     * Describes an object: a lambda by that word, since it has no other name that lasts; a record by its name and its components;
     * arrays, collections and maps by their elements; another by its own text, or by the name of its class where it has none.
     *
     * @param object the object, or null
     * @return its description
     */
    public static String of(Object object) {
        if (object == null) {
            return "null";
        }
        Class<?> type = object.getClass();
        if (type.isHidden() || type.isSynthetic()) {
            return "lambda";
        }
        if (object instanceof Record record) {
            String text = ofComponents(record).toString();
            return type.getSimpleName() + "[" + text.substring(1, text.length() - 1) + "]";
        }
        if (type.isArray()) {
            String text = Arrays.deepToString(new Object[] {object});
            return text.substring(1, text.length() - 1);
        }
        if (object instanceof Collection<?> elements) {
            return elements.stream().map(Descriptions::of).toList().toString();
        }
        if (object instanceof Map<?, ?> map) {
            Map<String, String> texts = new LinkedHashMap<>();
            map.forEach((key, value) -> texts.put(of(key), of(value)));
            return texts.toString();
        }
        boolean ownText = !object.toString().startsWith(type.getName() + "@"); // as Object's has it
        return ownText ? object.toString() : type.isAnonymousClass() ? "anonymous" : type.getSimpleName();
    }
}
