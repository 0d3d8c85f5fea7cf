package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform without PyTorch's native library sees; in a JVM of its own, which believes to be such a platform. */
class NoNativeLibraryTest {

    @Test
    void theFastEngineWorksAndDjlSaysWhyItDoesNot(@TempDir Path empty) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("pytorch-native"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dos.arch=riscv64",
                        "-Dai.djl.offline=true",
                        "-DDJL_CACHE_DIR=" + empty,
                        "-DENGINE_CACHE_DIR=" + empty,
                        "-cp",
                        classPath,
                        Elsewhere.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("perceptron: made")
                .contains("djl: DJL's PyTorch has no native library that loads on " + System.getProperty("os.name")
                        + " riscv64 (there is one for Linux"
                        + " x86_64, macOS aarch64 and Windows x86_64), so DJL networks cannot be used here");
    }

    /** The program of the other JVM. */
    static final class Elsewhere {
        private Elsewhere() {}

        public static void main(String[] arguments) {
            ActorCriticFactory.perceptron(PerceptronConfig.withDefaults()).create(3, new Categorical(2), 1);
            System.out.println("perceptron: made");
            try {
                DjlActorCritic.perceptron(false, 8).create(3, new Categorical(2), 1);
                System.out.println("djl: made");
            } catch (IllegalStateException e) {
                System.out.println("djl: " + e.getMessage());
            }
        }
    }
}
