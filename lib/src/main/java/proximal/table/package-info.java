/**
 * Tidy tables of what runs recorded, and their CSV files: the package that knows Tablesaw. Whole numbers are long columns,
 * other numbers double columns, so a table that was written and read again has the columns that it had.
 */
package proximal.table;
