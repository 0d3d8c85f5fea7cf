package proximal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class HistogramsTest {
    private static Table table(double... values) {
        return Table.create(DoubleColumn.create("w", values));
    }

    @Test
    void countsStandOverTheirBins() {
        XYChart chart = Histograms.of(table(0, 0.5, 1, 1.5, 3.9, 4, Double.NaN), "w")
                .bins(4)
                .chart();
        assertThat(chart.getSeriesMap().get("w").getXData()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
        assertThat(chart.getSeriesMap().get("w").getYData()).containsExactly(0, 2, 2, 2, 2, 0, 0, 2, 2, 0);
    }

    @Test
    void logarithmicBinsAndCounts() {
        XYChart chart = Histograms.of(table(1, 2, 50, 1000), "w")
                .bins(3)
                .logBins()
                .logCounts()
                .chart();
        double[] x = chart.getSeriesMap().get("w").getXData();
        assertThat(x[3] / x[1]).isCloseTo(10, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(chart.getSeriesMap().get("w").getYData()).containsExactly(0.5, 2, 2, 1, 1, 1, 1, 0.5);
    }

    @Test
    void groupsShareTheirBins() {
        Table table = table(0, 1, 2, 4);
        table.addColumns(StringColumn.create("g", "a", "a", "b", "b"));
        XYChart chart = Histograms.of(table, "w").group("g").bins(2).chart();
        assertThat(chart.getSeriesMap().get("a").getYData()).containsExactly(0, 2, 2, 0, 0, 0);
        assertThat(chart.getSeriesMap().get("b").getYData()).containsExactly(0, 0, 0, 2, 2, 0);
    }

    @Test
    void oneValueAloneHasABin() {
        XYChart chart = Histograms.of(table(7, 7), "w").bins(1).chart();
        assertThat(chart.getSeriesMap().get("w").getXData()).containsExactly(6.5, 6.5, 7.5, 7.5);
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        assertThatThrownBy(() -> Histograms.of(table(0, 1), "w").logBins().chart())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a logarithmic x axis needs positive values but the smallest is 0.0");
        assertThatThrownBy(() -> Histograms.of(table(Double.NaN), "w").chart())
                .hasMessage("w has no value of w to draw");
        assertThatThrownBy(() -> Histograms.of(table(), "w").chart())
                .hasMessage("there is nothing to draw: the table has no row");
        assertThatThrownBy(() -> Histograms.of(table(1), "v").chart())
                .hasMessage("the table has no column v; its columns are w");
        assertThatThrownBy(() -> Histograms.of(table(1), "w").bins(0)).hasMessageContaining("but had 0");
        assertThatThrownBy(() ->
                        Histograms.of(table(1, Double.POSITIVE_INFINITY), "w").chart())
                .hasMessageContaining("must be finite");
    }

    @Test
    void looksAsInAPaper() {
        Random random = new Random(5);
        DoubleColumn weight = DoubleColumn.create("weight");
        StringColumn campaign = StringColumn.create("campaign");
        String[] names = {"men", "all", "women"};
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 10_000; i++) {
                campaign.append(names[c]);
                weight.append(Math.exp(random.nextGaussian() * (1 + c * 0.7) - 0.5));
            }
        }
        Table table = Table.create(campaign, weight);
        var image = Pictures.render(
                Histograms.of(table, "weight")
                        .group("campaign")
                        .logBins()
                        .logCounts()
                        .xTitle("importance weight")
                        .yTitle("rows")
                        .vertical("weight 1", 1)
                        .chart(),
                "histogram-log");
        Pictures.assertShows(image, Palette.color(0), Palette.color(1), Palette.color(2));
        Table normal = Table.create(
                DoubleColumn.create("estimate", random.doubles(2000).map(u -> u + random.nextGaussian())));
        Pictures.render(
                Histograms.of(normal, "estimate")
                        .title("One distribution")
                        .vertical("mean", 0.5)
                        .chart(),
                "histogram");
    }
}
