/** Advantages and returns from the rewards and values of a rollout; arrays in and out, {@code java.*} alone. */
package proximal.advantage;
