package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

class LogCsvTest {
    private static EpisodeRecord episode(double episodeReturn) {
        return new EpisodeRecord(3, 1L << 40, episodeReturn, 17, true);
    }

    static UpdateRecord update(int number, double value) {
        return UpdateRecord.of(Measure.COLUMNS.stream()
                .collect(Collectors.toMap(column -> column, column -> switch (Measure.of(column)) {
                    case STEPS -> 128.0 * number;
                    case UPDATE, BACKTRACKS, EPOCHS -> (double) number;
                    default -> value;
                })));
    }

    private static RatioHistogram histogram(int count) {
        int[] counts = new int[RatioHistogram.BINS];
        Arrays.setAll(counts, bin -> bin * count);
        return RatioHistogram.of(counts);
    }

    private static RunLog read(Map<String, String> tables, String task, String variant, long seed) {
        RunLog log = new RunLog(task, variant, seed);
        LogCsv.read(tables::get, log);
        return log;
    }

    @Property(tries = 300)
    void readsBackToTheSameBits(
            @ForAll String task, @ForAll String variant, @ForAll long seed, @ForAll List<Double> values) {
        RunLog log = new RunLog(task, variant, seed);
        for (double value : values) {
            log.add(episode(value));
            log.add(
                    update(log.updates().size() + 1, value),
                    histogram(log.updates().size()));
        }
        RunLog read = read(LogCsv.write(log), task, variant, seed);
        assertThat(read.episodes()).isEqualTo(log.episodes());
        assertThat(read.updates()).isEqualTo(log.updates());
        assertThat(read.ratioHistograms()).usingRecursiveComparison().isEqualTo(log.ratioHistograms());
    }

    @Test
    void isPlainCsv() {
        RunLog log = new RunLog("a task", "clip, \"wide\"", -7);
        log.add(episode(Double.NaN));
        log.add(episode(Double.NEGATIVE_INFINITY));
        log.add(update(1, 0.5), histogram(2));
        Map<String, String> tables = LogCsv.write(log);
        assertThat(tables.get("episodes"))
                .isEqualTo("task,variant,seed,environment,steps,episodeReturn,length,truncated\n"
                        + "a task,\"clip, \"\"wide\"\"\",-7,3,1099511627776,,17,true\n"
                        + "a task,\"clip, \"\"wide\"\"\",-7,3,1099511627776,-Infinity,17,true\n");
        assertThat(tables.get("updates")).contains("task,variant,seed,update,steps,episodeReturn", "-7,1,128,0.5,0.5,");
        assertThat(tables.get("ratios")).contains("seed,count0,count1,", ",count81\n", "-7,0,2,4,6,", ",162\n");
    }

    @Test
    void refusesWhatIsCutOrOfAnotherRun() {
        RunLog log = new RunLog("t", "v", 1);
        log.add(episode(1.5));
        log.add(update(1, 0.5), histogram(1));
        Map<String, String> tables = LogCsv.write(log);
        for (String name : tables.keySet()) {
            String text = tables.get(name);
            for (int length = 0; length < text.length(); length++) {
                if (length == text.indexOf('\n') + 1 && name.equals("episodes")) {
                    continue; // the header alone is a table without rows
                }
                Map<String, String> cut = new HashMap<>(tables);
                cut.put(name, text.substring(0, length));
                assertThatThrownBy(() -> read(cut, "t", "v", 1)).hasMessageContaining("the table");
            }
        }
        assertThatThrownBy(() -> read(tables, "t", "v", 2)).hasMessageContainingAll("row 1", "table updates", "t,v,2");
        tables.computeIfPresent("episodes", (name, text) -> text.replace("true", "maybe"));
        assertThatThrownBy(() -> read(tables, "t", "v", 1))
                .hasMessageContainingAll("EpisodeRecord", "3,1099511627776,1.5,17,maybe");
        tables.computeIfPresent("episodes", (name, text) -> text.replace(",17", ""));
        assertThatThrownBy(() -> read(tables, "t", "v", 1))
                .hasMessageContaining("must have 5 cells behind task, variant and seed but has 4");
    }

    @Test
    void aSnapshotStaysAsItWas() {
        RunLog log = new RunLog("t", "v", 1);
        log.add(update(1, 0), histogram(1));
        RunLog snapshot = log.snapshot();
        log.add(update(2, 0), histogram(1));
        log.fail("no reason");
        assertThat(snapshot.updates()).hasSize(1);
        assertThat(snapshot.failure()).isEmpty();
        assertThat(log.snapshot().failure()).contains("no reason");
    }
}
