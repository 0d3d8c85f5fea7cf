package proximal.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What runs recorded, as text and without the one column of wall-clock time. */
public final class Recorded {
    private Recorded() {}

    public static String of(RunLog log) {
        Map<String, String> tables = LogCsv.write(log);
        tables.computeIfPresent("updates", (name, csv) -> withoutClock(csv));
        return log.failure().orElse("") + tables;
    }

    public static List<String> of(List<RunLog> logs) {
        return logs.stream().map(Recorded::of).toList();
    }

    /** The tables in the folder runs of a store, by their paths. */
    public static Map<String, String> tables(Path store) {
        try (Stream<Path> files = Files.walk(store.resolve("runs"))) {
            Map<String, String> tables = new TreeMap<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".csv")).toList()) {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                tables.put(store.relativize(file).toString(), file.endsWith("updates.csv") ? withoutClock(text) : text);
            }
            return tables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutClock(String csv) {
        List<String> lines = new ArrayList<>(Arrays.asList(csv.split("\n")));
        if (!lines.get(0).endsWith(",stepsPerSecond")) {
            throw new AssertionError("the last column must be stepsPerSecond: " + lines.get(0));
        }
        lines.replaceAll(line -> line.substring(0, line.lastIndexOf(',')));
        return String.join("\n", lines);
    }
}
