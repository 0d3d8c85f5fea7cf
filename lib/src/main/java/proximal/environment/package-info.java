/**
 * Environments: the interface with Gymnasium's semantics, vectorised stepping, normalisation, and classic control.
 *
 * <p>First step of the flow: environment, rollout, advantage, surrogate, update, record, table, chart.
 */
package proximal.environment;
