/**
 * One training run: its hyperparameters, and the one loop that every algorithm shares.
 *
 * <p>In: a task, a {@link proximal.training.TrainingConfig} and a seed. Out: a log, a trained policy, and states to go on
 * from, to {@link proximal.experiment}.
 */
package proximal.training;
