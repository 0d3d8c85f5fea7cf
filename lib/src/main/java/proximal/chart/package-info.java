/**
 * Charts in the manner of a paper, drawn from tables: the package that knows XChart. A chart is described step by step and
 * made by {@code chart()}, which returns XChart's own chart, so all its methods are there for what is not foreseen here.
 *
 * <p>In: tables, or recorded episodes. Out: charts and pictures, to the notebook, or to files as PNG, SVG, PDF, GIF and HTML.
 */
package proximal.chart;
