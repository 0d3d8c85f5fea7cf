package proximal.table;

import java.math.BigDecimal;
import java.math.MathContext;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * Tables as HTML, for a notebook or a page.
 *
 * <p>Copy: with the library.
 */
public final class HtmlTables {
    private static final MathContext SIX_DIGITS = new MathContext(6);
    private static final NumberColumnFormatter UNFORMATTED = NumberColumnFormatter.floatingPointDefault();

    static {
        UNFORMATTED.setColumnType(ColumnType.DOUBLE);
    }

    private HtmlTables() {}

    /**
     * Writes a table as an HTML table: numbers aligned to the right and, where a column has no format of its own, rounded to
     * six significant digits; missing values empty.
     *
     * @param table the table
     * @param maxRows how many rows to write, at least 1; a last line says how many more there are
     * @return one HTML element
     * @throws IllegalArgumentException if maxRows is less than 1
     */
    public static String html(Table table, int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows must be at least 1 but was " + maxRows);
        }
        int rows = Math.min(maxRows, table.rowCount());
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        for (Column<?> column : table.columns()) {
            html.append(cell("th", column, escape(column.name())));
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < rows; row++) {
            html.append("<tr>");
            for (Column<?> column : table.columns()) {
                html.append(cell("td", column, escape(text(column, row))));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n");
        int left = table.rowCount() - rows;
        if (left > 0) {
            html.append("<tfoot><tr><td colspan=\"")
                    .append(table.columnCount())
                    .append("\" style=\"text-align: left\">and ")
                    .append(left)
                    .append(left == 1 ? " more row" : " more rows")
                    .append("</td></tr></tfoot>\n");
        }
        return html.append("</table>").toString();
    }

    private static String cell(String tag, Column<?> column, String content) {
        String side = column instanceof NumericColumn ? "right" : "left";
        return "<" + tag + " style=\"text-align: " + side + "\">" + content + "</" + tag + ">";
    }

    private static String text(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        String text = column.getString(row);
        Object value = column.get(row);
        boolean unformatted = value instanceof Double number && text.equals(UNFORMATTED.format(number.doubleValue()))
                || value instanceof Float single && text.equals(UNFORMATTED.format(single.floatValue()));
        return unformatted ? rounded(((Number) value).doubleValue()) : text;
    }

    private static String rounded(double value) {
        if (Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        BigDecimal digits = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
        boolean usual = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e15;
        return usual ? digits.toPlainString() : digits.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
