/** Many runs: variants, tasks and seeds in parallel, kept in a store. */
package proximal.experiment;
