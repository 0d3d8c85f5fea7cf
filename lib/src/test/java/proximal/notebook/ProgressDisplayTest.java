package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> drawn = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(17);

    private ProgressDisplay display(long totalSteps) {
        return new ProgressDisplay(
                "task", totalSteps, (line, last) -> drawn.add(line + (last ? " END" : "")), clock::get);
    }

    @Test
    void showsShareSpeedAndTimeLeft() {
        ProgressDisplay progress = display(4000);
        clock.addAndGet(2 * SECOND);
        progress.update(0.25, "return 21"); // 1000 steps in 2 s, and three times as many to go
        clock.addAndGet(60 * SECOND);
        progress.update(0.5, "");
        clock.addAndGet(3600 * SECOND);
        progress.update(1, "");
        progress.close();
        assertThat(drawn)
                .containsExactly(
                        "task [#####...............]  25%  500 steps/s  0:06 left  return 21",
                        "task [##########..........]  50%  32 steps/s  1:02 left",
                        "task [####################] 100%  1 steps/s  0:00 left",
                        "task [####################] 100%  1 steps/s  1:01:02 in all END");
    }

    @Test
    void drawsAtMostOnceASecondAndAlwaysTheLastLine() {
        ProgressDisplay progress = display(0);
        for (int i = 0; i <= 100; i++) {
            progress.update(i / 1000.0, "");
            clock.addAndGet(SECOND / 10);
        }
        progress.close();
        progress.close();
        progress.update(1, "too late");
        assertThat(drawn).hasSize(12);
        assertThat(drawn.get(11)).isEqualTo("task [##..................]  10%  0:10 in all END");
    }

    @Test
    void manyThreadsMayUpdate() throws InterruptedException {
        ProgressDisplay progress = display(0);
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    clock.addAndGet(SECOND);
                    progress.update(0.5, "");
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        progress.close();
        assertThat(drawn).doesNotContainNull().hasSizeBetween(1001, 4001);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY})
    void refusesAFractionOutOfRange(double fraction) {
        assertThatThrownBy(() -> display(0).update(fraction, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fraction must be in [0, 1] but was " + fraction);
    }

    @Test
    void refusesNegativeSteps() {
        assertThatThrownBy(() -> display(-1)).hasMessage("totalSteps must not be negative but was -1");
    }

    @Test
    void writesOverItsLineOutsideANotebook() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (ProgressDisplay progress = new ProgressDisplay("task")) {
            progress.update(0, "a long text");
        } finally {
            System.setOut(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "\rtask [....................]   0%  a long text\rtask [....................]   0%  0:00 in all")
                .endsWith("\n");
    }
}
