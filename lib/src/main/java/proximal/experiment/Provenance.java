package proximal.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What made a run: the version of the library, and the machine. Noted with each run, and compared with nothing. */
final class Provenance {
    private static final String VERSION = readVersion();

    private Provenance() {}

    /** The version of the library. */
    static String version() {
        return VERSION;
    }

    /** Where a run was made. */
    static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return machine;
    }

    private static String readVersion() {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("library.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of the library", e);
        }
        return properties.getProperty("version");
    }
}
