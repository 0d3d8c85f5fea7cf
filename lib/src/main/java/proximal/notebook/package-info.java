/**
 * The bridge to Jupyter: charts and tables that render inline, and a progress display. The only package that knows the kernel.
 */
package proximal.notebook;
