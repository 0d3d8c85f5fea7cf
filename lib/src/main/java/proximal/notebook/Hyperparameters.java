package proximal.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proximal.table.HtmlTables;
import proximal.training.TrainingConfig;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A configuration as a table: each hyperparameter, its value, the default where that is another one, and what it means.
 *
 * <p>Copy: with the library.
 */
public final class Hyperparameters {
    private static final Pattern PARAMETER = Pattern.compile("(?s) \\* @param (\\w+) (.*?)(?=\\n \\* @param|\\n \\*/)");

    private Hyperparameters() {}

    /**
     * {@return the table, as an HTML element}
     *
     * @param config the configuration
     */
    public static String html(TrainingConfig config) {
        Map<String, String> defaults = TrainingConfig.withDefaults().describe();
        Map<String, String> meanings = meanings();
        Table table = Table.create(
                "hyperparameters",
                StringColumn.create("hyperparameter"),
                StringColumn.create("value"),
                StringColumn.create("default"),
                StringColumn.create("meaning, range [usual]"));
        config.describe().forEach((name, value) -> {
            table.stringColumn(0).append(name);
            table.stringColumn(1).append(value);
            table.stringColumn(2).append(value.equals(defaults.get(name)) ? "" : defaults.get(name));
            table.stringColumn(3).append(meanings.getOrDefault(name, ""));
        });
        return HtmlTables.html(table, table.rowCount());
    }

    /** {@return what the Javadoc of the record says of each hyperparameter, by its name; its source comes with the library} */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        try (InputStream source = TrainingConfig.class.getResourceAsStream("TrainingConfig.java")) {
            if (source != null) {
                Matcher parameter = PARAMETER.matcher(new String(source.readAllBytes(), StandardCharsets.UTF_8));
                while (parameter.find()) {
                    meanings.putIfAbsent(parameter.group(1), plain(parameter.group(2)));
                }
            }
        } catch (IOException e) {
            return meanings; // a table without meanings is still one
        }
        return meanings;
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\s*\\n \\*\\s*", " ")
                .replaceAll("\\{@link\\s+(?:[\\w.]*\\.)?(\\w+)}", "$1")
                .strip();
    }
}
