/** Statistics of samples and of runs; arrays in and out, {@code java.*} alone. */
package proximal.statistics;
