package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Base64;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import proximal.chart.ChartImages;
import proximal.chart.Picture;
import proximal.table.HtmlTables;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

class ProximalExtensionTest {
    private final Renderer renderer = new Renderer();

    @BeforeEach
    void register() {
        ProximalExtension.registerRenderers(renderer);
    }

    @Test
    void theKernelFindsTheExtension() {
        assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(ProximalExtension.class);
    }

    /** In a JVM of its own, with a pool like the one that JJava leaves behind, whose idle threads live for a minute. */
    @Test
    void theJvmEndsWithTheKernel() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StoppedKernel.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    static final class StoppedKernel {
        public static void main(String[] arguments) throws Exception {
            Executors.newCachedThreadPool(job -> new Thread(job, "jjava-exec-test"))
                    .submit(() -> {})
                    .get();
            new ProximalExtension().uninstall(null);
        }
    }

    @Test
    void aChartIsAPictureOfTwoPixelsAUnit() throws IOException {
        XYChart chart =
                new XYChartBuilder().width(300).height(200).title("Returns").build();
        chart.addSeries("s", new double[] {0, 1}, new double[] {0, 1});
        DisplayData data = renderer.render(chart);
        byte[] png = Base64.getDecoder().decode((String) data.getData(MIMEType.IMAGE_PNG));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(600);
        assertThat(image.getHeight()).isEqualTo(400);
        int distinct = (int) IntStream.range(0, 600 * 400)
                .map(i -> image.getRGB(i % 600, i / 600))
                .distinct()
                .count();
        assertThat(distinct).isGreaterThan(10);
        assertThat(data.getData(MIMEType.TEXT_PLAIN)).isEqualTo("[chart: Returns]");
    }

    @Test
    void aPictureShowsInlineAsPngAndGif() {
        byte[] bytes = {1, 2, 3};
        DisplayData png = renderer.render(new Picture("a strip", "png", bytes, 7, 5));
        assertThat(png.getData(MIMEType.IMAGE_PNG)).isEqualTo("AQID");
        assertThat(png.getData(MIMEType.TEXT_PLAIN)).isEqualTo("[picture: a strip]");
        DisplayData gif = renderer.render(new Picture("a \"<film>\"", "gif", bytes, 7, 5));
        assertThat(gif.getData(MIMEType.TEXT_HTML))
                .isEqualTo("<img alt=\"a film\" src=\"data:image/gif;base64,AQID\">");
        assertThat(gif.hasDataForType(MIMEType.IMAGE_PNG)).isFalse();
    }

    @Test
    void refusesAScaleOutOfRange() {
        assertThatThrownBy(() -> ChartImages.png(new XYChart(10, 10), 0))
                .hasMessageContainingAll("scale", "[1, 8]", "was 0");
    }

    @Test
    void aTableIsEscapedAlignedAndRounded() {
        DoubleColumn fixed = DoubleColumn.create("fixed", 0.5, 1);
        fixed.setPrintFormatter(new DecimalFormat("0.000", DecimalFormatSymbols.getInstance(Locale.ROOT)), "none");
        Table table = Table.create(
                "t",
                StringColumn.create("a<b", "x & \"y\"", ""),
                DoubleColumn.create("v", 0.1 + 0.2, Double.NaN),
                fixed,
                IntColumn.create("n", new int[] {1000, 7}));
        DisplayData data = renderer.render(table);
        String right = "<td style=\"text-align: right\">";
        String left = "<td style=\"text-align: left\">";
        assertThat((String) data.getData(MIMEType.TEXT_HTML))
                .contains("<th style=\"text-align: left\">a&lt;b</th><th style=\"text-align: right\">v</th>")
                .contains("<tr>" + left + "x &amp; &quot;y&quot;</td>" + right + "0.3</td>" + right + "0.500</td>"
                        + right + "1000</td></tr>")
                .contains("<tr>" + left + "</td>" + right + "</td>" + right + "1.000</td>" + right + "7</td></tr>")
                .doesNotContain("<tfoot>");
        assertThat((String) data.getData(MIMEType.TEXT_PLAIN)).contains("0.30000000000000004");
    }

    @Test
    void roundsToSixDigitsOfAnyMagnitude() {
        Table table = Table.create(
                "t",
                DoubleColumn.create(
                        "v",
                        500,
                        -0.0,
                        123456789.5,
                        1234.5678,
                        0.000123456789,
                        1.5e-9,
                        2e300,
                        Double.NEGATIVE_INFINITY));
        assertThat(HtmlTables.html(table, 20).replaceAll("<[^>]*>", " ").trim().split("\\s+"))
                .containsExactly(
                        "v", "500", "0", "123457000", "1234.57", "0.000123457", "1.5E-9", "2E+300", "-Infinity");
    }

    @Test
    void aLongTableScrollsAndSaysHowManyRowsAreLeftOut() {
        Table table = Table.create("t", IntColumn.indexColumn("i", 320, 0));
        String html = (String) renderer.render(table).getData(MIMEType.TEXT_HTML);
        assertThat(html).startsWith("<div style=\"max-height: 36em; overflow: auto\">\n<table");
        assertThat(html).contains(">199</td>").doesNotContain(">200</td>").contains("and 120 more rows");
        assertThat(HtmlTables.html(table, 319)).contains("and 1 more row<");
        assertThatThrownBy(() -> HtmlTables.html(table, 0)).hasMessageContainingAll("maxRows", "at least 1", "was 0");
    }

    /** Dollars and backslashes begin a formula in Jupyter unless each is alone in its element. */
    @Test
    void aCellIsNoFormula() {
        Table table = Table.create("t", StringColumn.create("cost ($)", "$5 or $6", "\\(x\\)"));
        String html = (String) renderer.render(table).getData(MIMEType.TEXT_HTML);
        assertThat(html).startsWith("<table class=\"tex2jax_ignore mathjax_ignore\">");
        assertThat(html.replaceAll("<span>[$\\\\]</span>", ""))
                .doesNotContain("$", "\\")
                .contains(">5 or 6<", ">(x)<");
        assertThat(html.replaceAll("</?span>", "")).contains(">cost ($)<", ">$5 or $6<", ">\\(x\\)<");
    }

    /** The digits, the decimal point and the minus of these locales differ from ours. */
    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "fr-FR", "sv-SE", "de-CH"})
    void aTableIsOneOnEveryMachine(String tag) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            DisplayData expected = renderer.render(numbers());
            assertThat((String) expected.getData(MIMEType.TEXT_PLAIN))
                    .contains("-1234.5678", "-1000000", "-12.5%", "-1,234.57");
            Locale.setDefault(Locale.forLanguageTag(tag));
            DisplayData actual = renderer.render(numbers());
            assertThat(actual.getData(MIMEType.TEXT_PLAIN)).isEqualTo(expected.getData(MIMEType.TEXT_PLAIN));
            assertThat(actual.getData(MIMEType.TEXT_HTML)).isEqualTo(expected.getData(MIMEType.TEXT_HTML));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Table numbers() {
        DoubleColumn share = DoubleColumn.create("share", 0.5, -0.125, Double.NaN);
        share.setPrintFormatter(NumberColumnFormatter.percent(1));
        DoubleColumn grouped = DoubleColumn.create("grouped", 1.5, -1234.567, Double.NaN);
        grouped.setPrintFormatter(NumberColumnFormatter.fixedWithGrouping(2));
        return Table.create(
                "numbers",
                DoubleColumn.create("x", 0.5, -1234.5678, Double.POSITIVE_INFINITY),
                LongColumn.create("n", 7, -1_000_000, 1L << 60),
                IntColumn.create("i", new int[] {7, -1_000_000, 3}),
                share,
                grouped);
    }
}
