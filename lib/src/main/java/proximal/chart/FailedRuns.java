package proximal.chart;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import proximal.table.TableColumns;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.Table;

/** Has figures say how many runs failed, since what is drawn leaves them out. */
final class FailedRuns {
    private FailedRuns() {}

    /**
     * Adds the number of failed runs to a title, where the table knows of any: by a column failed that says of each row whether
     * its run failed, or by one that counts them, as that of a summary.
     *
     * @param task the task that is drawn; null for all
     */
    static String addTo(String title, Table table, String task) {
        if (!TableColumns.has(table, "failed")) {
            return title;
        }
        List<String> tasks = task != null && TableColumns.has(table, "task") ? TableColumns.texts(table, "task") : null;
        long failed = 0;
        long all = 0;
        if (table.column("failed") instanceof BooleanColumn) {
            List<List<String>> names = Stream.of("task", "variant", "seed")
                    .filter(name -> TableColumns.has(table, name))
                    .map(name -> TableColumns.texts(table, name))
                    .toList();
            List<String> marks = TableColumns.texts(table, "failed");
            Set<List<String>> runs = new HashSet<>();
            Set<List<String>> failures = new HashSet<>();
            for (int i = 0; i < table.rowCount(); i++) {
                int row = i;
                if (tasks == null || tasks.get(row).equals(task)) {
                    List<String> run =
                            names.stream().map(texts -> texts.get(row)).toList();
                    runs.add(run);
                    if (marks.get(row).equals("true")) {
                        failures.add(run);
                    }
                }
            }
            failed = failures.size();
            all = runs.size();
        } else {
            double[] counts = TableColumns.numbers(table, "failed");
            double[] seeds =
                    TableColumns.has(table, "seeds") ? TableColumns.numbers(table, "seeds") : new double[counts.length];
            for (int i = 0; i < counts.length; i++) {
                if (tasks == null || tasks.get(i).equals(task)) {
                    failed += (long) counts[i];
                    all += (long) (counts[i] + seeds[i]);
                }
            }
        }
        if (failed == 0) {
            return title;
        }
        String note = failed + " of " + all + (all == 1 ? " run failed" : " runs failed");
        return title.isEmpty() ? note : title + " (" + note + ")";
    }
}
