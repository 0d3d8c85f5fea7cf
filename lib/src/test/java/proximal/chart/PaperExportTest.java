package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Element;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class PaperExportTest {

    /** One of each kind. */
    static Map<String, Figure<?>> figures() {
        Table runs = Table.create(
                StringColumn.create("variant"),
                LongColumn.create("seed"),
                LongColumn.create("steps"),
                DoubleColumn.create("episodeReturn"));
        for (String variant : List.of("clip 0.2", "no clip", "adaptive penalty", "trust region")) {
            for (int seed = 0; seed < 3; seed++) {
                for (int k = 1; k <= 50; k++) {
                    runs.stringColumn(0).append(variant);
                    runs.longColumn(1).append(seed);
                    runs.longColumn(2).append(10_000L * k);
                    runs.doubleColumn(3).append(500 * (1 - Math.exp(-k / (8.0 + variant.length()))) + 9 * seed);
                }
            }
        }
        Table profile = Table.create(
                StringColumn.create("variant"),
                DoubleColumn.create("threshold"),
                DoubleColumn.create("estimate"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"));
        for (String variant : List.of("clip", "no clip")) {
            for (int i = 0; i <= 40; i++) {
                double share = 1 / (1 + Math.exp((i - 20 - 3 * (variant.length() - 5)) / 4.0));
                profile.stringColumn(0).append(variant);
                profile.doubleColumn(1).append(i / 40.0);
                profile.doubleColumn(2).append(share);
                profile.doubleColumn(3).append(Math.max(0, share - 0.1));
                profile.doubleColumn(4).append(Math.min(1, share + 0.1));
            }
        }
        Map<String, Figure<?>> figures = new LinkedHashMap<>();
        figures.put("curves", LearningCurves.of(runs).horizontal("solved", 475));
        figures.put(
                "profiles",
                Lines.of(profile)
                        .x("threshold")
                        .y("estimate")
                        .group("variant")
                        .band("estimate", "low", "high")
                        .xTitle("normalised score τ")
                        .yTitle("share of runs above τ"));
        figures.put(
                "intervals", Intervals.of(IntervalsTest.table(9)).xTitle("interquartile mean of the final returns"));
        figures.put(
                "bars",
                Bars.of(IntervalsTest.table(3))
                        .value("estimate")
                        .interval("low", "high")
                        .horizontal("solved", 475));
        figures.put("histograms", Histograms.of(runs, "episodeReturn").group("variant"));
        return figures;
    }

    @Test
    void everyFigureIsWrittenInEveryFormatAtItsWidth() throws Exception {
        for (Map.Entry<String, Figure<?>> figure : figures().entrySet()) {
            boolean wide = figure.getKey().matches("curves|intervals");
            for (double width : wide ? new double[] {85, 170} : new double[] {PaperExport.COLUMN}) {
                Path base = Path.of("target/charts/paper", figure.getKey() + "-" + (int) width);
                List<Path> files = PaperExport.write(figure.getValue(), base, width);
                assertThat(files).extracting(Path::toString).allMatch(name -> name.startsWith(base.toString()));
                assertPdf(Files.readAllBytes(files.get(0)), width);
                assertSvg(Files.readAllBytes(files.get(1)), width);
                assertPng(Files.readAllBytes(files.get(2)), width);
            }
        }
    }

    /** Nothing is cut: half a millimetre at each edge is white, hairlines of a last pixel that is the chart's in part included. */
    @Test
    void theEdgesOfAFigureAreWhite(@TempDir Path folder) throws IOException {
        for (Map.Entry<String, Figure<?>> figure : figures().entrySet()) {
            for (double width : new double[] {45, 60, 85, 170}) {
                Figure<?> titled = figure.getKey().equals("intervals")
                        ? figure.getValue()
                        : figure.getValue().yTitle("share of samples with |r - 1| > clipRange, of all seeds");
                Path png = PaperExport.write(titled, folder.resolve("a"), width).get(2);
                Files.createDirectories(Path.of("target/charts/paper"));
                Files.copy(
                        png,
                        Path.of("target/charts/paper", figure.getKey() + "-titled-" + (int) width + ".png"),
                        StandardCopyOption.REPLACE_EXISTING);
                BufferedImage image = ImageIO.read(png.toFile());
                int edge = 12;
                for (int x = 0; x < image.getWidth(); x++) {
                    for (int y = 0; y < image.getHeight(); y++) {
                        boolean atEdge =
                                x < edge || y < edge || x >= image.getWidth() - edge || y >= image.getHeight() - edge;
                        if (atEdge && (image.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF) {
                            fail("%s at %s mm: pixel %d, %d is not white", figure.getKey(), width, x, y);
                        }
                    }
                }
            }
        }
    }

    private static void assertPdf(byte[] bytes, double width) throws IOException {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            PDRectangle page = document.getPage(0).getMediaBox();
            assertThat(page.getWidth() * 25.4 / 72).isCloseTo(width, within(0.01));
            assertThat(document.getPage(0).getResources().getFontNames()).isEmpty();
        }
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("/Font", "Date");
    }

    private static void assertSvg(byte[] bytes, double width) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Element svg = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes))
                .getDocumentElement();
        assertThat(svg.getAttribute("width")).isEqualTo((int) width + ".000mm");
        String[] box = svg.getAttribute("viewBox").split(" ");
        double height = Double.parseDouble(svg.getAttribute("height").replace("mm", ""));
        assertThat(height / width).isCloseTo(Double.parseDouble(box[3]) / Double.parseDouble(box[2]), within(1e-4));
        assertThat(svg.getElementsByTagName("text").getLength()).isZero();
        assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(10);
    }

    private static void assertPng(byte[] bytes, double width) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getWidth()).isCloseTo((int) Math.round(width / 25.4 * 600), within(1));
        assertThat(new String(bytes, 0, 200, StandardCharsets.ISO_8859_1))
                .contains("pHYs\0\0\\F\0\0\\F\1"); // 0x5C46 = 23622 dots per metre
    }

    @Test
    void theSameFigureGivesTheSameBytes() {
        figures().forEach((name, figure) -> {
            Chart<?, ?> one = figure.chart();
            Chart<?, ?> other = figures().get(name).chart();
            assertThat(ChartImages.pdf(one, 85)).as(name).isEqualTo(ChartImages.pdf(other, 85));
            assertThat(ChartImages.svg(one, 85)).as(name).isEqualTo(ChartImages.svg(other, 85));
            assertThat(ChartImages.png(one, 85, 100)).as(name).isEqualTo(ChartImages.png(other, 85, 100));
        });
    }

    @Test
    void lettersKeepTheirSizeWhateverTheWidth() {
        Figure<?> figure = figures().get("curves");
        for (double width : new double[] {60, 85, 170}) {
            int units = (int) Math.round(width * 72 / 25.4 * 14 / 8);
            Chart<?, ?> chart = figure.size(units, figure.heightAt(units)).chart();
            double pointsPerUnit = width * 72 / 25.4 / chart.getWidth();
            assertThat(14 * pointsPerUnit).isCloseTo(8, within(0.05));
        }
    }

    @Test
    void whatCannotBeWrittenIsSaid(@TempDir Path folder) throws IOException {
        Figure<?> figure = figures().get("profiles");
        assertThatThrownBy(() -> PaperExport.write(figure, folder.resolve("a"), 8.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the width on the page must be in [45, 500] mm but was 8.5");
        assertThatThrownBy(() -> PaperExport.write(figure, Path.of("a.pdf"), 85))
                .hasMessage("base must be a path without an ending, as in figures/returns, but was a.pdf");
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> PaperExport.write(figure, folder.resolve("file/a"), 85))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + folder.resolve("file/a.pdf") + ": " + folder.resolve("file")
                        + " is a file and not a folder");
        Files.createDirectories(folder.resolve("b.pdf"));
        assertThatThrownBy(() -> PaperExport.write(figure, folder.resolve("b"), 85))
                .hasMessageMatching("cannot write .*b\\.pdf: .+"); // in the system's words
        assertThatThrownBy(() -> ChartImages.png(figure.chart(), 85, 30))
                .hasMessage("dotsPerInch must be in [72, 1200] but was 30");
        PaperExport.write(figure.chart(), folder.resolve("new/folder/clip 0.2"), 85);
        assertThat(folder.resolve("new/folder")).isDirectoryContaining("glob:**clip 0.2.svg");
    }
}
