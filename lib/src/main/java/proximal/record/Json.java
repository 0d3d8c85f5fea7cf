package proximal.record;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import proximal.environment.Require;

/**
 * Reads and writes JSON (RFC 8259), by what Gson has had since version 2.8: the kernel IJava brings that one. An object is a {@link Map} in the order of the text, an array a {@link
 * java.util.List}, a whole number a {@link Long}, any other a {@link Double}; then {@link String}, {@link Boolean} and null.
 *
 * <p>Copy: with the library.
 */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
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
        Require.that(!text.isBlank(), () -> "the JSON text must be one object but is empty");
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            Map<String, Object> object = object(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("it goes on behind the object");
            }
            return object;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // Gson puts an address on a line of its own.
            throw new IllegalArgumentException(
                    "the JSON text must be one object but is not: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static Map<String, Object> object(JsonReader reader) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            members.put(reader.nextName(), value(reader));
        }
        reader.endObject();
        return members;
    }

    private static Object value(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT:
                return object(reader);
            case BEGIN_ARRAY:
                List<Object> elements = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    elements.add(value(reader));
                }
                reader.endArray();
                return elements;
            case NUMBER:
                String digits = reader.nextString();
                try {
                    return Long.valueOf(digits);
                } catch (NumberFormatException e) {
                    return Double.valueOf(digits);
                }
            case BOOLEAN:
                return reader.nextBoolean();
            case NULL:
                reader.nextNull();
                return null;
            default:
                return reader.nextString();
        }
    }
}
