package proximal.table;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import proximal.experiment.SparkRunner;
import proximal.experiment.SweepFile;

/**
 * Runs the sweep of a {@link SweepFile}, and writes its table:
 *
 * <pre>
 * spark-submit --master spark://host:7077 proximal-spark.jar sweep.json                       with Spark
 * java --add-modules jdk.incubator.vector -cp "target/classes:target/jars/*" proximal.table.SweepCommand sweep.json     without
 * </pre>
 *
 * <p>Copy: with the library.
 */
public final class SweepCommand {
    private static final int LAST_EPISODES = 100;

    private SweepCommand() {}

    /**
     * Runs a sweep; on Spark where spark-submit started this JVM.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("give the file of the sweep, as in: spark-submit proximal-spark.jar sweep.json");
            System.exit(2);
        }
        try {
            SweepFile sweep = SweepFile.read(Path.of(arguments[0]));
            boolean submitted = System.getProperty("spark.master") != null;
            String[] told = {""};
            sweep.ablation().progress((fraction, text) -> {
                String runs = text.replaceFirst(", \\d+ steps.*", "");
                if (!runs.equals(told[0])) {
                    System.out.println(runs);
                    told[0] = runs;
                }
            });
            var logs = (submitted ? sweep.ablation().on(SparkRunner.submitted()) : sweep.ablation()).run();
            CsvTables.write(SweepTables.results(logs, LAST_EPISODES), sweep.results());
            System.out.println("the results are in " + sweep.results().toAbsolutePath());
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
