package proximal.notebook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;

/**
 * What is shown of a cell that failed: the message, the lines of the cells that led to it, and the methods that these called. The
 * frames of reflection, of the kernel and from inside the library are left out; {@link #last()} has them. A class or a method
 * that names what is not there is taken by the shell without a word; where a later cell fails for that, it is told what is missing.
 *
 * <p>Copy: with the library.
 */
public final class CellErrors {
    private static final int LINE = 80;

    private static volatile String last = "";

    private CellErrors() {}

    /**
     * From here on the errors of a shell are short.
     *
     * @param shell the shell that runs the cells
     */
    public static void shorten(JShell shell) {
        shell.onSnippetEvent(event -> {
            String failed =
                    event.status() == Snippet.Status.REJECTED ? event.snippet().source() : "";
            if (event.exception() != null) {
                last = text(event.exception());
                leaveOut(event.exception(), shell);
            }
            if (event.exception() instanceof UnresolvedReferenceException error) {
                failed = error.getSnippet().name();
            }
            if (!failed.isEmpty()) {
                tellWhatIsMissing(shell, failed);
            }
        });
    }

    /**
     * {@return the last error of a cell with all its frames; empty where no cell has failed}
     */
    public static String last() {
        return last;
    }

    private static void tellWhatIsMissing(JShell shell, String failed) {
        List<String> words = List.of(failed.split("\\W+"));
        shell.snippets()
                .filter(DeclarationSnippet.class::isInstance)
                .map(DeclarationSnippet.class::cast)
                .filter(snippet -> words.contains(snippet.name()))
                .filter(snippet ->
                        shell.unresolvedDependencies(snippet).findAny().isPresent())
                .forEach(
                        snippet -> System.err.println(snippet.name() + " cannot be used yet, for an import or a cell is"
                                + " missing: there is no "
                                + shell.unresolvedDependencies(snippet).collect(Collectors.joining(", no "))));
    }

    private static String text(JShellException error) {
        StringBuilder text = new StringBuilder();
        for (Throwable e = error; e != null; e = e.getCause()) {
            String name = e instanceof EvalException thrown
                    ? thrown.getExceptionClassName()
                    : e.getClass().getName();
            text.append(e == error ? "" : "Caused by: ")
                    .append(name)
                    .append(": ")
                    .append(e.getMessage());
            for (StackTraceElement frame : e.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void leaveOut(JShellException error, JShell shell) {
        Set<StackTraceElement> shown = new HashSet<>(); // a cause repeats the frames of what it caused
        for (Throwable e = error; e != null; e = e.getCause()) {
            StackTraceElement[] frames = e.getStackTrace();
            List<StackTraceElement> kept = new ArrayList<>();
            for (int i = 0; i < frames.length; i++) {
                boolean called = i + 1 < frames.length && ofCell(frames[i + 1]);
                if ((ofCell(frames[i]) || called) && shown.add(frames[i])) {
                    kept.add(withSource(frames[i], shell));
                }
            }
            e.setStackTrace(kept.toArray(StackTraceElement[]::new));
        }
    }

    // JShell gives the number of a snippet as the name of its file.
    private static boolean ofCell(StackTraceElement frame) {
        return frame.getFileName() != null && frame.getFileName().startsWith("#");
    }

    // The number of a snippet is not that of the cell, so its line is shown too.
    private static StackTraceElement withSource(StackTraceElement frame, JShell shell) {
        String line = shell.snippets()
                .filter(snippet -> ("#" + snippet.id()).equals(frame.getFileName()))
                .flatMap(snippet -> snippet.source().lines().skip(Math.max(frame.getLineNumber() - 1, 0)))
                .findFirst()
                .map(String::strip)
                .orElse("");
        String shown = line.length() > LINE ? line.substring(0, LINE) + "…" : line;
        return line.isEmpty()
                ? frame
                : new StackTraceElement(
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName() + " \"" + shown + "\"",
                        frame.getLineNumber());
    }
}
