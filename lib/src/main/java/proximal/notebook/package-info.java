/**
 * The bridge to Jupyter, and the only package that knows the kernel: charts and tables show inline, and long cells tell how
 * far they are.
 *
 * <p>In: charts, tables, configurations and progress. Out: what the kernel shows.
 */
package proximal.notebook;
