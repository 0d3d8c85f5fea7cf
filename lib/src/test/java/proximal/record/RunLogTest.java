package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunLogTest {
    @Test
    void isOneLineOfText() {
        RunLog log = new RunLog("CartPole-v1", "clip 0.2", 3);
        assertThat(log).hasToString("clip 0.2 on CartPole-v1 with seed 3, 0 updates");
        log.fail("before its first update was done: two\n  lines");
        assertThat(log)
                .hasToString(
                        "clip 0.2 on CartPole-v1 with seed 3, 0 updates, failed before its first update was done: two lines");
    }

    /**
     * Four environments with episodes of 10, 20, 40 and 80 steps, for ever; the return of an episode is its length. Oracle: by
     * hand. In each 80 steps of an environment end 8, 4, 2 and 1 episodes, 80 steps of each, so the mean over all episodes is
     * 320 / 15; the first to end are those of 10.
     */
    @Test
    void aMeanReturnBeginsWhereEveryEnvironmentHasEndedAnEpisode() {
        int[] lengths = {10, 20, 40, 80};
        RunLog log = new RunLog("T", "a", 1);
        assertThat(log.firstEpisodesEnd()).isEmpty();
        for (int step = 1; step <= 160; step++) {
            for (int environment = 0; environment < 4; environment++) {
                int length = lengths[environment];
                if (step % length == 0) {
                    log.add(new EpisodeRecord(environment, 4L * step, length, length, false));
                }
            }
            if (step < 80) {
                assertThat(log.meanReturn(100)).isNaN();
                double early = log.episodes().stream()
                        .mapToDouble(EpisodeRecord::episodeReturn)
                        .average()
                        .orElse(10);
                assertThat(early).isLessThan(320.0 / 15);
                assertThat(step < 20 ? early : 10).isEqualTo(10);
            }
            if (step % 80 == 0) {
                assertThat(log.meanReturn(100)).isCloseTo(320.0 / 15, within(1e-12));
            }
            assertThat(log.firstEpisodesEnd().isPresent()).isEqualTo(step >= 80);
        }
        assertThat(log.firstEpisodesEnd()).hasValue(320);
        assertThat(log.snapshot().firstEpisodesEnd()).hasValue(320);
        assertThat(log.meanReturn(1)).isEqualTo(80);
    }

    /** Environments with episodes of the same length end theirs in the same step, the last of which makes it whole. */
    @Test
    void aSnapshotGoesOnAsTheLogDoes() {
        RunLog log = new RunLog("T", "a", 1);
        Set<Boolean> seen = new HashSet<>();
        for (int environment = 0; environment < 3; environment++) {
            RunLog snapshot = log.snapshot();
            EpisodeRecord episode = new EpisodeRecord(environment, 15, 7, 5, true);
            log.add(episode);
            snapshot.add(episode);
            assertThat(snapshot.firstEpisodesEnd()).isEqualTo(log.firstEpisodesEnd());
            seen.add(log.firstEpisodesEnd().isPresent());
        }
        assertThat(seen).hasSize(2);
        assertThat(log.firstEpisodesEnd()).hasValue(15);
    }
}
