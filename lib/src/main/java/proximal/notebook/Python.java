package proximal.notebook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python interpreter of this machine.
 *
 * @param path where it is
 * @param version its version, as in {@code 3.11.7}
 */
record Python(String path, String version) {
    /** The oldest minor version of Python 3 that the pinned packages support: mujoco 4.0.0 needs it. */
    private static final int OLDEST_MINOR = 11;

    private static final List<String> NAMES =
            List.of("python3", "python", "py", "python3.14", "python3.13", "python3.12", "python3.11");
    private static final String QUESTION =
            "import sys; print('python', '.'.join(map(str, sys.version_info[:3])), sys.executable)";
    private static final Pattern ANSWER = Pattern.compile("python (\\d+)\\.(\\d+)\\.(\\d+) (.+)");

    /**
     * Finds a Python that is new enough.
     *
     * @param wanted the path or name of the one to take; empty to look for one on the search path
     * @return the Python
     * @throws NotebookException if there is none, or the wanted one is too old
     */
    static Python find(String wanted) {
        List<String> names = wanted.isEmpty() ? NAMES : List.of(wanted);
        List<Python> old = new ArrayList<>();
        for (String name : names) {
            Python python = ask(name);
            if (python != null && python.isNewEnough()) {
                return python;
            }
            if (python != null) {
                old.add(python);
            }
        }
        String advice = wanted.isEmpty()
                ? "; install one, or name one with -Dpython=/path/to/python3"
                : "; name another with -Dpython=/path/to/python3";
        if (old.isEmpty()) {
            throw new NotebookException("the notebooks need Python 3." + OLDEST_MINOR + " or newer, but "
                    + (wanted.isEmpty() ? "no Python was found" : wanted + " is not a Python that runs") + advice);
        }
        throw new NotebookException("the notebooks need Python 3." + OLDEST_MINOR + " or newer, but " + old.get(0).path
                + " is Python " + old.get(0).version + advice);
    }

    private boolean isNewEnough() {
        String[] numbers = version.split("\\.");
        int major = Integer.parseInt(numbers[0]);
        return major > 3 || (major == 3 && Integer.parseInt(numbers[1]) >= OLDEST_MINOR);
    }

    /** Asks a program for its version; null where it does not run or does not answer as a Python does. */
    private static Python ask(String name) {
        StringBuilder answer = new StringBuilder();
        try {
            Command.run(Path.of("").toAbsolutePath(), Map.of(), answer::append, List.of(name, "-c", QUESTION));
        } catch (IOException e) {
            return null;
        }
        Matcher matcher = ANSWER.matcher(answer);
        return matcher.matches()
                ? new Python(matcher.group(4), matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3))
                : null;
    }
}
