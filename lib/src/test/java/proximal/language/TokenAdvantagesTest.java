package proximal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import proximal.Golden;
import proximal.advantage.GeneralizedAdvantage;
import proximal.update.KlRule;
import proximal.update.ProportionalKl;

class TokenAdvantagesTest {
    private static final float NAN = Float.NaN;

    /** Oracle: GeneralizedAdvantage on each answer alone, which is tested against Stable-Baselines3. */
    @Property(tries = 60)
    void gaeOfAPaddedRowIsThatOfTheAnswerAlone(
            @ForAll @IntRange(min = 1, max = 9) int length,
            @ForAll @IntRange(max = 4) int left,
            @ForAll @IntRange(max = 4) int right,
            @ForAll boolean cut,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rewards = floats(random, length);
        float[] values = floats(random, length);
        float[] expected = new float[length];
        float[] lastValue = {cut ? 0.7f : 0};
        boolean[] ended = new boolean[length];
        ended[length - 1] = !cut;
        new GeneralizedAdvantage(0.9, 0.8)
                .compute(rewards, values, ended, new boolean[length], new float[length], lastValue, expected);
        int sequence = left + length + right;
        float[] mask = padded(ones(length), left, right, 0);
        // A second row that is masked throughout.
        float[] advantages = TokenAdvantages.gae(
                Arrays.copyOf(padded(rewards, left, right, NAN), 2 * sequence),
                Arrays.copyOf(padded(values, left, right, NAN), 2 * sequence),
                new float[] {lastValue[0], 5},
                Arrays.copyOf(mask, 2 * sequence),
                0.9,
                0.8);
        assertThat(Arrays.copyOfRange(advantages, left, left + length)).containsExactly(expected);
        assertThat(Arrays.copyOfRange(advantages, sequence, 2 * sequence)).containsOnly(0);
        for (int i = 0; i < sequence; i++) {
            if (mask[i] == 0) {
                assertThat(advantages[i]).isZero();
            }
        }
    }

    /** The advantages of Stable-Baselines3, the last episode of each environment being an answer. */
    @Test
    void gaeOfTheGoldenFile() {
        for (JsonElement each : Golden.read("gae.json").getAsJsonArray("cases")) {
            gaeOf(each.getAsJsonObject());
        }
    }

    private static void gaeOf(JsonObject golden) {
        double discount = golden.get("gamma").getAsDouble();
        double lambda = golden.get("lambda").getAsDouble();
        int steps = golden.getAsJsonArray("rewards").size();
        float[] rewards = Golden.floats(golden.get("rewards"));
        float[] values = Golden.floats(golden.get("values"));
        float[] starts = Golden.floats(golden.get("episode_starts"));
        float[] expected = Golden.floats(golden.get("advantages"));
        float[] lastValues = Golden.floats(golden.get("last_values"));
        float[] lastDones = Golden.floats(golden.get("last_dones"));
        int envs = lastValues.length;
        for (int env = 0; env < envs; env++) {
            float[] r = new float[steps];
            float[] v = new float[steps];
            float[] mask = new float[steps];
            int from = 0; // the last episode of this environment, which a bootstrap may follow
            for (int t = 0; t < steps; t++) {
                r[t] = rewards[t * envs + env];
                v[t] = values[t * envs + env];
                from = starts[t * envs + env] == 1 ? t : from;
            }
            Arrays.fill(mask, from, steps, 1);
            float last = lastDones[env] == 1 ? 0 : lastValues[env];
            float[] advantages = TokenAdvantages.gae(r, v, new float[] {last}, mask, discount, lambda);
            for (int t = from; t < steps; t++) {
                assertThat((double) advantages[t]).isCloseTo(expected[t * envs + env], within(1e-4));
            }
        }
    }

    /** Oracle: by hand. */
    @Test
    void theScoreFallsOnTheLastTokenAndThePenaltyOnEach() {
        float[] mask = {0, 1, 1, 0, 0, 1, 0, 0, 0};
        float[] logProb = {NAN, -1, -2, NAN, NAN, -3, NAN, NAN, NAN};
        float[] reference = {NAN, -2, -1, NAN, NAN, -3, NAN, NAN, NAN};
        assertThat(TokenAdvantages.klReward(new float[] {10, 20, 30}, logProb, reference, mask, 0.5))
                .containsExactly(0, -0.5f, 10.5f, 0, 0, 20, 0, 0, 0);
    }

    /** Oracle: the sum of the shaped rewards of an answer is its score minus beta times its summed log-ratio. */
    @Property(tries = 40)
    void shapingOnlyMovesTheRewardAlongTheAnswer(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] mask = {1, 1, 0, 1, 0, 0, 1, 1};
        float[] scores = floats(random, 2);
        float[] logProb = floats(random, 8);
        float[] reference = floats(random, 8);
        float[] sums =
                TokenAdvantages.answerSums(TokenAdvantages.klReward(scores, logProb, reference, mask, 0.3), mask, 2);
        for (int row = 0; row < 2; row++) {
            double expected = scores[row];
            for (int i = 4 * row; i < 4 * row + 4; i++) {
                expected -= mask[i] * 0.3 * (logProb[i] - reference[i]);
            }
            assertThat((double) sums[row]).isCloseTo(expected, within(1e-5));
        }
    }

    /** Oracle: mean 0 and variance 1 over the tokens that count, in the order of before. */
    @Test
    void whitenedTokensHaveMeanZeroAndVarianceOne() {
        float[] mask = {1, 0, 1, 1, 0, 1};
        float[] whitened = TokenAdvantages.whiten(new float[] {3, NAN, -2, 40, NAN, 5}, mask);
        double sum = 0;
        double squares = 0;
        for (float x : whitened) {
            sum += x;
            squares += x * x;
        }
        assertThat(sum).isCloseTo(0, within(1e-6));
        assertThat(squares / 3).isCloseTo(1, within(1e-6));
        assertThat(whitened[1]).isZero();
        assertThat(whitened[3]).isGreaterThan(whitened[5]);
        assertThat(TokenAdvantages.whiten(new float[] {3, 7}, new float[] {0, 1}))
                .containsOnly(0);
    }

    /** Oracle: by hand; mean 3, standard deviation sqrt(((-2)^2 + (-1)^2 + 3^2) / 2) = sqrt(7). */
    @Test
    void groupsAreComparedWithinThemselves() {
        float[] rewards = {1, 2, 6, 4, 4, 4};
        double s = Math.sqrt(7) + 1e-4;
        assertThat(TokenAdvantages.groupRelative(rewards, 3))
                .containsExactly(
                        new float[] {(float) (-2 / s), (float) (-1 / s), (float) (3 / s), 0, 0, 0}, within(1e-6f));
        assertThat(TokenAdvantages.leaveOneOut(rewards, 3)).containsExactly(-3, -1.5f, 4.5f, 0, 0, 0);
        assertThat(TokenAdvantages.perToken(new float[] {2, -1}, new float[] {0, 1, 1, 0}))
                .containsExactly(0, 2, -1, 0);
    }

    /** Oracle: the definition, the mean of the others subtracted. */
    @Property(tries = 40)
    void leaveOneOutIsTheRewardMinusTheMeanOfTheOthers(@ForAll @IntRange(min = 2, max = 6) int n, @ForAll long seed) {
        float[] rewards = floats(new SplittableRandom(seed), 2 * n);
        float[] advantages = TokenAdvantages.leaveOneOut(rewards, n);
        for (int i = 0; i < 2 * n; i++) {
            double others = 0;
            for (int j = i / n * n; j < i / n * n + n; j++) {
                others += j == i ? 0 : rewards[j];
            }
            assertThat((double) advantages[i]).isCloseTo(rewards[i] - others / (n - 1), within(1e-5));
        }
    }

    /** Oracle: Ziegler et al., section 2.2, by hand; inside of the band the error is not clipped. */
    @Test
    void theCoefficientFollowsTheDivergence() {
        KlRule rule = new ProportionalKl(6, 0.1);
        assertThat(rule.next(2, 6)).isEqualTo(2);
        assertThat(rule.next(2, 6.6)).isCloseTo(2 * 1.01, within(1e-12));
        assertThat(rule.next(2, 60)).isCloseTo(2 * 1.02, within(1e-12));
        assertThat(rule.next(2, 0)).isCloseTo(2 * 0.98, within(1e-12));
        assertThatThrownBy(() -> rule.next(2, Double.NaN)).hasMessage("kl must be a number but was NaN");
        assertThatThrownBy(() -> new ProportionalKl(0, 0.1)).hasMessageContainingAll("targetKl", "was 0.0");
        assertThatThrownBy(() -> new ProportionalKl(6, 5)).hasMessageContainingAll("gain", "was 5.0");
    }

    @Test
    void whatDoesNotFitIsSaid() {
        float[] two = {1, 1};
        assertThatThrownBy(() -> TokenAdvantages.gae(new float[] {1, NAN}, two, new float[1], two, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rewards must be finite where the mask is 1 but was NaN at [0, 1]");
        assertThatThrownBy(() -> TokenAdvantages.gae(two, new float[3], new float[1], two, 1, 1))
                .hasMessage("values must have the length of the mask, 2, but has length 3");
        assertThatThrownBy(() -> TokenAdvantages.gae(two, two, new float[3], two, 1, 1))
                .hasMessage("mask must hold 3 rows of one length but has length 2");
        assertThatThrownBy(() -> TokenAdvantages.whiten(two, new float[] {1, 0.5f}))
                .hasMessage("mask must hold 0 and 1 alone but was 0.5");
        assertThatThrownBy(() -> TokenAdvantages.klReward(new float[] {NAN}, two, two, two, 1))
                .hasMessage("scores must be finite but one was NaN");
        assertThatThrownBy(() -> TokenAdvantages.klReward(new float[1], two, two, two, -1))
                .hasMessage("klCoef must be finite and not negative but was -1.0");
        assertThatThrownBy(() -> TokenAdvantages.gae(two, two, new float[1], two, 1.5, 1))
                .hasMessage("discount must be in [0, 1] but was 1.5");
        assertThatThrownBy(() -> TokenAdvantages.groupRelative(two, 1))
                .hasMessage("groupSize must be at least 2 but was 1");
        assertThatThrownBy(() -> TokenAdvantages.leaveOneOut(new float[5], 2))
                .hasMessage("rewards must hold whole groups of 2 answers but has length 5");
    }

    private static float[] floats(SplittableRandom random, int n) {
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
            floats[i] = (float) (4 * random.nextDouble() - 2);
        }
        return floats;
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] padded(float[] array, int left, int right, float padding) {
        float[] padded = new float[left + array.length + right];
        Arrays.fill(padded, padding);
        System.arraycopy(array, 0, padded, left, array.length);
        return padded;
    }
}
