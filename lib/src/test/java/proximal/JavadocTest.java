package proximal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public class and member has a comment and every comment is well-formed. The documentation tool is asked directly,
 * and not by its Maven plugin, because it cannot be told to keep its note on incubating modules to itself, and the plugin
 * can fail on all warnings or on none.
 */
class JavadocTest {
    private static final Set<Diagnostic.Kind> HARMLESS = EnumSet.of(Diagnostic.Kind.NOTE, Diagnostic.Kind.OTHER);
    private static final Path SOURCES = Path.of("lib/src/main/java");

    @Test
    void everyPublicMemberIsDocumented(@TempDir Path pages) throws IOException {
        assertThat(complaints(SOURCES, pages)).isEmpty();
    }

    @Test
    void aMissingCommentIsAComplaint(@TempDir Path sources, @TempDir Path pages) throws IOException {
        Files.writeString(
                sources.resolve("Undocumented.java"),
                "/** Has one member. */ public final class Undocumented { private Undocumented() {}\n"
                        + "public static int size(jdk.incubator.vector.FloatVector v) { return v.length(); } }");
        assertThat(complaints(sources, pages)).singleElement().asString().contains("Undocumented.java:2");
    }

    private static List<String> complaints(Path sources, Path pages) throws IOException {
        DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
        List<String> complaints = new ArrayList<>();
        try (StandardJavaFileManager files = tool.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> walk = Files.walk(sources)) {
            List<Path> units =
                    walk.filter(path -> path.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-quiet",
                    "-Xdoclint:all",
                    "-classpath",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-d",
                    pages.toString());
            tool.getTask(
                            null,
                            files,
                            diagnostic -> {
                                if (!HARMLESS.contains(diagnostic.getKind())) {
                                    complaints.add(text(diagnostic));
                                }
                            },
                            null,
                            options,
                            files.getJavaFileObjectsFromPaths(units))
                    .call();
        }
        complaints.removeIf(complaint -> complaint.contains("using incubating module"));
        complaints.removeIf(JavadocTest::isOfACompactConstructor);
        return complaints;
    }

    /** The parameters of a compact constructor are the record's, and documented there. */
    private static boolean isOfACompactConstructor(String complaint) {
        Matcher place = Pattern.compile("(.+):(\\d+): no @param for \\w+").matcher(complaint);
        try {
            return place.matches()
                    && Files.readAllLines(Path.of(place.group(1)))
                            .get(Integer.parseInt(place.group(2)) - 1)
                            .matches(" *public \\w+ \\{");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject file = diagnostic.getSource();
        String place = file == null ? "" : file.getName() + ":" + diagnostic.getLineNumber() + ": ";
        return place + diagnostic.getMessage(Locale.ROOT);
    }
}
