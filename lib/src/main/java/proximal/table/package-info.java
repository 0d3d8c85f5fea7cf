/** Records as tidy tables, one row an update and run, and tables as files and HTML; the first package that knows Tablesaw. */
package proximal.table;
