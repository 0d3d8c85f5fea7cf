package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A script stands for the Python of the environment: it writes down what it was started with, and exits as it is told. */
@DisabledOnOs(OS.WINDOWS)
class NotebookRunnerTest {
    @TempDir
    private Path project;

    private void run(int exitCode, String option) throws IOException {
        Files.createDirectories(project.resolve("notebooks"));
        Files.writeString(project.resolve("notebooks/requirements.txt"), "jjava==1.0a8\n");
        Path python = project.resolve("python");
        Path kernel = project.resolve(".venv/share/jupyter/kernels/java");
        Files.writeString(
                python,
                "#!/bin/sh\n"
                        + "case \"$1 $2\" in\n"
                        + "-c*) echo python 3.11.7 " + python + ";;\n"
                        + "*venv) mkdir -p \"$3/bin\" && cp \"$0\" \"$3/bin/python\";;\n"
                        + "*pip) mkdir -p " + kernel + " && touch " + kernel + "/jjava.jar;;\n"
                        + "-u*) shift 2; echo \"$@\" > started; exit " + exitCode + ";;\n"
                        + "esac\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        NotebookRunner.main(new String[] {"--directory=" + project, "--python=" + python, option});
    }

    @Test
    void opensJupyterLabWithOptionsOfOnesOwn() throws IOException {
        run(0, "--lab= --port 8889  --no-browser");
        assertThat(project.resolve("started"))
                .hasContent("lab " + project.resolve("notebooks") + " --port 8889 --no-browser");
    }

    @Test
    void aJupyterLabThatFailsFailsTheBuild() {
        assertThatThrownBy(() -> run(1, "--lab="))
                .isInstanceOf(NotebookException.class)
                .hasMessage("JupyterLab ended with exit code 1; the lines above say why");
    }

    @Test
    void aNotebookThatFailsFailsTheBuild() {
        assertThatThrownBy(() -> run(1, "--notebook=07"))
                .isInstanceOf(NotebookException.class)
                .hasMessage("not every notebook ran to its end; see the lines above");
    }
}
