package proximal.table;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import proximal.environment.Require;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * Tables as HTML, for a notebook or a page, and as plain text. They look alike everywhere: numbers do not follow the locale of
 * the machine, and dollar signs and backslashes begin no formula.
 *
 * <p>Copy: with the library.
 */
public final class HtmlTables {
    private static final MathContext SIX_DIGITS = new MathContext(6);
    private static final DecimalFormat UNFORMATTED = everywhere(
            (DecimalFormat) NumberColumnFormatter.floatingPointDefault().getFormat());

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
        Require.that(maxRows >= 1, "maxRows", "at least 1", maxRows);
        int rows = Math.min(maxRows, table.rowCount());
        // The classes have MathJax 2 and 3 pass by.
        StringBuilder html = new StringBuilder("<table class=\"tex2jax_ignore mathjax_ignore\">\n<thead><tr>");
        for (Column<?> column : table.columns()) {
            html.append(cell("th", column, escape(column.name())));
        }
        html.append("</tr></thead>\n<tbody>\n");
        NumberColumnFormatter[] formats =
                table.columns().stream().map(HtmlTables::everywhere).toArray(NumberColumnFormatter[]::new);
        for (int row = 0; row < rows; row++) {
            html.append("<tr>");
            for (int c = 0; c < formats.length; c++) {
                html.append(cell("td", table.column(c), escape(text(table.column(c), formats[c], row))));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n");
        int left = table.rowCount() - rows;
        if (left > 0) {
            html.append("<tfoot><tr><td colspan=\"" + table.columnCount() + "\" style=\"text-align: left\">and " + left
                    + (left == 1 ? " more row" : " more rows") + "</td></tr></tfoot>\n");
        }
        return html.append("</table>").toString();
    }

    private static String cell(String tag, Column<?> column, String content) {
        String side = column instanceof NumericColumn ? "right" : "left";
        return "<" + tag + " style=\"text-align: " + side + "\">" + content + "</" + tag + ">";
    }

    /**
     * Writes a table as text, as Tablesaw prints it, with all digits of a number where a column has no format of its own.
     *
     * @param table the table
     * @param maxRows how many rows to write, at least 1; of more rows the first and the last are written
     * @return its lines
     * @throws IllegalArgumentException if maxRows is less than 1
     */
    public static String text(Table table, int maxRows) {
        Require.that(maxRows >= 1, "maxRows", "at least 1", maxRows);
        Table copy = table.copy();
        for (int c = 0; c < table.columnCount(); c++) {
            NumberColumnFormatter format = everywhere(table.column(c));
            if (format != null) {
                ((NumberColumn<?, ?>) copy.column(c)).setPrintFormatter(format);
            }
        }
        return copy.print(maxRows);
    }

    private static String text(Column<?> column, NumberColumnFormatter format, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        if (format == null || !(column.get(row) instanceof Number number)) {
            return column.getString(row);
        }
        return format.getFormat().equals(UNFORMATTED)
                ? rounded(number.doubleValue())
                : format.getFormat().format(number);
    }

    /** The format of a column of numbers with the digits and points of no locale; null where it has none to change. */
    private static NumberColumnFormatter everywhere(Column<?> column) {
        if (!(column instanceof NumberColumn<?, ?>)) {
            return null;
        }
        try {
            Method getter = NumberColumn.class.getDeclaredMethod("getPrintFormatter");
            getter.setAccessible(true); // Tablesaw shows it to kinds of columns alone
            NumberColumnFormatter format = (NumberColumnFormatter) getter.invoke(column);
            return format.getFormat() instanceof DecimalFormat decimal
                    ? new NumberColumnFormatter(everywhere(decimal), format.getMissingString())
                    : null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read the format of column " + column.name(), e);
        }
    }

    private static DecimalFormat everywhere(DecimalFormat format) {
        DecimalFormat copy = (DecimalFormat) format.clone();
        copy.setDecimalFormatSymbols(DecimalFormatSymbols.getInstance(Locale.ROOT));
        if (copy.getMultiplier() == 100) { // some locales put a space before the sign, or the sign first
            copy.setPositivePrefix("");
            copy.setNegativePrefix("-");
            copy.setPositiveSuffix("%");
            copy.setNegativeSuffix("%");
        }
        return copy;
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
                .replace("\"", "&quot;")
                // In elements of their own, since other viewers know no such class: a formula does not reach over tags.
                .replaceAll("[$\\\\]", "<span>$0</span>");
    }
}
