package proximal.notebook;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.chart.ChartImages;
import proximal.chart.Figure;
import proximal.chart.Picture;
import proximal.environment.Require;
import proximal.table.HtmlTables;
import proximal.training.TrainingConfig;
import tech.tablesaw.api.Table;

/**
 * What a notebook shows of an object, in terms of no kernel: a content of a MIME type, and a text for where there are no pictures.
 *
 * <p>Copy: with the library.
 *
 * @param mimeType the type of the content, as in {@code image/png}
 * @param content gives the content: base64 of a picture, or HTML
 * @param metadata the size of a picture at which it is shown; may be empty
 * @param text the text
 */
public record Shown(String mimeType, Supplier<String> content, Map<String, Object> metadata, String text) {
    /** The classes whose objects can be shown, each with the type of its content. */
    public static final Map<Class<?>, String> CLASSES = Map.of(
            Chart.class, "image/png",
            Figure.class, "image/png",
            Picture.class, "image/png",
            Table.class, "text/html",
            TrainingConfig.class, "text/html");

    private static final int PIXELS_PER_UNIT = 2;
    /** A table of more rows gets a box to scroll in, up to so many rows and about so many cells. */
    private static final int ROWS = 20;

    private static final int SCROLLED_ROWS = 200;
    private static final int SCROLLED_CELLS = 4000;

    private static volatile boolean dark;

    /**
     * Says what page charts are shown on from here on.
     *
     * @param page whether the page is dark; a chart is drawn on white otherwise
     */
    public static void onDarkPage(boolean page) {
        dark = page;
    }

    /**
     * {@return what is shown of an object}
     *
     * @param object an object of one of {@link #CLASSES}
     * @throws IllegalArgumentException if it is of another class
     */
    public static Shown of(Object object) {
        if (object instanceof Chart<?, ?> chart) {
            return of(chart);
        }
        if (object instanceof Figure<?> figure) {
            return of(figure.chart());
        }
        if (object instanceof Picture picture) {
            return of(picture);
        }
        if (object instanceof Table table) {
            return new Shown("text/html", () -> html(table), Map.of(), HtmlTables.text(table, ROWS));
        }
        Require.that(
                object instanceof TrainingConfig, "what is shown", "one of " + List.copyOf(CLASSES.keySet()), object);
        return new Shown("text/html", () -> Hyperparameters.html((TrainingConfig) object), Map.of(), object.toString());
    }

    private static String html(Table table) {
        if (table.rowCount() <= ROWS) {
            return HtmlTables.html(table, ROWS);
        }
        int rows = Math.max(ROWS, Math.min(SCROLLED_ROWS, SCROLLED_CELLS / table.columnCount()));
        return "<div style=\"max-height: 36em; overflow: auto\">\n" + HtmlTables.html(table, rows) + "\n</div>";
    }

    private static Shown of(Chart<?, ?> chart) {
        String title = chart.getTitle() == null ? "" : chart.getTitle();
        // The size to show it at: without it the picture would be as large as it has pixels.
        return new Shown(
                "image/png",
                () -> Base64.getEncoder().encodeToString(png(chart)),
                Map.of("width", chart.getWidth(), "height", chart.getHeight()),
                title.isBlank() ? "[chart]" : "[chart: " + title + "]");
    }

    private static byte[] png(Chart<?, ?> chart) {
        return dark ? ChartImages.darkPng(chart, PIXELS_PER_UNIT) : ChartImages.png(chart, PIXELS_PER_UNIT);
    }

    private static Shown of(Picture picture) {
        String bytes = Base64.getEncoder().encodeToString(picture.bytes());
        if (picture.format().equals("png")) {
            Map<String, Object> size = Map.of("width", picture.width(), "height", picture.height());
            return new Shown("image/png", () -> bytes, size, picture.toString());
        }
        // Not image/gif, which pages made by nbconvert leave out.
        String alt = picture.title().replaceAll("[\"<>&$\\\\]", "");
        String html = "<img alt=\"" + alt + "\" src=\"data:image/gif;base64," + bytes + "\">";
        return new Shown("text/html", () -> html, Map.of(), picture.toString());
    }
}
