/**
 * Many runs: variants, tasks and seeds, in parallel or on Spark, kept in a store, and sweeps of hyperparameters.
 *
 * <p>In: a base configuration and what varies. Out: a log for each run, to {@link proximal.table}.
 */
package proximal.experiment;
