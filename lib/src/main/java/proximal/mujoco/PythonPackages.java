package proximal.mujoco;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds packages of the active Python environment, without running Python: in the environments that {@code VIRTUAL_ENV} and
 * {@code CONDA_PREFIX} name, and in each folder {@code .venv} here and above.
 *
 * <p>Copy: with the library.
 */
public final class PythonPackages {
    private PythonPackages() {}

    /**
     * Finds a package.
     *
     * @param name its name, as in {@code mujoco}
     * @return its folder
     * @throws IllegalStateException if no environment has it
     */
    public static Path find(String name) {
        List<Path> environments = environments();
        for (Path environment : environments) {
            for (Path packages : sitePackages(environment)) {
                if (Files.isDirectory(packages.resolve(name))) {
                    return packages.resolve(name);
                }
            }
        }
        throw new IllegalStateException("the Python package " + name + " was not found in "
                + (environments.isEmpty() ? "a .venv here or above" : environments)
                + "; install it there with: pip install mujoco==4.0.0 \"gymnasium[mujoco]==1.4.0\"");
    }

    /**
     * Finds the Python of the environment that has a package.
     *
     * @param name the name of the package, as in {@code gymnasium}
     * @return the interpreter's file
     * @throws IllegalStateException if no environment has the package, or that one has no interpreter
     */
    public static Path interpreter(String name) {
        Path at = find(name);
        for (Path environment = at; environment != null; environment = environment.getParent()) {
            for (String file : new String[] {"bin/python3", "bin/python", "Scripts/python.exe", "python.exe"}) {
                if (Files.isExecutable(environment.resolve(file))) {
                    return environment.resolve(file);
                }
            }
        }
        throw new IllegalStateException("there is no Python in the environment of the package " + at);
    }

    private static List<Path> environments() {
        List<Path> found = new ArrayList<>();
        for (String variable : new String[] {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
            if (System.getenv(variable) != null) {
                found.add(Path.of(System.getenv(variable)));
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".venv"))) {
                found.add(at.resolve(".venv"));
            }
        }
        return found;
    }

    /** Where an environment keeps its packages: lib/python3.x/site-packages, on Windows Lib/site-packages. */
    private static List<Path> sitePackages(Path environment) {
        List<Path> found = new ArrayList<>(List.of(environment.resolve("Lib").resolve("site-packages")));
        matches(environment.resolve("lib"), "python3*").forEach(python -> found.add(python.resolve("site-packages")));
        return found;
    }

    /**
     * Returns what a folder holds by a pattern.
     *
     * @param folder the folder
     * @param pattern the names, as in {@code libmujoco.so*}
     * @return the files and folders; none where there is no such folder
     */
    public static List<Path> matches(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
