package proximal.experiment;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What made a run: the version and the build of the library, and the machine. */
final class Provenance {
    /** The packages that training depends on. */
    private static final String TRAINING =
            "proximal/(environment|policy|rollout|advantage|surrogate|statistics|update|record|training|experiment)/[^/]+\\.class";

    private static final int LENGTH = 16;
    private static final String VERSION = readVersion();
    private static final String BUILD = digestOfClasses();

    private Provenance() {}

    /** The version of the library. */
    static String version() {
        return VERSION;
    }

    /** A digest of the class files that training depends on: a library that was changed and built again has another. */
    static String build() {
        return BUILD;
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

    private static String digestOfClasses() {
        URL here = Provenance.class.getResource("Provenance.class");
        try {
            TreeMap<String, byte[]> files = here.openConnection() instanceof JarURLConnection jar
                    ? classesOf(jar)
                    : classesBelow(Path.of(here.toURI()).getParent().getParent());
            return digest(files);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("cannot read the library's own classes at " + here, e);
        }
    }

    /** The digest of files by their names; the same for the same classes in a folder and in a jar. */
    static String digest(TreeMap<String, byte[]> files) {
        StringBuilder all = new StringBuilder();
        files.forEach((name, bytes) ->
                all.append(name).append(' ').append(Disk.digest(bytes)).append('\n'));
        return Disk.digest(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, LENGTH);
    }

    /** The classes in the jar of a connection. */
    static TreeMap<String, byte[]> classesOf(JarURLConnection connection) throws IOException {
        connection.setUseCaches(false);
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().matches(TRAINING)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        files.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return files;
    }

    /** The classes in the folder of the package proximal. */
    static TreeMap<String, byte[]> classesBelow(Path proximal) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(proximal)) {
            for (Path path : paths.toList()) {
                String name = "proximal/" + proximal.relativize(path).toString().replace(File.separatorChar, '/');
                if (name.matches(TRAINING)) {
                    files.put(name, Disk.read(path));
                }
            }
        }
        return files;
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
