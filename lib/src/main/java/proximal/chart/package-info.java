/** Charts of recorded runs, drawn from tables; the only package beside notebook that knows XChart. */
package proximal.chart;
