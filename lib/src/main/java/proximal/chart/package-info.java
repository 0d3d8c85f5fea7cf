/**
 * Charts in the manner of a paper, drawn from tables: the package that knows XChart. A chart is described step by step and
 * made by {@code chart()}, which returns XChart's own chart, so all its methods are there for what is not foreseen here.
 */
package proximal.chart;
