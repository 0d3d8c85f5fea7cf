/** One training run: its hyperparameters, and the one loop that every algorithm shares. */
package proximal.training;
