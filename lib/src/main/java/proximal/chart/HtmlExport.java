package proximal.chart;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import proximal.environment.Require;
import proximal.record.Disk;
import proximal.record.Json;

/**
 * Lines and bands as a page to look into: drag to zoom, double-click for the whole, point to read values, click a name to hide its
 * line. The page needs no network; the script that draws it, uPlot (MIT licence), is in it. It takes the colours of a light or a
 * dark theme.
 *
 * <pre>{@code
 * HtmlExport.write(LearningCurves.of(updates), Path.of("../target/returns.html"));
 * display(HtmlExport.html(LearningCurves.of(updates)), "text/html");               // in the notebook
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class HtmlExport {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot";
    private static final String BAND = " (band)";

    private HtmlExport() {}

    /**
     * Writes a figure as a page. Folders that are missing are made; a file that exists is replaced.
     *
     * @param figure the figure: {@link LearningCurves}, {@link Lines} or another one of lines whose x rises
     * @param file the page, as in figures/returns.html
     * @return the file
     * @throws IllegalArgumentException if the figure has no lines over numbers, or cannot be drawn
     * @throws UncheckedIOException if the file cannot be written; the message says why
     */
    public static Path write(Figure<?> figure, Path file) {
        String page = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<style>:root { color-scheme: light dark; font: 14px sans-serif; }</style>\n" + html(figure)
                + "</html>\n";
        Disk.save(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
        return file;
    }

    /**
     * {@return a figure as a part of a page}
     *
     * @param figure the figure
     * @throws IllegalArgumentException if it has no lines over numbers, or cannot be drawn
     */
    public static String html(Figure<?> figure) {
        Chart<?, ?> chart = figure.chart();
        Require.that(
                chart instanceof XYChart,
                () -> "a page shows lines over numbers, as LearningCurves and Lines have them, but the figure is "
                        + figure.getClass().getSimpleName());
        // A tag that stands in a name must not end the script.
        String data =
                Json.write(members((XYChart) chart)).replaceAll("\\n *", "").replace("</", "<\\/");
        String id = "proximal-" + Integer.toHexString(data.hashCode());
        return "<style>" + resource(UPLOT + ".min.css") + ".proximal-edge { display: none; }</style>\n<div id=\"" + id
                + "\"></div>\n<script>\n" + resource(UPLOT + ".iife.min.js") + "\n("
                + resource("/proximal/chart/figure.js").strip()
                + ")(document.getElementById(\"" + id + "\"), " + data + ");\n</script>\n";
    }

    private static Map<String, Object> members(XYChart chart) {
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Map<String, Object>> bands = new ArrayList<>();
        List<Map<String, Object>> verticals = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (XYSeries series : chart.getSeriesMap().values()) {
            double[] x = series.getXData();
            if (x.length == 2 && x[0] == x[1]) {
                verticals.add(Map.of("x", x[0], "label", series.getLabel()));
            } else if (series.getXYSeriesRenderStyle() != XYSeriesRenderStyle.PolygonArea) {
                keys.add(series.getName());
                lines.add(line(series));
            }
        }
        for (XYSeries series : chart.getSeriesMap().values()) {
            if (series.getXYSeriesRenderStyle() == XYSeriesRenderStyle.PolygonArea) {
                bands.add(band(series, keys.indexOf(series.getName().replace(BAND, ""))));
            }
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("title", chart.getTitle());
        members.put("x", chart.getXAxisTitle());
        members.put("y", chart.getYAxisTitle());
        members.put("width", chart.getWidth());
        members.put("height", chart.getHeight());
        members.put("logX", chart.getStyler().isXAxisLogarithmic());
        members.put("logY", chart.getStyler().isYAxisLogarithmic());
        members.put("lines", lines);
        members.put("bands", bands);
        members.put("verticals", verticals);
        return members;
    }

    private static Map<String, Object> line(XYSeries series) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("label", series.getLabel());
        // Ink is dark on light, and light on dark.
        line.put("color", series.getLineColor().equals(PaperStyle.INK) ? null : css(series.getLineColor()));
        line.put("dash", series.getLineStyle().getDashArray());
        line.put("width", series.getLineStyle() == SeriesLines.NONE ? 0 : 2);
        line.put("points", series.getMarker() != SeriesMarkers.NONE);
        line.put("table", List.of(rising(series, series.getXData()), numbers(series.getYData())));
        return line;
    }

    /** A band is a polygon along its upper edge and back along the lower one. */
    private static Map<String, Object> band(XYSeries series, int line) {
        double[] x = series.getXData();
        double[] y = series.getYData();
        int n = x.length / 2;
        double[] low = new double[n];
        Arrays.setAll(low, i -> y[x.length - 1 - i]);
        Map<String, Object> band = new LinkedHashMap<>();
        band.put("line", line);
        band.put("color", css(series.getFillColor()));
        band.put("table", List.of(rising(series, Arrays.copyOf(x, n)), numbers(low), numbers(Arrays.copyOf(y, n))));
        return band;
    }

    private static List<Double> rising(XYSeries series, double[] x) {
        for (int i = 1; i < x.length; i++) {
            double before = x[i - 1];
            double here = x[i];
            Require.that(
                    before < here,
                    () -> "a page shows lines whose x rises, but that of " + series.getName() + " goes from " + before
                            + " to " + here);
        }
        return numbers(x);
    }

    /** Null for what is no number: JSON has none. */
    private static List<Double> numbers(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> Double.isFinite(value) ? (Double) value : null)
                .collect(Collectors.toList());
    }

    private static String css(Color color) {
        return String.format("#%06x%02x", color.getRGB() & 0xffffff, color.getAlpha());
    }

    private static String resource(String name) {
        try (InputStream in = Figure.class.getResourceAsStream(name)) {
            Require.state(in != null, () -> "the class path has no " + name + ": add all of target/jars");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
