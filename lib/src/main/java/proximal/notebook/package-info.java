/**
 * The bridge to Jupyter: charts and tables that render inline, a progress display, and the setup and execution of the
 * notebooks. The only package that knows the kernel.
 */
package proximal.notebook;
