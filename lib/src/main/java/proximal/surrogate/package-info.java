/** Objectives of one sample as functions of the ratio and the advantage, and the loss of the value function. */
package proximal.surrogate;
