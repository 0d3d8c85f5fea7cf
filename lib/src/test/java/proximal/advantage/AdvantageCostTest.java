package proximal.advantage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Advantages and returns are written into the caller's array, and nothing else is allocated. */
class AdvantageCostTest {
    private static final int STEPS = 5000;
    private static final int NUM_ENVS = 8;

    @Test
    void nothingIsAllocatedBesidesTheResult() {
        int n = STEPS * NUM_ENVS;
        float[] rewards = new float[n];
        float[] values = new float[n];
        boolean[] terminated = new boolean[n];
        boolean[] truncated = new boolean[n];
        float[] finalValues = new float[n];
        float[] lastValues = new float[NUM_ENVS];
        float[] result = new float[n];
        for (int i = 0; i < n; i++) {
            rewards[i] = i % 7;
            terminated[i] = i % 97 == 0;
            truncated[i] = i % 89 == 0 && !terminated[i];
        }
        GeneralizedAdvantage advantage = new GeneralizedAdvantage(0.99, 0.95);
        DiscountedReturns returns = new DiscountedReturns(0.99);
        assertThat(leastBytes(() ->
                        advantage.compute(rewards, values, terminated, truncated, finalValues, lastValues, result)))
                .isZero();
        assertThat(leastBytes(() -> returns.compute(rewards, terminated, truncated, finalValues, lastValues, result)))
                .isZero();
    }

    /** Of several calls, since the virtual machine itself may allocate while it compiles. */
    private static long leastBytes(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
