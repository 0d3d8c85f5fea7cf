package proximal.notebook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;

/**
 * What is shown of a cell that failed: the message, the lines of the cells that led to it, and the methods that these called. The
 * frames of reflection, of the kernel and from inside the library are left out; {@link #last()} has them.
 *
 * <p>Copy: with the library.
 */
public final class CellErrors {
    private static volatile String last = "";

    private CellErrors() {}

    /**
     * From here on the errors of a shell are short.
     *
     * @param shell the shell that runs the cells
     */
    public static void shorten(JShell shell) {
        shell.onSnippetEvent(event -> {
            if (event.exception() instanceof EvalException error) {
                last = text(error);
                leaveOut(error);
            }
        });
    }

    /**
     * {@return the last error of a cell with all its frames; empty where no cell has failed}
     */
    public static String last() {
        return last;
    }

    private static String text(EvalException error) {
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

    private static void leaveOut(EvalException error) {
        Set<StackTraceElement> shown = new HashSet<>(); // a cause repeats the frames of what it caused
        for (Throwable e = error; e != null; e = e.getCause()) {
            StackTraceElement[] frames = e.getStackTrace();
            List<StackTraceElement> kept = new ArrayList<>();
            for (int i = 0; i < frames.length; i++) {
                boolean called = i + 1 < frames.length && ofCell(frames[i + 1]);
                if ((ofCell(frames[i]) || called) && shown.add(frames[i])) {
                    kept.add(frames[i]);
                }
            }
            e.setStackTrace(kept.toArray(StackTraceElement[]::new));
        }
    }

    // JShell gives the number of a snippet as the name of its file.
    private static boolean ofCell(StackTraceElement frame) {
        return frame.getFileName() != null && frame.getFileName().startsWith("#");
    }
}
