package proximal.notebook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs another program and ends it, with all that it started, when this JVM ends first. */
final class Command {
    private Command() {}

    /**
     * Runs a program to its end. Its standard input stays open and empty until then, so that the program can tell from the
     * end of its input that this JVM is gone, even where this JVM had no chance to end it.
     *
     * @param directory the working directory
     * @param environment variables to set; one with an empty value is unset
     * @param line receives each line of its standard output and standard error
     * @param command the program and its arguments
     * @return the exit code
     * @throws IOException if the program cannot be started
     */
    static int run(Path directory, Map<String, String> environment, Consumer<String> line, List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        Thread end = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(end);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                line.accept(next);
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotebookException("the build was interrupted while it ran " + command.get(0));
        } finally {
            end(process);
            removeHook(end);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending and runs the hook itself.
        }
    }
}
