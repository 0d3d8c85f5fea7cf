package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Every figure of every kind of data that has little to draw, or too much. */
class DegenerateDataTest {
    /** Pixels around the canvas of which a chart may paint none. */
    private static final int AROUND = 60;

    private static final Color NOT_PAINTED = new Color(0xFF00FF);

    /** Series by name, each of 3 seeds, at some x. */
    private record Data(List<String> names, double[] x, double[] y) {
        Table table() {
            StringColumn variant = StringColumn.create("variant");
            LongColumn seed = LongColumn.create("seed");
            DoubleColumn steps = DoubleColumn.create("steps");
            DoubleColumn value = DoubleColumn.create("value");
            for (String name : names) {
                for (int s = 0; s < 3; s++) {
                    for (int i = 0; i < x.length; i++) {
                        variant.append(name);
                        seed.append(s);
                        steps.append(x[i]);
                        value.append(y[i]);
                    }
                }
            }
            return Table.create("data", variant, seed, steps, value);
        }

        /** One row for each series. */
        Table rows() {
            StringColumn variant = StringColumn.create("variant");
            DoubleColumn value = DoubleColumn.create("value");
            DoubleColumn low = DoubleColumn.create("low");
            DoubleColumn high = DoubleColumn.create("high");
            for (int i = 0; i < names.size(); i++) {
                variant.append(names.get(i));
                value.append(y[i % y.length]);
                low.append(y[i % y.length] * 0.9999999999999999);
                high.append(y[i % y.length]);
            }
            return Table.create("rows", variant, value, low, high);
        }
    }

    private static List<String> names(int count, IntFunction<String> name) {
        return IntStream.range(0, count).mapToObj(name).toList();
    }

    private static Map<String, Data> data() {
        double[] three = {1, 2, 3};
        double[] rising = {1, 20, 40};
        List<String> a = List.of("a", "b");
        String lengthy =
                "clipped surrogate with an adaptive KL penalty, normalised advantages and a learning rate that decays ";
        Map<String, Data> data = new LinkedHashMap<>();
        data.put("one point", new Data(a, new double[] {128}, new double[] {21.5}));
        data.put("constant", new Data(a, three, new double[] {0.1, 0.1, 0.1}));
        data.put("zero", new Data(a, three, new double[] {0, 0, 0}));
        data.put("near-constant", new Data(a, three, new double[] {0.1, 0.10000000000000002, 0.09999999999999999}));
        data.put("large near-constant", new Data(a, three, new double[] {1e6, 1e6 + 1e-7, 1e6}));
        data.put("within a decade", new Data(a, three, new double[] {0.002, 0.005, 0.008}));
        data.put("across a power of ten", new Data(a, three, new double[] {0.005, 0.01, 0.02}));
        data.put("six magnitudes", new Data(a, new double[] {1, 1000, 1e6}, new double[] {1e-3, 1, 1000}));
        data.put("largest", new Data(a, three, new double[] {1e30, 1e35, 1e37}));
        data.put("both ends", new Data(a, three, new double[] {-1e37, 0, 1e37}));
        data.put("tiny", new Data(a, three, new double[] {1e-12, 2e-12, 5e-12}));
        data.put("constant tiny", new Data(a, three, new double[] {1e-12, 1e-12, 1e-12}));
        data.put("constant small", new Data(a, three, new double[] {2e-10, 2e-10, 2e-10}));
        data.put("rounding", new Data(a, three, new double[] {0, 2e-17, -1e-16}));
        data.put("near 10", new Data(a, three, new double[] {9.5, 10, 10.5}));
        data.put("within a hundredth", new Data(a, three, new double[] {5, 5.02, 5.05}));
        data.put("clock", new Data(a, three, new double[] {1e3, 1001, 1002}));
        data.put("x negative", new Data(a, new double[] {-3, -2, -1}, rising));
        data.put("x to 1e18", new Data(a, new double[] {1, 1e9, 1e18}, rising));
        data.put("one gap", new Data(a, three, new double[] {1, Double.NaN, 3}));
        data.put("outlier", new Data(a, new double[] {1, 2, 3, 4}, new double[] {0.1, 0.2, 0.3, 1e12}));
        data.put("words without spaces", new Data(names(3, i -> "a".repeat(300) + i), three, rising));
        data.put("wide letters", new Data(names(12, i -> "W".repeat(40) + i), three, rising));
        data.put(
                "markup",
                new Data(List.of("<html><b>x</b>", "$\\alpha$", "a\tb", "\u0000", "e\u0301\u0301"), three, rising));
        data.put("negative", new Data(a, three, new double[] {-500, -499, -120}));
        data.put(
                "gaps",
                new Data(a, new double[] {1, 2, 3, 4, 5}, new double[] {Double.NaN, 1, Double.NaN, 2, Double.NaN}));
        for (int count : new int[] {1, 2, 5, 12, 20, 40}) {
            data.put(count + " series", new Data(names(count, i -> "variant " + i), three, rising));
        }
        for (int count : new int[] {1, 2, 12}) {
            data.put(count + " long names", new Data(names(count, i -> lengthy + i), three, rising));
        }
        data.put(
                "non-Latin names",
                new Data(List.of("近端策略优化", "уменьшение шага", "κλίση", "العربية", "🎲 дé"), three, rising));
        data.put("odd names", new Data(List.of("", "(empty)", " ", "a\nb", "\"<&$"), three, rising));
        return data;
    }

    static Stream<String> cases() {
        return data().keySet().stream();
    }

    static Map<String, Figure<?>> figures(Data data) {
        Table table = data.table();
        Table one = data.table().where(t -> t.longColumn("seed").isEqualTo(0));
        Table rows = data.rows();
        Map<String, Figure<?>> figures = new LinkedHashMap<>();
        LearningCurves curves = LearningCurves.of(table).y("value");
        figures.put("curves", curves);
        figures.put(
                "curves with references",
                curves.horizontal("solved", 475).horizontal("solved", 0.5).title("T"));
        figures.put("curves, narrow", curves.size(421, 372));
        figures.put("curves, small", curves.size(300, 250).title("A title of some length"));
        figures.put("lines", Lines.of(one).x("steps").y("value").group("variant"));
        figures.put(
                "points", Lines.of(one).x("steps").y("value").group("variant").points());
        figures.put("bars", Bars.of(rows).value("value").interval("low", "high").horizontal("solved", 0.5));
        figures.put(
                "bars by group",
                Bars.of(one.where(t -> t.doubleColumn("steps").isEqualTo(data.x[0])))
                        .category("seed")
                        .group("variant")
                        .value("value"));
        figures.put("intervals", Intervals.of(rows).value("value").vertical("solved", 0.5));
        figures.put("histograms", Histograms.of(table, "value").group("variant"));
        if (Arrays.stream(data.y).noneMatch(y -> y <= 0)) {
            figures.put("curves, log", data.x[0] > 0 ? curves.logY().logX() : curves.logY());
            figures.put(
                    "lines, log",
                    Lines.of(one).x("steps").y("value").group("variant").logY());
            figures.put("bars, log", Bars.of(rows).value("value").logY());
            figures.put(
                    "histograms, log",
                    Histograms.of(table, "value").group("variant").logBins().logCounts());
        }
        return figures;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFigureHasLabelsStaysOnItsCanvasAndKeepsItsPlot(String name) {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Figure<?>> figure : figures(data().get(name)).entrySet()) {
            if (name.equals("gaps") && figure.getKey().startsWith("bars")) {
                continue; // whose first rows have no value
            }
            String what = name + ": " + figure.getKey();
            Chart<?, ?> chart = figure.getValue().chart();
            boolean rows = figure.getKey().equals("intervals"); // low, since there are few of them
            int labels = rows ? data().get(name).names().size() : 2;
            faults.addAll(faults(what, chart, chart.getWidth(), chart.getHeight(), labels));
            faults.addAll(faults(what + " at 85 mm", chart, 422, Math.max(372, chart.getHeight()), labels));
            if (System.getProperty("pictures") != null) {
                Pictures.render(chart, "degenerate/" + name + "-" + figure.getKey());
            }
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("emptyFigures")
    void aTableWithoutRowsIsSaid(Figure<?> figure) {
        assertThatThrownBy(figure::chart)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("there is nothing to draw: the table has no row|column value has no value to draw");
    }

    @Test
    void aZeroOnALogarithmicAxisIsSaid() {
        Table table = new Data(List.of("a"), new double[] {0, 1}, new double[] {0, 1}).table();
        LearningCurves curves = LearningCurves.of(table).y("value");
        assertThatThrownBy(curves.logY()::chart)
                .hasMessage("a logarithmic y axis needs positive values but the smallest is 0.0");
        assertThatThrownBy(curves.logX()::chart)
                .hasMessage("a logarithmic x axis needs positive values but the smallest is 0.0");
    }

    static Stream<Figure<?>> emptyFigures() {
        return figures(new Data(List.of(), new double[] {1}, new double[] {1})).values().stream();
    }

    /** What is wrong with the geometry of a chart in a size. */
    private static List<String> faults(String what, Chart<?, ?> chart, int width, int height, int leastYLabels) {
        List<String> faults = new ArrayList<>();
        if (paintsOutside(painted(chart, width, height), width, height)) {
            faults.add(what + " paints outside of its canvas");
        }
        PaperFrame frame = ((PaperFrame.Framed) chart).frame();
        List<Shape> boxes = frame.texts().stream().map(PlacedText::box).toList();
        for (int i = 0; i < boxes.size(); i++) {
            String text = what + ", \"" + frame.texts().get(i).text() + "\"";
            if (!new Rectangle(width, height).contains(boxes.get(i).getBounds2D())) {
                faults.add(text + " leaves the canvas");
            }
            if (boxes.get(i).intersects(frame.plot())) {
                faults.add(text + " lies over the data");
            }
            for (int j = 0; j < i; j++) {
                Area both = new Area(boxes.get(i));
                both.intersect(new Area(boxes.get(j)));
                if (!both.isEmpty()) {
                    faults.add(text + " lies over " + frame.texts().get(j).text());
                }
            }
        }
        Rectangle2D plot = frame.plot();
        long yLabels = IntStream.range(0, boxes.size())
                .filter(i -> frame.texts().get(i).place().getShearX() == 0)
                .filter(i -> boxes.get(i).getBounds2D().getMaxX() <= plot.getX()
                        && boxes.get(i).getBounds2D().getCenterY() < plot.getMaxY() + 6
                        && boxes.get(i).getBounds2D().getCenterY() > plot.getY() - 6)
                .mapToObj(i -> frame.texts().get(i).text())
                .distinct()
                .count();
        long xLabels = IntStream.range(0, boxes.size())
                .filter(i -> boxes.get(i).getBounds2D().getY() > plot.getMaxY()
                        && boxes.get(i).getBounds2D().getY() < plot.getMaxY() + 16)
                .mapToObj(i -> frame.texts().get(i).text())
                .distinct()
                .count();
        boolean logY = ((AxesChartStyler) chart.getStyler()).isYAxisLogarithmic();
        boolean logX = ((AxesChartStyler) chart.getStyler()).isXAxisLogarithmic();
        if (xLabels < (chart instanceof CategoryChart ? 1 : logX ? 3 : 2)) {
            faults.add(what + " has " + xLabels + " labels on its x axis");
        }
        if (yLabels < (logY ? 3 : leastYLabels)) {
            faults.add(what + " has " + yLabels + " labels on its y axis");
        }
        double wide = plot.getWidth() / width;
        double high = plot.getHeight() / height;
        if (wide < 0.5 || high < 0.4 || wide * high < 0.25) {
            faults.add(what + " keeps " + wide + " of the width and " + high + " of the height for its plot");
        }
        return faults;
    }

    private static BufferedImage painted(Chart<?, ?> chart, int width, int height) {
        BufferedImage image = new BufferedImage(width + 2 * AROUND, height + 2 * AROUND, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(NOT_PAINTED);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.translate(AROUND, AROUND);
        chart.paint(graphics, width, height);
        graphics.dispose();
        return image;
    }

    private static boolean paintsOutside(BufferedImage image, int width, int height) {
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                // A pixel more than the canvas is that of its frame.
                boolean outside = x < AROUND || y < AROUND || x > AROUND + width || y > AROUND + height;
                if (outside && (image.getRGB(x, y) & 0xFFFFFF) != (NOT_PAINTED.getRGB() & 0xFFFFFF)) {
                    return true;
                }
            }
        }
        return false;
    }
}
