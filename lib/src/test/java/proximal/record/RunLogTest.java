package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;

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
}
