package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files in datasets are those that its README describes. */
class DatasetsTest {
    private static final Path DIR = Path.of("datasets");
    private static final Pattern LINE = Pattern.compile("\\| `([^`]+)` \\| (\\d*) ?\\|.*\\| `([0-9a-f]{64})` \\|");

    private static Map<String, Matcher> listed() throws IOException {
        return Files.readAllLines(DIR.resolve("README.md")).stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(1), line -> line));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIR)) {
            return files.filter(file -> !file.toString().matches(".*(README\\.md|LICENSE\\.txt)"))
                    .toList();
        }
    }

    @Test
    void theReadmeListsEveryFileAndNoOther() throws IOException {
        assertThat(listed().keySet())
                .containsExactlyInAnyOrderElementsOf(files().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    private static String rows(Path file) {
        return file.toString().endsWith(".csv")
                ? Integer.toString(CsvTables.read(file).rowCount())
                : "";
    }

    @Test
    void rowsAndSumsAreThoseOfTheReadme() throws IOException, NoSuchAlgorithmException {
        Map<String, Matcher> listed = listed();
        for (Path file : files()) {
            Matcher line = listed.get(file.getFileName().toString());
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            assertThat(HexFormat.of().formatHex(sum)).as("sha256 of %s", file).isEqualTo(line.group(3));
            assertThat(rows(file)).as("rows of %s", file).isEqualTo(line.group(2));
        }
    }

    @ParameterizedTest
    @CsvSource({"all, 80, 42, 38", "men, 34, 69, 46", "women, 46, 46, 46"})
    void theLogsReadAsTheReadmeSays(String campaign, int items, int clicksThompson, int clicksUniform) {
        OpenBanditLog thompson = OpenBanditLog.read(DIR.resolve("bts-" + campaign + ".csv"));
        OpenBanditLog uniform = OpenBanditLog.read(DIR.resolve("random-" + campaign + ".csv"));
        assertThat(thompson.itemCount()).isEqualTo(items);
        assertThat(uniform.itemCount()).isEqualTo(items);
        assertThat(Arrays.stream(thompson.clicks()).sum()).isEqualTo(clicksThompson);
        assertThat(Arrays.stream(uniform.clicks()).sum()).isEqualTo(clicksUniform);
        assertThat(Arrays.stream(uniform.propensities())).allMatch(p -> Math.abs(p * items - 1) < 1e-12);
        assertThat(thompson.positions()).containsOnly(1, 2, 3);
    }
}
