package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogCsvTest {
    private static EpisodeRecord episode(double episodeReturn) {
        return new EpisodeRecord(3, 1L << 40, episodeReturn, 17, true);
    }

    static UpdateRecord update(int number, double value) {
        return new UpdateRecord(
                number,
                128L * number,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                value,
                4,
                value);
    }

    @Property(tries = 300)
    void readsBackToTheSameBits(
            @ForAll String task, @ForAll String variant, @ForAll long seed, @ForAll List<Double> values) {
        RunLog log = new RunLog(task, variant, seed);
        values.forEach(value -> log.add(episode(value)));
        String text = LogCsv.write(log, EpisodeRecord.class, log.episodes());
        assertThat(LogCsv.read(text, log, EpisodeRecord.class)).isEqualTo(log.episodes());
    }

    @Test
    void isPlainCsv() {
        RunLog log = new RunLog("a task", "clip, \"wide\"", -7);
        log.add(episode(Double.NaN));
        log.add(episode(Double.NEGATIVE_INFINITY));
        assertThat(LogCsv.write(log, EpisodeRecord.class, log.episodes()))
                .isEqualTo("task,variant,seed,environment,steps,episodeReturn,length,truncated\n"
                        + "a task,\"clip, \"\"wide\"\"\",-7,3,1099511627776,,17,true\n"
                        + "a task,\"clip, \"\"wide\"\"\",-7,3,1099511627776,-Infinity,17,true\n");
    }

    @Test
    void readsAnUpdateWithEveryComponent() {
        RunLog log = new RunLog("t", "v", 1);
        log.add(update(1, Double.MIN_VALUE));
        log.add(update(2, 1 / 3.0));
        String text = LogCsv.write(log, UpdateRecord.class, log.updates());
        assertThat(LogCsv.read(text, log, UpdateRecord.class)).isEqualTo(log.updates());
    }

    @Test
    void refusesWhatIsCutOrOfAnotherRun() {
        RunLog log = new RunLog("t", "v", 1);
        log.add(episode(1.5));
        String text = LogCsv.write(log, EpisodeRecord.class, log.episodes());
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            if (length != text.indexOf('\n') + 1) { // the header alone is a table without rows
                assertThatThrownBy(() -> LogCsv.read(cut, log, EpisodeRecord.class))
                        .hasMessageContaining("the table");
            }
        }
        assertThatThrownBy(() -> LogCsv.read(text, new RunLog("t", "v", 2), EpisodeRecord.class))
                .hasMessage("row 1 of the table must begin with t,v,2, and end with a line end");
        assertThatThrownBy(() -> LogCsv.read(text, log, UpdateRecord.class)).hasMessageContaining("the columns task");
        assertThatThrownBy(() -> LogCsv.read(text.replace("true", "maybe"), log, EpisodeRecord.class))
                .hasMessage("row 1 of the table is no EpisodeRecord: 3,1099511627776,1.5,17,maybe");
        assertThatThrownBy(() -> LogCsv.read(text.replace(",17", ""), log, EpisodeRecord.class))
                .hasMessageContaining("must have 5 cells");
    }

    @Test
    void aSnapshotStaysAsItWas() {
        RunLog log = new RunLog("t", "v", 1);
        log.add(update(1, 0));
        RunLog snapshot = log.snapshot();
        log.add(update(2, 0));
        log.fail("no reason");
        assertThat(snapshot.updates()).hasSize(1);
        assertThat(snapshot.failure()).isEmpty();
        assertThat(log.snapshot().failure()).contains("no reason");
    }
}
