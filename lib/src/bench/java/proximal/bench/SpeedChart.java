package proximal.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import proximal.chart.Bars;
import proximal.chart.ChartImages;
import proximal.table.CsvTables;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Draws the README's chart of training speed from datasets/benchmarks.csv. Run it from the project's folder. */
final class SpeedChart {
    private static final String[][] BARS = {
        {"peer_cleanrl_cartpole_steps_per_second", "CleanRL"},
        {"peer_stable_baselines3_cartpole_steps_per_second", "Stable-Baselines3"},
        {"peer_purejaxrl_two_cores_cartpole_steps_per_second", "PureJaxRL"},
        {"cartpole_steps_per_second", "Proximal"},
        {"cartpole_two_seeds_steps_per_second", "Proximal, two runs"},
    };

    private SpeedChart() {}

    /** Takes the CSV file and the PNG file. */
    public static void main(String[] arguments) throws Exception {
        Table figures = CsvTables.read(Path.of(arguments[0]), "figure", "value");
        StringColumn names = figures.stringColumn("figure");
        StringColumn library = StringColumn.create("library");
        DoubleColumn speed = DoubleColumn.create("speed");
        for (String[] bar : BARS) {
            library.append(bar[1]);
            speed.append(
                    figures.where(names.isEqualTo(bar[0])).doubleColumn("value").get(0));
        }
        var chart = Bars.of(Table.create("speed", library, speed))
                .category("library")
                .value("speed")
                .title("PPO on CartPole-v1, two cores")
                .xTitle("")
                .yTitle("environment steps per second")
                .chart();
        Files.write(Path.of(arguments[1]), ChartImages.png(chart, 2));
    }
}
