/**
 * Logs of runs, trained policies, and their files: CSV, checkpoints, JSON, written whole or not at all.
 *
 * <p>In: what updates and episodes measured. Out: a {@link proximal.record.RunLog}, in memory or in files, to {@link
 * proximal.experiment} and {@link proximal.table}.
 */
package proximal.record;
