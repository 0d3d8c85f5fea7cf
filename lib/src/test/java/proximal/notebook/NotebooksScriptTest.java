package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs notebooks.py with any Python; modules of a few lines stand for Jupyter's, which only the notebooks' Python has. */
class NotebooksScriptTest {
    private static final String NOTEBOOK = "{\"cells\": [], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}";

    @TempDir
    private Path project;

    private int exitCode;

    @BeforeEach
    void writeScriptAndModules() throws IOException {
        try (InputStream script = NotebookRunner.class.getResourceAsStream("notebooks.py")) {
            Files.copy(script, project.resolve("notebooks.py"));
        }
        Files.createDirectories(project.resolve("notebooks"));
        Files.createDirectories(project.resolve("nbclient"));
        Files.writeString(project.resolve("nbclient/__init__.py"), """
                class NotebookClient:
                    def __init__(self, notebook, **options):
                        pass

                    def execute(self, **options):
                        pass
                """);
        Files.writeString(project.resolve("nbclient/exceptions.py"), """
                class CellExecutionError(Exception):
                    pass

                class DeadKernelError(Exception):
                    pass
                """);
        Files.writeString(project.resolve("nbformat.py"), """
                import json
                from types import SimpleNamespace

                def read(path, as_version):
                    return SimpleNamespace(**json.loads(path.read_text()))

                def write(notebook, path):
                    path.write_text("executed")
                """);
        Files.writeString(project.resolve("jinja2.py"), "DictLoader = dict");
        Files.writeString(project.resolve("nbconvert.py"), """
                class HTMLExporter:
                    def __init__(self, **options):
                        pass

                    def from_notebook_node(self, notebook, resources):
                        return "page", {}
                """);
    }

    private void save(String name, String content) throws IOException {
        Files.writeString(project.resolve("notebooks").resolve(name), content);
    }

    private static String python() {
        try {
            return Python.find("").path();
        } catch (NotebookException e) {
            return Assumptions.abort(e.getMessage()); // The library does without Python, and so do its other tests.
        }
    }

    private List<String> run() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> command = List.of(
                python(),
                "-u",
                "notebooks.py",
                "run",
                project.resolve("notebooks").toString(),
                project.resolve("target").resolve("notebooks").toString(),
                "",
                "false");
        exitCode = Command.run(project, Map.of("PYTHONPATH", "", "PYTHONUTF8", "1"), lines::add, command);
        return lines;
    }

    @Test
    void saysInOneSentenceThatAFileIsNoNotebookAndRunsTheOthers() throws IOException {
        save("mine.ipynb", "import proximal.chart.LearningCurves;\nimport proximal.experiment.*;\n");
        save("empty.ipynb", "\n");
        save("log.ipynb", "{\"updates\": []}");
        save("yours.ipynb", NOTEBOOK);
        String expected = " is no notebook: it must hold JSON with a list of cells, as JupyterLab saves it, but ";
        assertThat(run())
                .hasSize(5)
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("s  empty.ipynb" + expected + "is empty"),
                        line -> assertThat(line).endsWith("s  log.ipynb" + expected + "has no cells"),
                        line -> assertThat(line)
                                .endsWith("s  mine.ipynb" + expected
                                        + "begins with \"import proximal.chart.LearningCurves; im\""),
                        line -> assertThat(line).startsWith("yours").endsWith("s  ok"),
                        line -> assertThat(line).startsWith("The pages"));
        assertThat(exitCode).isEqualTo(1);
        assertThat(project.resolve("target/notebooks/yours.html")).hasContent("page");
        assertThat(project.resolve("target/notebooks/mine.html")).doesNotExist();
    }

    @Test
    void endsWithWhereThePagesAre() throws IOException {
        save("yours.ipynb", NOTEBOOK);
        assertThat(run())
                .last()
                .isEqualTo("The pages and the executed notebooks are in "
                        + Path.of("target").resolve("notebooks"));
        assertThat(exitCode).isZero();
    }
}
