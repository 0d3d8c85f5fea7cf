package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Oracle: the observations of the same environment without the wrapper. GymnasiumTest has Gymnasium's own for another. */
class FrameStackTest {
    private final StepResult result = new StepResult();

    /** An environment whose observation ends in a mask of its two actions. */
    private static final class Masked extends EnvironmentWrapper {
        private final float[] seen = new float[4];
        private int steps;

        Masked() {
            super(new CartPole());
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(6, -1000, 1000);
        }

        @Override
        public int maskSize() {
            return 2;
        }

        @Override
        public void reset(long seed, float[] observation) {
            environment.reset(seed, seen);
            steps = 0;
            show(observation);
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            environment.step(action, seen, result);
            steps++;
            show(observation);
        }

        private void show(float[] observation) {
            System.arraycopy(seen, 0, observation, 0, 4);
            observation[4] = steps % 2;
            observation[5] = 1;
        }
    }

    @Test
    void theLastObservationsStandOldestFirstAndTheMaskOnce() {
        Environment plain = new Masked();
        Environment stacked = new FrameStack(new Masked(), 3);
        assertThat(stacked.observationSpace().size()).isEqualTo(3 * 4 + 2);
        assertThat(stacked.maskSize()).isEqualTo(2);
        float[] one = new float[6];
        float[] three = new float[14];
        for (int episode = 0; episode < 2; episode++) {
            List<float[]> last = new ArrayList<>();
            plain.reset(episode, one);
            stacked.reset(episode, three);
            for (int i = 0; i < 3; i++) {
                last.add(one.clone());
            }
            for (int step = 0; step < 6; step++) {
                for (int i = 0; i < 12; i++) {
                    assertThat(three[i]).isEqualTo(last.get(i / 4)[i % 4]);
                }
                assertThat(three[12]).isEqualTo(one[4]);
                assertThat(three[13]).isEqualTo(one[5]);
                plain.step(new float[] {step % 2}, one, result);
                stacked.step(new float[] {step % 2}, three, result);
                last.remove(0);
                last.add(one.clone());
            }
        }
    }

    @Test
    void theBoundsAreThoseOfEachFrame() {
        BoxSpace one = new CartPole().observationSpace();
        BoxSpace two = new FrameStack(new CartPole(), 2).observationSpace();
        for (int i = 0; i < 8; i++) {
            assertThat(two.low(i)).isEqualTo(one.low(i % 4));
            assertThat(two.high(i)).isEqualTo(one.high(i % 4));
        }
        EnvironmentChecker.check(new FrameStack(new TimeLimit(new CartPole(), 20), 4))
                .requireValid();
    }

    @Test
    void aStateKeepsTheFrames() {
        Environment first = new FrameStack(new Pendulum(), 3);
        float[] observation = new float[9];
        first.reset(7, observation);
        for (int step = 0; step < 4; step++) {
            first.step(new float[] {0.5f}, observation, result);
        }
        Environment second = new FrameStack(new Pendulum(), 3);
        float[] again = new float[9];
        second.setState(first.state(), again);
        assertThat(again).isEqualTo(observation);
        first.step(new float[] {-1}, observation, result);
        second.step(new float[] {-1}, again, result);
        assertThat(again).isEqualTo(observation);
        assertThatThrownBy(() -> new FrameStack(new Pendulum(), 2).setState(first.state(), new float[6]))
                .hasMessageContaining("must be 6 numbers but was 9");
        assertThatThrownBy(() -> new FrameStack(new Pendulum(), 0)).hasMessageContaining("at least 1 but was 0");
    }
}
