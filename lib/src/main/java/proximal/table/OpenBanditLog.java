package proximal.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import proximal.environment.Require;

/**
 * A log of the Open Bandit Dataset (Saito et al. 2020, arXiv 2008.07146) as plain arrays, one entry a row: which item a policy
 * showed, at which of the three positions, with what probability, and whether the user clicked.
 *
 * <p>Copy: with the library.
 */
public final class OpenBanditLog {
    private final int[] items;
    private final int[] positions;
    private final double[] clicks;
    private final double[] propensities;

    private OpenBanditLog(int[] items, int[] positions, double[] clicks, double[] propensities) {
        this.items = items;
        this.positions = positions;
        this.clicks = clicks;
        this.propensities = propensities;
    }

    /**
     * Reads a log from a CSV file with the columns item_id, position, click and propensity_score, beside any others.
     *
     * @param path the file
     * @return the log
     * @throws java.io.UncheckedIOException if there is no such file or it cannot be read
     * @throws IllegalArgumentException if a column is missing, there is no row, a row has not as many cells as the header, an
     *     item is not a whole number of at least 0, a position is not one of at least 1, a click is neither 0 nor 1, or a
     *     propensity is not in (0, 1]; the message names the file and the line
     */
    public static OpenBanditLog read(Path path) {
        try (CsvRows rows = new CsvRows(path)) {
            int item = rows.index("item_id");
            int position = rows.index("position");
            int click = rows.index("click");
            int propensity = rows.index("propensity_score");
            List<double[]> read = new ArrayList<>();
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                read.add(new double[] {
                    cell(rows, row, item, "an item, a whole number of at least 0,", v -> v >= 0 && whole(v)),
                    cell(rows, row, position, "a position, a whole number of at least 1,", v -> v >= 1 && whole(v)),
                    cell(rows, row, click, "a click, 0 or 1,", v -> v == 0 || v == 1),
                    cell(rows, row, propensity, "a probability in (0, 1]", v -> v > 0 && v <= 1)
                });
            }
            Require.that(!read.isEmpty(), () -> path + " has a header but no row");
            return new OpenBanditLog(
                    read.stream().mapToInt(row -> (int) row[0]).toArray(),
                    read.stream().mapToInt(row -> (int) row[1]).toArray(),
                    read.stream().mapToDouble(row -> row[2]).toArray(),
                    read.stream().mapToDouble(row -> row[3]).toArray());
        }
    }

    /**
     * {@return the number of rows}
     */
    public int size() {
        return items.length;
    }

    /**
     * {@return how many items there are to choose from, taken as the largest item of this log plus 1}
     */
    public int itemCount() {
        return Arrays.stream(items).max().orElseThrow() + 1;
    }

    /**
     * {@return the item shown in each row, from 0; a copy}
     */
    public int[] items() {
        return items.clone();
    }

    /**
     * {@return the position at which the item was shown, from 1 (left) to 3 (right); a copy}
     */
    public int[] positions() {
        return positions.clone();
    }

    /**
     * {@return the reward of each row: 1 if the item was clicked, else 0; a copy}
     */
    public double[] clicks() {
        return clicks.clone();
    }

    /**
     * {@return the probability, in (0, 1], with which the policy that wrote the log chose the item at that position; a copy}
     */
    public double[] propensities() {
        return propensities.clone();
    }

    /**
     * Counts how often this log shows each item at each position. Where the policy's probabilities are not known but for the
     * items that it showed, these shares stand for them; they are an average over the log, should the policy have changed.
     *
     * @return shares, shape [largest position][{@link #itemCount()}]; each row sums to 1, or is all 0 where the log never uses
     *     the position
     */
    public double[][] itemShares() {
        int[] rows = new int[Arrays.stream(positions).max().orElseThrow()];
        double[][] shares = new double[rows.length][itemCount()];
        for (int i = 0; i < items.length; i++) {
            rows[positions[i] - 1]++;
            shares[positions[i] - 1][items[i]]++;
        }
        for (int position = 0; position < rows.length; position++) {
            for (int item = 0; item < shares[position].length; item++) {
                shares[position][item] /= Math.max(1, rows[position]);
            }
        }
        return shares;
    }

    private static double cell(CsvRows rows, List<String> row, int column, String expected, DoublePredicate valid) {
        Double value = CsvTables.number(row.get(column));
        if (value == null || !valid.test(value)) {
            throw rows.badCell(column, row.get(column), expected);
        }
        return value;
    }

    private static boolean whole(double value) {
        return value <= Integer.MAX_VALUE && value == Math.rint(value);
    }
}
