/** Training runs and ablations: the one loop that every algorithm shares. */
package proximal.experiment;
