package proximal.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON (RFC 8259) with {@code java.*} alone. An object is a {@link Map} in the order of the text, an array a
 * {@link List}, a whole number a {@link Long}, any other a {@link Double}; then {@link String}, {@link Boolean} and null.
 *
 * <pre>{@code
 * Json.read("{\"seed\": 7}").get("seed") // 7
 * }</pre>
 */
public final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Writes an object, indented by two spaces, with a line end behind it.
     *
     * @param object its members; their values as the class says, and any other number or an enum beside
     * @return the text
     * @throws IllegalArgumentException if a value is of another kind, or a number that JSON does not have (NaN, infinity)
     */
    public static String write(Map<String, ?> object) {
        StringBuilder out = new StringBuilder();
        append(out, object, "\n");
        return out.append('\n').toString();
    }

    /**
     * Reads an object.
     *
     * @param text the text
     * @return its members
     * @throws IllegalArgumentException if the text is not one JSON object, the message saying where it is not
     */
    public static Map<String, Object> read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at < text.length() || !(value instanceof Map)) {
            throw json.error("one object and nothing behind it");
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> object = (Map<String, Object>) value;
        return object;
    }

    private static void append(StringBuilder out, Object value, String lineEnd) {
        String inner = lineEnd + "  ";
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                append(out.append(separator).append(inner), member.getKey(), inner);
                append(out.append(": "), member.getValue(), inner);
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : lineEnd + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                append(out.append(separator).append(inner), element, inner);
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : lineEnd + "]");
        } else if (value instanceof String || value instanceof Enum) {
            appendString(out, value.toString());
        } else if (value == null || value instanceof Boolean || isFinite(value)) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("JSON has no value like " + value);
        }
    }

    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private static void appendString(StringBuilder out, String string) {
        out.append('"');
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A surrogate without its other half is no UTF-8, so none is left to the encoder.
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value() {
        skipSpace();
        char c = at < text.length() ? text.charAt(at) : 0;
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (!next('}')) {
            do {
                skipSpace();
                String name = string();
                expect(':');
                object.put(name, value());
            } while (next(','));
            expect('}');
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        if (!next(']')) {
            do {
                array.add(value());
            } while (next(','));
            expect(']');
        }
        return array;
    }

    private String string() {
        if (at >= text.length() || text.charAt(at) != '"') {
            throw error("a string");
        }
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        throw error("the end of a string");
    }

    private char escaped() {
        at++;
        char c = at < text.length() ? text.charAt(at) : 0;
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 4 >= text.length()) {
            throw error("a known escape");
        }
        at += 4;
        try {
            return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
        } catch (NumberFormatException e) {
            throw error("four hexadecimal digits");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw error(word);
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int begin = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(begin, at);
        try {
            return number.matches("-?\\d+") ? (Object) Long.valueOf(number) : Double.valueOf(number);
        } catch (NumberFormatException e) {
            at = begin;
            throw error("a value");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char c) {
        skipSpace();
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        if (!next(c)) {
            throw error("'" + c + "'");
        }
    }

    private IllegalArgumentException error(String expected) {
        return new IllegalArgumentException("the JSON text must have " + expected + " at character " + at + " of "
                + text.length() + " but has not");
    }
}
