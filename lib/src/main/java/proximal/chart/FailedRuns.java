package proximal.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
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
     * @param by the column of the variants
     * @param width the width of the chart, pixels
     * @return the title with the note
     */
    public static String addTo(String title, Table table, String by, int width) {
        boolean marks = TableColumns.has(table, "failed") && table.column("failed") instanceof BooleanColumn;
        if (!marks && !counts(table)) {
            return title;
        }
        Map<String, Count> counts = counts(table, by, marks);
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
                .filter(text -> PaperText.width(PaperStyle.TITLE.deriveFont(13f), text) <= width - 20)
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

    /** The runs by variant: each counted once, however many rows it has, or as many as a row of a summary says. */
    private static Map<String, Count> counts(Table table, String by, boolean marks) {
        boolean seeds = TableColumns.has(table, "seeds");
        double[] finished = !marks && seeds ? TableColumns.numbers(table, "seeds") : new double[table.rowCount()];
        double[] failed = marks ? null : TableColumns.numbers(table, "failed");
        IntPredicate marked = TableColumns.failed(table);
        List<String> keys = Stream.of(by, "task", "variant", "seed")
                .filter(name -> TableColumns.has(table, name))
                .toList();
        Map<String, Count> counts = new LinkedHashMap<>();
        TableColumns.rowsBy(table, keys.toArray(String[]::new)).forEach((run, rows) -> {
            Count count = counts.computeIfAbsent(keys.contains(by) ? run.get(0) : "", key -> new Count());
            if (marks) {
                count.all++;
                count.failed += Arrays.stream(rows).anyMatch(marked) ? 1 : 0;
                return;
            }
            for (int row : rows) {
                count.failed += (long) failed[row];
                count.all += (long) (failed[row] + finished[row]);
            }
        });
        return counts;
    }
}
