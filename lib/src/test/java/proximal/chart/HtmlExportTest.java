package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.record.Json;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class HtmlExportTest {
    private static Table table(String name, double... y) {
        double[] steps = new double[y.length];
        Arrays.setAll(steps, i -> 10 * (i % 2 + 1));
        double[] seeds = new double[y.length];
        Arrays.setAll(seeds, i -> i / 2);
        String[] names = new String[y.length];
        Arrays.fill(names, name);
        return Table.create(
                "runs",
                StringColumn.create("variant", names),
                DoubleColumn.create("seed", seeds),
                DoubleColumn.create("steps", steps),
                DoubleColumn.create("value", y));
    }

    /** What the script is called with. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> figure(String html) {
        int begin = html.lastIndexOf("\"), {") + 3;
        return Json.read(html.substring(begin, html.lastIndexOf(");\n</script>")));
    }

    @Test
    void holdsTheMeansAndTheBandsOfTheFigure() {
        LearningCurves curves = LearningCurves.of(table("a", 1, 2, 3, 6))
                .y("value")
                .band(LearningCurves.Band.MIN_MAX)
                .title("T")
                .vertical("here", 15)
                .horizontal("solved", 5);
        Map<String, Object> figure = figure(HtmlExport.html(curves));
        assertThat(figure)
                .containsEntry("title", "T")
                .containsEntry("y", "value")
                .containsEntry("logX", false);
        assertThat(figure.get("lines"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2)
                .first()
                .satisfies(line -> {
                    Map<?, ?> members = (Map<?, ?>) line;
                    assertThat(members.get("label")).isEqualTo("a");
                    assertThat(members.get("table")).isEqualTo(List.of(List.of(10.0, 20.0), List.of(2.0, 4.0)));
                });
        assertThat(figure.get("bands"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .satisfies(band -> {
                    Map<?, ?> members = (Map<?, ?>) band;
                    assertThat(members.get("line")).isEqualTo(0L);
                    assertThat(members.get("table"))
                            .isEqualTo(List.of(List.of(10.0, 20.0), List.of(1.0, 2.0), List.of(3.0, 6.0)));
                });
        assertThat(figure.get("verticals")).isEqualTo(List.of(Map.of("x", 15.0, "label", "here")));
    }

    @Test
    void isOnePageThatNeedsNothingElse(@TempDir Path folder) throws Exception {
        Path file = HtmlExport.write(LearningCurves.of(table("a", 1, 2)).y("value"), folder.resolve("new/page.html"));
        assertThat(Files.readString(file))
                .startsWith("<!DOCTYPE html>")
                .contains("uPlot")
                .doesNotContainPattern("(src|href)=|@import|url\\(");
    }

    @Test
    void aNameCannotEndTheScript() {
        String html = HtmlExport.html(
                LearningCurves.of(table("</script><b>", 1, 2)).y("value").horizontal("", 1));
        assertThat(html.split("</script>", -1)).hasSize(2);
        assertThat(figure(html).get("lines").toString()).contains("</script><b>");
    }

    @Test
    void whatHasNoLinesOverNumbersIsRefused() {
        Table bars = table("a", 1, 2);
        assertThatThrownBy(() -> HtmlExport.html(Bars.of(bars).category("steps").value("value")))
                .hasMessage(
                        "a page shows lines over numbers, as LearningCurves and Lines have them, but the figure is Bars");
        Table back = Table.create("back", DoubleColumn.create("x", 2, 1), DoubleColumn.create("y", 1, 2));
        assertThatThrownBy(() -> HtmlExport.html(Lines.of(back).x("x").y("y")))
                .hasMessageContaining("goes from 2.0 to 1.0");
    }
}
