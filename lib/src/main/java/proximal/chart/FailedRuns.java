package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import proximal.table.TableColumns;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * Has figures say how many runs failed, and of which variants, since what is drawn leaves them out.
 *
 * <p>Copy: with the library.
 */
public final class FailedRuns {
    /** The runs of one variant. */
    private static final class Count {
        private long failed;
        private long all;

        @Override
        public String toString() {
            return failed + " of " + all;
        }
    }

    private FailedRuns() {}

    /**
     * Adds the number of failed runs to a title, where the table knows of any: by a column failed that says of each row whether
     * its run failed, or by one that counts them, as that of a summary. It is said for each variant concerned, or for all
     * together where so much does not fit.
     *
     * @param title the title
     * @param table the table that is drawn
     * @param task the task that is drawn; null for all
     * @param by the column of the variants
     * @param width the width of the chart, pixels
     * @return the title with the note
     */
    public static String addTo(String title, Table table, String task, String by, int width) {
        boolean marks = TableColumns.has(table, "failed") && table.column("failed") instanceof BooleanColumn;
        if (!marks && !counts(table)) {
            return title;
        }
        Map<String, Count> counts = marks ? ofRuns(table, task, by) : ofSummary(table, task, by);
        Count total = new Count();
        List<String> concerned = new ArrayList<>();
        counts.forEach((name, count) -> {
            total.failed += count.failed;
            total.all += count.all;
            if (count.failed > 0) {
                concerned.add(name + ": " + count);
            }
        });
        if (total.failed == 0) {
            return title;
        }
        String runsFailed = total.all == 1 ? " run failed" : " runs failed";
        String all = total + runsFailed;
        String variants = all + " in " + concerned.size() + " of " + counts.size() + " variants";
        String named = String.join(", ", concerned) + runsFailed;
        return (counts.size() > 1 ? Stream.of(named, variants) : Stream.<String>of())
                .map(note -> titled(title, note))
                .filter(text -> PaperStyle.fitsAsTitle(text, width))
                .findFirst()
                .orElse(titled(title, all));
    }

    /** Whether a table has numbers of runs that failed; a column of that name may hold anything else. */
    private static boolean counts(Table table) {
        return TableColumns.has(table, "failed")
                && table.column("failed") instanceof NumericColumn
                && Arrays.stream(TableColumns.numbers(table, "failed"))
                        .allMatch(count -> count >= 0 && count == Math.rint(count))
                && (!TableColumns.has(table, "seeds") || table.column("seeds") instanceof NumericColumn);
    }

    private static String titled(String title, String note) {
        return title.isEmpty() ? note : title + " (" + note + ")";
    }

    /** The runs by variant, each counted once, however many rows it has. */
    private static Map<String, Count> ofRuns(Table table, String task, String by) {
        List<List<String>> keys = Stream.of("task", "variant", "seed")
                .filter(name -> TableColumns.has(table, name))
                .map(name -> TableColumns.texts(table, name))
                .toList();
        List<String> marks = TableColumns.texts(table, "failed");
        List<String> variants = variants(table, by);
        Map<List<String>, Boolean> failed = new LinkedHashMap<>();
        for (int row : rows(table, task)) {
            List<String> run = new ArrayList<>();
            run.add(variants.get(row));
            keys.forEach(texts -> run.add(texts.get(row)));
            failed.merge(run, marks.get(row).equals("true"), Boolean::logicalOr);
        }
        Map<String, Count> counts = new LinkedHashMap<>();
        failed.forEach((run, mark) -> add(counts, run.get(0), mark ? 1 : 0, 1));
        return counts;
    }

    /** The runs by variant of a table that counts them. */
    private static Map<String, Count> ofSummary(Table table, String task, String by) {
        double[] failed = TableColumns.numbers(table, "failed");
        double[] seeds =
                TableColumns.has(table, "seeds") ? TableColumns.numbers(table, "seeds") : new double[failed.length];
        List<String> variants = variants(table, by);
        Map<String, Count> counts = new LinkedHashMap<>();
        for (int row : rows(table, task)) {
            add(counts, variants.get(row), (long) failed[row], (long) (failed[row] + seeds[row]));
        }
        return counts;
    }

    private static void add(Map<String, Count> counts, String variant, long failed, long all) {
        Count count = counts.computeIfAbsent(variant, key -> new Count());
        count.failed += failed;
        count.all += all;
    }

    private static List<String> variants(Table table, String by) {
        return TableColumns.has(table, by) ? TableColumns.texts(table, by) : Collections.nCopies(table.rowCount(), "");
    }

    private static int[] rows(Table table, String task) {
        List<String> tasks = task != null && TableColumns.has(table, "task") ? TableColumns.texts(table, "task") : null;
        return IntStream.range(0, table.rowCount())
                .filter(row -> tasks == null || tasks.get(row).equals(task))
                .toArray();
    }
}
