package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class BarsTest {
    private static Table estimates() {
        return Table.create(
                "estimates",
                StringColumn.create("campaign", "men", "men", "men", "all", "all", "all", "women", "women"),
                StringColumn.create(
                        "estimator",
                        "ordinary",
                        "self-normalised",
                        "its own log",
                        "ordinary",
                        "self-normalised",
                        "its own log",
                        "ordinary",
                        "self-normalised"),
                DoubleColumn.create("estimate", 0.30, 0.32, 0.46, 0.24, 0.23, 0.38, 0.74, Double.NaN),
                DoubleColumn.create("low", 0.2, 0.2, 0.4, 0.1, 0.1, 0.3, 0.1, Double.NaN),
                DoubleColumn.create("high", 0.7, 0.6, 0.6, 0.4, 0.4, 0.5, 1.9, Double.NaN));
    }

    private static Bars bars() {
        return Bars.of(estimates())
                .category("campaign")
                .group("estimator")
                .value("estimate")
                .interval("low", "high");
    }

    @Test
    void eachRowIsABarAndAMissingOneIsNone() {
        CategoryChart chart = bars().chart();
        assertThat(chart.getSeriesMap().keySet()).containsExactly("ordinary", "self-normalised", "its own log");
        assertThat(chart.getSeriesMap().get("ordinary").getXData()).isEqualTo(List.of("men", "all", "women"));
        assertThat(chart.getSeriesMap().get("ordinary").getYData()).isEqualTo(List.of(0.30, 0.24, 0.74));
        List<Double> expected = new ArrayList<>(List.of(0.32, 0.23));
        expected.add(null);
        assertThat(chart.getSeriesMap().get("self-normalised").getYData()).isEqualTo(expected);
        assertThat(chart.getStyler().getYAxisMin()).isZero();
        assertThat(chart.getStyler().getYAxisMax()).isGreaterThan(1.9);
    }

    @Test
    void theIntervalStandsOverItsBarWithItsEndsAtTheirValues() {
        Table table = Table.create(
                StringColumn.create("variant", "a", "b"),
                DoubleColumn.create("mean", 1, 2),
                DoubleColumn.create("se", 0.5, 1));
        CategoryChart chart = Bars.of(table).error("se").chart();
        BufferedImage image = Pictures.render(chart, "bars-plain");
        int dark = 0;
        int x = (int) chart.getScreenXFromChart(0.5);
        int top = (int) chart.getScreenYFromChart(1.5);
        int bottom = (int) chart.getScreenYFromChart(0.5);
        for (int y = top + 2; y < bottom - 2; y++) {
            int row = y; // the line lies on a whole pixel of the data's, and not of the picture
            dark += IntStream.rangeClosed(x - 1, x + 1)
                            .map(column -> image.getRGB(column, row))
                            .anyMatch(rgb -> (rgb & 0xFF) < 0x60 && (rgb >> 16 & 0xFF) < 0x60)
                    ? 1
                    : 0;
        }
        assertThat(dark).isEqualTo(bottom - top - 4);
        assertThat(image.getRGB(x, top - 12) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(image.getRGB(x, bottom + 12) & 0xFFFFFF)
                .isEqualTo(Palette.tint(0).getRGB() & 0xFFFFFF);
    }

    @Test
    void onALogarithmicAxisEqualRatiosAreEqualHeights() {
        Table table = Table.create(
                StringColumn.create("variant", "a", "b", "c"),
                DoubleColumn.create("mean", 0.4, 40, 4000),
                DoubleColumn.create("se", 0.1, 10, 1000));
        CategoryChart chart = Bars.of(table).error("se").logY().chart();
        assertThat(chart.getStyler().getYAxisMin()).isEqualTo(0.1, within(1e-12));
        BufferedImage image = Pictures.render(chart, "bars-logarithmic");
        int[] tops = new int[3];
        for (int c = 0; c < 3; c++) {
            int x = (int) chart.getScreenXFromChart(c + 0.35);
            while ((image.getRGB(x, tops[c]) & 0xFFFFFF) != (Palette.tint(0).getRGB() & 0xFFFFFF)) {
                tops[c]++;
            }
        }
        assertThat((double) tops[0] - tops[1]).isEqualTo(tops[1] - tops[2], within(2.0));
        assertThat(tops[0] - tops[1]).isGreaterThan(100);
        Table zero = Table.create(StringColumn.create("variant", "a"), DoubleColumn.create("mean", 0.0));
        assertThatThrownBy(() -> Bars.of(zero).logY().chart()).hasMessageContaining("needs positive values");
    }

    @Test
    void namesThatAreTooLongAreWrappedOrTurned() {
        Table table = Table.create(
                StringColumn.create("variant", "clip 0.2", "KL penalty, adaptive coefficient", "no clipping"),
                DoubleColumn.create("mean", 3, 2, 1));
        CategoryChart chart = Bars.of(table).yTitle("").size(500, 400).chart();
        Pictures.render(chart, "bars-wrapped");
        assertThat(texts(chart))
                .allMatch(text -> text.place().getShearX() == 0)
                .extracting(PlacedText::text)
                .contains("KL penalty,", "adaptive coefficient");
        table.stringColumn("variant").set(1, "normalised-advantages-and-rewards");
        chart = Bars.of(table).yTitle("").size(400, 300).chart();
        Pictures.render(chart, "bars-turned");
        assertThat(texts(chart))
                .filteredOn(text -> text.place().getShearX() != 0)
                .hasSize(3);
    }

    private static List<PlacedText> texts(CategoryChart chart) {
        return ((PaperFrame.Framed) chart).frame().texts();
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        assertThatThrownBy(() -> bars().value("mean").chart())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the table has no column mean; its columns are campaign, ");
        assertThatThrownBy(() -> Bars.of(estimates())
                        .category("campaign")
                        .value("estimate")
                        .chart())
                .hasMessage("two rows are of campaign men; a bar has one row");
        Table nothing = Table.create(StringColumn.create("variant", "a"), DoubleColumn.create("mean", Double.NaN));
        assertThatThrownBy(() -> Bars.of(nothing).chart()).hasMessage("column mean has no value to draw");
        assertThatThrownBy(() -> bars().horizontal("x", Double.NaN)).hasMessageContaining("finite value but had NaN");
        assertThatThrownBy(() -> bars().size(10, 10)).hasMessageContaining("but was 10 x 10");
    }

    @Test
    void aLineNeedsNoLabel() {
        for (String label : new String[] {"", " "}) {
            BufferedImage image = Pictures.render(bars().horizontal(label, 1.2).chart(), "bars-without-label");
            Pictures.assertShows(image, Palette.tint(0));
        }
    }

    @Test
    void looksAsInAPaper() {
        BufferedImage image = Pictures.render(
                bars().title("Reward of the uniform policy")
                        .yTitle("clicks per 100 impressions")
                        .horizontal("logged policy", 0.69)
                        .chart(),
                "bars");
        Pictures.assertShows(image, Palette.tint(0), Palette.tint(1), Palette.tint(2));
        Table signs = Table.create(
                StringColumn.create("variant", "a", "b"),
                DoubleColumn.create("mean", -1, 2),
                DoubleColumn.create("se", 0.5, 1));
        Pictures.render(Bars.of(signs).error("se").chart(), "bars-signs");
    }
}
