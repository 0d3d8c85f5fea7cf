package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Arrays;
import java.util.Map;
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
