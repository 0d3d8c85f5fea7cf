package proximal.experiment;

import java.util.Comparator;
import java.util.List;
import proximal.record.RunLog;

/** Says why a run failed. */
final class Failures {
    private Failures() {}

    /** Why a run failed, and when. */
    static String reason(RunLog log, Throwable cause) {
        int updates = log.updates().size();
        return (updates == 0 ? "before its first update was done: " : "after update " + updates + ": ")
                + describe(cause);
    }

    /** An exception that the library throws speaks for itself; another one needs its name, and the line it came from. */
    private static String describe(Throwable cause) {
        List<StackTraceElement> trace = List.of(cause.getStackTrace());
        boolean sentence = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        if (sentence && cause.getMessage() != null && !trace.isEmpty() && isOurs(trace.get(0))) {
            return cause.getMessage();
        }
        return cause
                + trace.stream()
                        .filter(frame -> !isOfJava(frame))
                        .min(Comparator.comparing(Failures::isOurs)) // the first of false, else the first of true
                        .map(frame -> " at " + frame)
                        .orElse("");
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("proximal.");
    }

    private static boolean isOfJava(StackTraceElement frame) {
        return frame.getClassName().matches("(java|javax|jdk|sun)\\..*");
    }
}
