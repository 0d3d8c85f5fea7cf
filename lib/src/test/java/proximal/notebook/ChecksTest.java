package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Oracle: counting. */
class ChecksTest {
    private static Object[] parameters(long... seeds) {
        return new Object[] {"CartPole-v1", seeds, 0.2, new double[][] {{1}, {2, 3}}};
    }

    private static final String DIGEST = Checks.of("", parameters(1, 2)).digest();

    @Test
    void recordedValuesAreCheckedWithTheirParametersAlone() {
        Checks same = Checks.of(DIGEST, parameters(1, 2));
        assertThat(same.original()).isTrue();
        same.invariant(true, "a");
        same.recorded(() -> true, "b");
        assertThatThrownBy(() -> same.recorded(() -> false, "c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not so: c");
        assertThat(same).hasToString("1 invariants hold; 1 recorded values checked, 0 skipped");

        Checks other = Checks.of(DIGEST, parameters(1, 2, 3));
        assertThat(other.original()).isFalse();
        other.recorded(() -> false, "c");
        assertThatThrownBy(() -> other.invariant(false, "a")).hasMessage("not so: a");
        assertThat(other).hasToString("0 invariants hold; 0 recorded values checked, 1 skipped");
    }

    /** The notebooks write the digest down, so it is the same in each JVM. */
    @Test
    void theDigestIsTheSameInEachJvm() {
        assertThat(DIGEST).isEqualTo(Checks.of("", parameters(1, 2)).digest()).matches("[0-9a-f]{8}");
    }
}
