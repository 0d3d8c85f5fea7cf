package proximal.record;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.Map;
import proximal.environment.Require;

/**
 * Reads and writes JSON (RFC 8259), by Gson. An object is a {@link Map} in the order of the text, an array a {@link
 * java.util.List}, a whole number a {@link Long}, any other a {@link Double}; then {@link String}, {@link Boolean} and null.
 *
 * <p>Copy: with the library.
 */
public final class Json {
    private static final TypeToken<Map<String, Object>> OBJECT = new TypeToken<>() {};
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .setStrictness(Strictness.STRICT)
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private Json() {}

    /**
     * Writes an object, indented by two spaces, with a line end behind it.
     *
     * @param object its members; their values as the class says
     * @return the text
     * @throws IllegalArgumentException if a number is one that JSON does not have (NaN, infinity)
     */
    public static String write(Map<String, ?> object) {
        return GSON.toJson(object) + "\n";
    }

    /**
     * Reads an object.
     *
     * @param text the text
     * @return its members
     * @throws IllegalArgumentException if the text is not one JSON object, the message saying where it is not
     */
    public static Map<String, Object> read(String text) {
        Map<String, Object> object;
        try {
            object = GSON.fromJson(text, OBJECT);
        } catch (JsonParseException e) {
            // Gson wraps its own words, and puts an address on a line of its own.
            String words = (e.getCause() == null ? e : e.getCause()).getMessage();
            throw new IllegalArgumentException(
                    "the JSON text must be one object but is not: "
                            + words.lines().findFirst().orElse(""),
                    e);
        }
        Require.that(object != null, () -> "the JSON text must be one object but is empty");
        return object;
    }
}
