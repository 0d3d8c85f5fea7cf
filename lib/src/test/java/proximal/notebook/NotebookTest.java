package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proximal.chart.Lines;
import proximal.training.TrainingConfig;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** What a notebook shows, in the base of IJava's kernel and in JJava's. */
class NotebookTest {
    private final BaseKernel kernel = new OldKernel();
    private final Table table = Table.create("t", DoubleColumn.create("x", 0, 1), DoubleColumn.create("y", 1.5, 2));

    @AfterEach
    void end() {
        Notebook.end();
        Notebook.dark(false);
    }

    @Test
    void theOldKernelShowsChartsAsPicturesAndTablesAsHtml() {
        Notebook.install(kernel);
        Lines lines = Lines.of(table).x("x").y("y").title("rising");
        for (Object chart : new Object[] {lines, lines.chart()}) {
            DisplayData shown = kernel.getRenderer().render(chart);
            assertThat((String) shown.getData(MIMEType.IMAGE_PNG)).startsWith("iVBOR");
            assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("[chart: rising]");
        }
        DisplayData shown = kernel.getRenderer().render(table);
        assertThat((String) shown.getData(MIMEType.TEXT_HTML)).contains("<td style=\"text-align: right\">1.5</td>");
    }

    @Test
    void outsideOfIJavaNothingIsInstalled() {
        assertThat(Notebook.install()).isEqualTo("nothing to install: the kernel is not IJava");
    }

    @Test
    void aFigureAndAConfigurationShowThemselvesInJJava() {
        Renderer renderer = new Renderer();
        ProximalExtension.registerRenderers(renderer);
        org.dflib.jjava.jupyter.kernel.display.DisplayData figure =
                renderer.render(Lines.of(table).x("x").y("y"));
        assertThat((String) figure.getData(org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.IMAGE_PNG))
                .startsWith("iVBOR");
        String html = (String) renderer.render(TrainingConfig.withDefaults().withClipRange(0.125))
                .getData(org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.TEXT_HTML);
        assertThat(html).contains("clipRange", ">0.125<", ">0.2<", "[0.1 to 0.3]");
    }

    /** Ends of the scale and the order of the channels, which makes the hue. */
    @Test
    void inADarkThemeWhiteIsTheThemesBackgroundAndColoursKeepTheirHue() throws IOException {
        BufferedImage light = picture();
        Notebook.dark(true);
        BufferedImage dark = picture();
        int seen = 0;
        for (int y = 0; y < light.getHeight(); y++) {
            for (int x = 0; x < light.getWidth(); x++) {
                Color before = new Color(light.getRGB(x, y)), after = new Color(dark.getRGB(x, y));
                if (before.equals(Color.WHITE)) {
                    assertThat(after).isEqualTo(new Color(0x11, 0x11, 0x11));
                } else if (before.getBlue() > before.getGreen() + 40 && before.getGreen() > before.getRed() + 40) {
                    assertThat(after.getBlue()).isGreaterThan(after.getGreen());
                    assertThat(after.getGreen()).isGreaterThan(after.getRed());
                    seen++;
                }
            }
        }
        assertThat(seen).isPositive();
    }

    private BufferedImage picture() throws IOException {
        byte[] png = Base64.getDecoder()
                .decode(Shown.of(Lines.of(table).x("x").y("y")).content().get());
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void everyHyperparameterHasAMeaning() {
        Map<String, String> meanings = Hyperparameters.meanings();
        assertThat(Arrays.stream(TrainingConfig.class.getRecordComponents()).map(component -> component.getName()))
                .allSatisfy(name -> assertThat(meanings.get(name)).isNotBlank().doesNotContain("@", "{", "\n"));
    }

    private static final class OldKernel extends BaseKernel {
        @Override
        public DisplayData eval(String expression) {
            return null;
        }

        @Override
        public DisplayData inspect(String code, int at, boolean extraDetail) {
            return null;
        }

        @Override
        public ReplacementOptions complete(String code, int at) {
            return null;
        }

        @Override
        public LanguageInfo getLanguageInfo() {
            return null;
        }
    }
}
