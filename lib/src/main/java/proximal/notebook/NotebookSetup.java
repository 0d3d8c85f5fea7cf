package proximal.notebook;

import com.google.gson.GsonBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the Python environment of the notebooks, {@code .venv}, and registers the Java kernel in it.
 *
 * <p>The environment is made anew where its making did not come to an end, or where {@code notebooks/requirements.txt} or
 * the Python asked for is another than the one that it was made with; a folder {@code .venv} that was made by other means
 * is left alone. The kernel has the library and its dependencies on its class path and the Vector API among its modules.
 */
final class NotebookSetup {
    private static final String STAMP = "proximal.txt";
    private static final String UNFINISHED = "unfinished";
    private static final int LAST_LINES = 12;

    private final Path project;
    private final Path venv;
    private final Consumer<String> log;

    /**
     * Prepares the setup.
     *
     * @param project the folder of the project: the one of {@code pom.xml}
     * @param log receives a line for each thing that takes time
     */
    NotebookSetup(Path project, Consumer<String> log) {
        this.project = project.toAbsolutePath().normalize();
        this.venv = this.project.resolve(".venv");
        this.log = log;
    }

    /**
     * Makes or reuses the environment and registers the kernel.
     *
     * @param wantedPython the path or name of the Python to make it with; empty for whichever is found
     * @return the Python of the environment
     * @throws NotebookException if there is no suitable Python or the packages cannot be installed
     */
    Path setUp(String wantedPython) {
        try {
            String requirements = sha256(project.resolve("notebooks").resolve("requirements.txt"));
            Path python = venvPython();
            List<String> stamp =
                    Files.exists(venv.resolve(STAMP)) ? Files.readAllLines(venv.resolve(STAMP)) : List.of();
            boolean reusable = stamp.size() == 2 && stamp.get(0).equals(requirements) && Files.isExecutable(python);
            if (!wantedPython.isEmpty()) {
                reusable &= stamp.size() == 2
                        && stamp.get(1).equals(Python.find(wantedPython).toString());
            }
            if (!reusable) {
                make(Python.find(wantedPython), requirements, stamp.isEmpty());
            }
            registerKernel();
            return python;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the Python environment " + venv, e);
        }
    }

    /**
     * {@return where Jupyter looks for kernels first: the folder of the environment's own}
     */
    Path jupyterPath() {
        return venv.resolve("share").resolve("jupyter");
    }

    private void make(Python python, String requirements, boolean unmarked) throws IOException {
        if (unmarked && !isEmpty(venv)) {
            throw new NotebookException(
                    venv + " was not made by this build: move it away, and the build makes its own");
        }
        delete(venv);
        Files.createDirectory(venv);
        Files.writeString(venv.resolve(STAMP), UNFINISHED);
        log.accept("Making " + venv + " with Python " + python.version() + " (this takes a minute or two, once)");
        Path list = project.resolve("notebooks").resolve("requirements.txt");
        run("cannot make a virtual environment with " + python.path(), python.path(), "-m", "venv", venv.toString());
        run(
                "pip cannot install " + list,
                venvPython().toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "--requirement",
                list.toString());
        Files.write(venv.resolve(STAMP), List.of(requirements, python.toString()));
    }

    private void run(String failure, String... command) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        int exit = Command.run(
                project,
                Map.of("PYTHONHOME", "", "PIP_REQUIRE_VIRTUALENV", ""),
                line -> {
                    last.add(line);
                    if (last.size() > LAST_LINES) {
                        last.remove();
                    }
                },
                List.of(command));
        if (exit != 0) {
            throw new NotebookException(failure + " (exit code " + exit + "); its last lines were:"
                    + System.lineSeparator() + String.join(System.lineSeparator(), last));
        }
    }

    /** Writes the kernel's specification over the one that the package of the kernel brings. */
    private void registerKernel() throws IOException {
        Path folder = jupyterPath().resolve("kernels").resolve("java");
        if (!Files.exists(folder.resolve("jjava.jar"))) {
            throw new NotebookException(folder + " has no jjava.jar: remove .venv, and the next build makes it anew");
        }
        Map<String, Object> specification = new LinkedHashMap<>();
        specification.put("argv", kernelCommand(Runtime.version().feature()));
        specification.put("display_name", "Java");
        specification.put("language", "java");
        specification.put("interrupt_mode", "message");
        specification.put("env", Map.of("JJAVA_CLASSPATH", classPath()));
        String json = new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(specification);
        Path draft = folder.resolve("kernel.json.new");
        Files.writeString(draft, json + "\n");
        Files.move(draft, folder.resolve("kernel.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The kernel without its launcher, which would be a second process to end; the options are the launcher's and ours. */
    static List<String> kernelCommand(int javaVersion) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        command.add("-Djava.awt.headless=true");
        command.add("-Xmx3g");
        if (javaVersion >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("--add-opens");
        command.add("jdk.jshell/jdk.jshell=ALL-UNNAMED");
        command.addAll(List.of("-jar", "{resource_dir}/jjava.jar", "{connection_file}"));
        return command;
    }

    private String classPath() throws IOException {
        Path target = project.resolve("target");
        TreeSet<String> jars = new TreeSet<>();
        if (Files.isDirectory(target.resolve("jars"))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(target.resolve("jars"), "*.jar")) {
                found.forEach(jar -> jars.add(jar.toString()));
            }
        }
        return target.resolve("classes") + File.pathSeparator + String.join(File.pathSeparator, jars);
    }

    private Path venvPython() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows
                ? venv.resolve("Scripts").resolve("python.exe")
                : venv.resolve("bin").resolve("python");
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            // The stamp goes last, so that an interrupted deletion is still known as ours.
            Path stamp = folder.resolve(STAMP);
            List<Path> entries;
            try (Stream<Path> walk = Files.walk(folder)) {
                entries = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path entry : entries) {
                if (!entry.equals(stamp) && !entry.equals(folder)) {
                    Files.delete(entry);
                }
            }
            Files.deleteIfExists(stamp);
            Files.delete(folder);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            byte[] text = Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
