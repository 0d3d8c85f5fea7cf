/**
 * Statistics of samples and of runs: moments, bootstrap intervals, aggregates over tasks, performance profiles.
 *
 * <p>In: arrays of numbers, as of {@link proximal.importance} or of the tables. Out: numbers with intervals, to {@link
 * proximal.table} and {@link proximal.chart}.
 */
package proximal.statistics;
