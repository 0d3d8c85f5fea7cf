/**
 * Tidy tables of what runs recorded, and their CSV files: the package that knows Tablesaw. Whole numbers are long columns,
 * other numbers double columns, so a table that was written and read again has the columns that it had.
 *
 * <p>In: logs, or CSV files. Out: tables, to {@link proximal.chart} and the notebooks.
 */
package proximal.table;
