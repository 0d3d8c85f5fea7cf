package proximal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the reference values that the peers made; {@code -Dgolden=DIR} names another directory of such files. */
public final class Golden {
    private Golden() {}

    /** Reads one file, as in {@code gae.json}. */
    public static JsonObject read(String file) {
        Path path = Path.of(System.getProperty("golden", "lib/src/test/resources/golden"), file);
        try (Reader reader = Files.newBufferedReader(path)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the golden file " + path, e);
        }
    }

    /** All numbers of a nested list, row by row; true is 1 and false is 0. */
    public static double[] numbers(JsonElement element) {
        List<Double> numbers = new ArrayList<>();
        collect(element, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** As {@link #numbers}, in single precision. */
    public static float[] floats(JsonElement element) {
        double[] numbers = numbers(element);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static void collect(JsonElement element, List<Double> numbers) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(e -> collect(e, numbers));
        } else if (element.getAsJsonPrimitive().isBoolean()) {
            numbers.add(element.getAsBoolean() ? 1.0 : 0.0);
        } else {
            numbers.add(element.getAsDouble());
        }
    }
}
