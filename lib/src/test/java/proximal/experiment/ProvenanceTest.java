package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
    @TempDir
    Path folder;

    private static TreeMap<String, byte[]> files() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("proximal/policy/A.class", new byte[] {1});
        files.put("proximal/update/B$1.class", new byte[] {2, 3});
        return files;
    }

    @Test
    void aBuildIsTheClassesThatTrainingDependsOn() throws IOException {
        assertThat(Provenance.build()).matches("[0-9a-f]{16}");
        String before = Provenance.digest(files());
        TreeMap<String, byte[]> changed = files();
        changed.put("proximal/policy/A.class", new byte[] {4});
        assertThat(Provenance.digest(changed)).isNotEqualTo(before);

        TreeMap<String, byte[]> more = files();
        more.put("proximal/chart/C.class", new byte[] {5});
        more.put("proximal/experiment/library.properties", new byte[] {6});
        Path jar = folder.resolve("a library.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : more.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
                entries.putNextEntry(new JarEntry(file.getKey()));
                entries.write(file.getValue());
            }
        }
        assertThat(Provenance.digest(Provenance.classesBelow(folder.resolve("proximal"))))
                .isEqualTo(before);
        JarURLConnection connection = (JarURLConnection) URI.create("jar:" + jar.toUri() + "!/proximal/policy/A.class")
                .toURL()
                .openConnection();
        assertThat(Provenance.digest(Provenance.classesOf(connection))).isEqualTo(before);
    }
}
