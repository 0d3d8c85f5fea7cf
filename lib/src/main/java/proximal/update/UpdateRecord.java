package proximal.update;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one update measured: a number for each {@link Measure}, and for each that somebody {@link Diagnostics#put put} beside
 * them. Immutable.
 *
 * <p>Copy: with the library.
 */
public final class UpdateRecord {
    private final List<String> columns;
    private final double[] values;

    /**
     * Makes a record.
     *
     * @param columns the names of the numbers: those of {@link Measure#COLUMNS}, and behind them any of one's own
     * @param values the numbers, in the same order
     */
    public UpdateRecord(List<String> columns, double... values) {
        if (columns.size() != values.length
                || columns.size() < Measure.COLUMNS.size()
                || !columns.subList(0, Measure.COLUMNS.size()).equals(Measure.COLUMNS)) {
            throw new IllegalArgumentException("the columns must begin with " + Measure.COLUMNS
                    + " and have a number each but were " + columns + " and " + values.length + " numbers");
        }
        this.columns = columns.size() == Measure.COLUMNS.size() ? Measure.COLUMNS : List.copyOf(columns);
        this.values = values.clone();
    }

    /**
     * Makes a record of some measures.
     *
     * @param values the numbers by their columns; what is missing was not measured
     * @return the record
     */
    public static UpdateRecord of(Map<String, Double> values) {
        LinkedHashMap<String, Double> all = new LinkedHashMap<>();
        Measure.COLUMNS.forEach(column -> all.put(column, Double.NaN));
        all.putAll(values);
        return new UpdateRecord(
                List.copyOf(all.keySet()),
                all.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Gives a number.
     *
     * @param measure which
     * @return its value; NaN where it was not measured
     */
    public double get(Measure measure) {
        return values[measure.ordinal()];
    }

    /**
     * Gives a number.
     *
     * @param column its name, that of a {@link Measure} or of one's own
     * @return its value; NaN where it was not measured
     * @throws IllegalArgumentException if this record has no such column
     */
    public double get(String column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException("the column must be one of " + columns + " but was " + column);
        }
        return values[at];
    }

    /**
     * Gives numbers for the columns of a table.
     *
     * @param names the columns: those of {@link Measure#COLUMNS}, and behind them any of one's own
     * @return the number of each; NaN for one that this record has not
     */
    public double[] row(List<String> names) {
        double[] row = Arrays.copyOf(values, names.size());
        for (int i = Measure.COLUMNS.size(); i < row.length; i++) {
            int at = columns.indexOf(names.get(i));
            row[i] = at < 0 ? Double.NaN : values[at];
        }
        return row;
    }

    /**
     * {@return the number of the update, from 1}
     */
    public int update() {
        return (int) get(Measure.UPDATE);
    }

    /**
     * {@return the environment steps so far, over all environments}
     */
    public long steps() {
        return (long) get(Measure.STEPS);
    }

    /**
     * {@return the names of the numbers: those of {@link Measure#COLUMNS}, and behind them those of one's own}
     */
    public List<String> columns() {
        return columns;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UpdateRecord record
                && columns.equals(record.columns)
                && Arrays.equals(values, record.values);
    }

    @Override
    public int hashCode() {
        return 31 * columns.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        LinkedHashMap<String, Double> all = new LinkedHashMap<>();
        columns.forEach(column -> all.put(column, get(column)));
        return "UpdateRecord" + all;
    }
}
