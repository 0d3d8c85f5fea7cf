package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.ClassicControl;
import proximal.record.Checkpoint;
import proximal.record.LogCsv;
import proximal.record.RunLog;
import proximal.table.RunTables;
import proximal.update.Diagnostics;
import proximal.update.Measure;
import proximal.update.UpdateRecord;

/** What a term or a rule of one's own measures, on its way into tables, CSV files and checkpoints. */
class OwnMeasuresTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(32)
            .withMinibatchSize(32)
            .withTotalSteps(256);

    @TempDir
    Path folder;

    /** Each call gives another lambda, as a cell that is run again does. */
    private static TrainingRun run() {
        float[] half = {0.5f};
        TrainingConfig config = SMALL.withLossTerm("mine", batch -> half[0] * batch.mean(batch.values));
        return new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "v", config, 1);
    }

    @Test
    void aLambdaInTheConfigurationIsDescribedTheSameInEveryProcess() {
        TrainingConfig config = SMALL.withLossTerm("mine", batch -> 0).withLossTerm("another", batch -> 1);
        assertThat(config.describe()).containsEntry("lossTerms", "{mine=lambda, another=lambda}");
    }

    @Test
    void aTermOfOnesOwnIsAColumnOfTablesCsvAndCheckpoints() {
        try (TrainingRun whole = run();
                TrainingRun begun = run();
                TrainingRun resumed = run()) {
            begun.update();
            begun.checkpoint().write(folder.resolve("state.zip"));
            resumed.restore(Checkpoint.read(folder.resolve("state.zip")));
            for (TrainingRun run : List.of(whole, resumed)) {
                while (!run.finished()) {
                    run.update();
                }
            }
            double[] mine =
                    RunTables.updates(List.of(whole.log())).doubleColumn("mine").asDoubleArray();
            assertThat(mine).hasSize(4).doesNotContain(Double.NaN);
            assertThat(resumed.log().updates())
                    .extracting(update -> update.get("mine"))
                    .containsExactlyElementsOf(Arrays.stream(mine).boxed().toList());
            RunLog read = new RunLog("CartPole-v1", "v", 1);
            LogCsv.read(LogCsv.write(whole.log())::get, read);
            assertThat(read.updates()).isEqualTo(whole.log().updates());
        }
    }

    @Test
    void aFileOfAnEarlierVersionHasFewerMeasures() {
        RunLog log = new RunLog("t", "v", 1);
        Diagnostics diagnostics = new Diagnostics(1);
        diagnostics.put(Measure.UPDATE, 1);
        diagnostics.put(Measure.STEPS, 512);
        diagnostics.put(Measure.LEARNING_RATE, 0.25);
        diagnostics.put(Measure.CLIP_RANGE, 0.5);
        diagnostics.put(Measure.STEPS_PER_SECOND, 7);
        log.add(diagnostics.record(), diagnostics.ratioHistogram());
        Map<String, String> tables = new HashMap<>(LogCsv.write(log));
        List<String> columns = List.of(tables.get("updates").split("\n")[0].split(","));
        tables.compute("updates", (name, text) -> without(text, columns.indexOf("clipRange")));
        RunLog read = new RunLog("t", "v", 1);
        LogCsv.read(tables::get, read);
        UpdateRecord update = read.updates().get(0);
        assertThat(update.get(Measure.CLIP_RANGE)).isNaN();
        assertThat(List.of(update.get("learningRate"), update.get("stepsPerSecond"), (double) update.steps()))
                .containsExactly(0.25, 7.0, 512.0);
    }

    private static String without(String csv, int column) {
        StringBuilder rows = new StringBuilder();
        for (String line : csv.split("\n")) {
            String[] cells = line.split(",", -1);
            for (int i = 0; i < cells.length; i++) {
                rows.append(i == column ? "" : (i == 0 ? "" : ",") + cells[i]);
            }
            rows.append('\n');
        }
        return rows.toString();
    }

    @Test
    void aNameIsRefusedThatTablesCannotTellFromAnother() {
        Diagnostics diagnostics = new Diagnostics(1);
        diagnostics.put("mine", 3);
        assertThat(diagnostics.get("mine")).isEqualTo(3);
        for (String taken : List.of("KL", "Seed", "MINE")) {
            assertThatThrownBy(() -> diagnostics.put(taken, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(taken);
        }
        assertThatThrownBy(() -> diagnostics.get("yours"))
                .hasMessageContaining("mine")
                .hasMessageContaining("yours");
    }
}
