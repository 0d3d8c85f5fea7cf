package proximal.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Executes the notebooks, or opens JupyterLab on them; the build's profiles {@code notebooks} and {@code lab} start it.
 *
 * <p>The notebooks run in the environment variable {@code PROXIMAL_FAST=1}, which asks them for small sizes, unless the full
 * mode is asked for. The executed notebooks and their HTML pages are left under {@code target/notebooks}.
 *
 * <p>Copy: with the library.
 */
public final class NotebookRunner {
    private NotebookRunner() {}

    /**
     * Runs.
     *
     * @param arguments {@code --directory=} the folder of the project, {@code --python=} the Python to set up with (empty
     *     to look for one), {@code --notebook=} a part of the names of the notebooks to run (empty for all),
     *     {@code --full=true} for the full mode, {@code --save=true} to write each notebook that ran without an error back
     *     over its source, {@code --lab=} to open JupyterLab instead, with these options, as in {@code --port 8889
     *     --no-browser}
     * @throws RuntimeException if there is no suitable Python, a notebook failed, or JupyterLab did; the message is one
     *     sentence
     */
    public static void main(String[] arguments) {
        Map<String, String> options = parse(arguments);
        Path project =
                Path.of(options.getOrDefault("directory", "")).toAbsolutePath().normalize();
        NotebookSetup setup = new NotebookSetup(project, System.out::println);
        Path python = setup.setUp(options.getOrDefault("python", "").trim());
        List<String> command = new ArrayList<>();
        command.add(python.toString());
        command.add("-u");
        command.add(script(project).toString());
        boolean lab = options.containsKey("lab");
        if (lab) {
            command.addAll(List.of("lab", project.resolve("notebooks").toString()));
            for (String option : options.get("lab").trim().split("\\s+")) {
                command.add(option);
            }
            command.removeIf(String::isEmpty);
        } else {
            command.addAll(List.of(
                    "run",
                    project.resolve("notebooks").toString(),
                    project.resolve("target").resolve("notebooks").toString(),
                    options.getOrDefault("notebook", "").trim(),
                    options.getOrDefault("save", "false")));
        }
        boolean full = lab || Boolean.parseBoolean(options.get("full"));
        Map<String, String> environment = new HashMap<>();
        environment.put("PROXIMAL_FAST", full ? "" : "1");
        environment.put("JUPYTER_PATH", setup.jupyterPath().toString());
        environment.put("PYTHONUTF8", "1");
        environment.put("PYTHONHOME", "");
        environment.put("PYTHONPATH", "");
        try {
            int exit = Command.run(project, environment, System.out::println, command);
            if (exit != 0) {
                throw new NotebookException(
                        lab
                                ? "JupyterLab ended with exit code " + exit + "; the lines above say why"
                                : "not every notebook ran to its end; see the lines above");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + python, e);
        }
    }

    private static Map<String, String> parse(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new NotebookException("an option must be like --notebook=07 but was " + argument);
            }
            options.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return options;
    }

    private static Path script(Path project) {
        Path script = project.resolve("target").resolve("notebooks.py");
        try (InputStream source = NotebookRunner.class.getResourceAsStream("notebooks.py")) {
            Files.createDirectories(script.getParent());
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + script, e);
        }
    }
}
