package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Drives the setup with scripts that stand for Python, which each machine has in another version or not at all. */
@DisabledOnOs(OS.WINDOWS)
class NotebookSetupTest {
    @TempDir
    private Path project;

    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void writeRequirements() throws IOException {
        Files.createDirectory(project.resolve("notebooks"));
        Files.writeString(project.resolve("notebooks/requirements.txt"), "jjava==1.0a8\n");
    }

    /** A script that answers the question for its version, and makes an environment whose pip does as it is told. */
    private String python(String version, String pip) throws IOException {
        Path script = project.resolve("python-" + version);
        String python = "#!/bin/sh\n"
                + "if [ \"$1\" = -c ]; then echo python " + version + " " + script + "; exit; fi\n"
                + "if [ \"$2\" = venv ]; then mkdir -p \"$3/bin\" && cp \"$0\" \"$3/bin/python\"; exit; fi\n"
                + "if [ \"$2\" = pip ]; then " + pip + "; fi\n";
        Files.writeString(script, python);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private String goodPip() {
        Path kernel = project.resolve(".venv/share/jupyter/kernels/java");
        return "mkdir -p " + kernel + " && touch " + kernel + "/jjava.jar";
    }

    private Path setUp(String python) {
        return new NotebookSetup(project, log::add).setUp(python);
    }

    @Test
    void makesTheEnvironmentOnceAndRegistersTheKernel() throws IOException {
        String python = python("3.11.7", goodPip());
        assertThat(setUp(python)).isExecutable();
        assertThat(project.resolve(".venv/share/jupyter/kernels/java/kernel.json"))
                .content()
                .contains(
                        "\"language\": \"java\"",
                        "\"display_name\": \"Java\"",
                        project.resolve("target/classes").toString());
        assertThat(log).hasSize(1);
        setUp(python);
        setUp("");
        assertThat(log).hasSize(1);
    }

    @Test
    void makesItAnewForOtherRequirementsOrAnotherPython() throws IOException {
        setUp(python("3.11.7", goodPip()));
        Files.createFile(project.resolve(".venv/leftover"));
        Files.writeString(project.resolve("notebooks/requirements.txt"), "jjava==1.0a9\n");
        setUp(python("3.11.7", goodPip()));
        assertThat(log).hasSize(2);
        assertThat(project.resolve(".venv/leftover")).doesNotExist();
        setUp(python("3.12.1", goodPip()));
        assertThat(log).hasSize(3);
    }

    @Test
    void aFailedMakingShowsTheLastLinesAndIsBegunAnew() throws IOException {
        String bad = python("3.11.7", "seq 1 100; exit 3");
        assertThatThrownBy(() -> setUp(bad))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("pip cannot install")
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("100")
                .hasMessageNotContaining("\n88\n");
        setUp(python("3.11.7", goodPip()));
        assertThat(log).hasSize(2);
    }

    @Test
    void leavesAnEnvironmentOfOthersAlone() throws IOException {
        Path mine = Files.createDirectories(project.resolve(".venv")).resolve("mine");
        Files.createFile(mine);
        String python = python("3.11.7", goodPip());
        assertThatThrownBy(() -> setUp(python))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("was not made by this build");
        assertThat(mine).exists();
    }

    @Test
    void namesAPythonThatIsTooOld() throws IOException {
        String old = python("3.8.18", goodPip());
        assertThatThrownBy(() -> setUp(old))
                .isInstanceOf(NotebookException.class)
                .hasMessage("the notebooks need Python 3.11 or newer, but " + old
                        + " is Python 3.8.18; name another with -Dpython=/path/to/python3");
        assertThat(project.resolve(".venv")).doesNotExist();
    }

    @Test
    void namesAPythonThatIsNone() {
        assertThatThrownBy(() -> setUp("no-such-python"))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("no-such-python is not a Python that runs");
    }

    @Test
    void namesNoOptionThatTheJavaOfTheKernelDoesNotKnow() {
        assertThat(NotebookSetup.kernelCommand(17)).doesNotContain("--enable-native-access=ALL-UNNAMED");
        assertThat(NotebookSetup.kernelCommand(25)).contains("--enable-native-access=ALL-UNNAMED");
    }
}
