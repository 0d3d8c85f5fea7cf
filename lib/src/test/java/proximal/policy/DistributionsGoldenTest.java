package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** Oracle: torch.distributions in float64. */
class DistributionsGoldenTest {
    private static final double EXACT = 1e-4; // percent: 1e-6 relative
    private static final double SINGLE = 1e-2; // percent: 1e-4 relative

    private final JsonObject golden = Golden.read("distributions.json");

    @Test
    void gaussian() {
        JsonObject file = golden.getAsJsonObject("gaussian");
        for (int row = 0; row < file.getAsJsonArray("x").size(); row++) {
            double[] meanP = row(file, "mean_p", row);
            double[] stdP = row(file, "std_p", row);
            double[] meanQ = row(file, "mean_q", row);
            double[] stdQ = row(file, "std_q", row);
            double[] x = row(file, "x", row);
            double logProb = Golden.numbers(file.get("log_prob_p"))[row];
            double entropy = Golden.numbers(file.get("entropy_p"))[row];
            double kl = Golden.numbers(file.get("kl_p_q"))[row];
            assertThat(DiagonalGaussian.logProb(meanP, stdP, x)).isCloseTo(logProb, withPercentage(EXACT));
            assertThat(DiagonalGaussian.entropy(stdP)).isCloseTo(entropy, withPercentage(EXACT));
            assertThat(DiagonalGaussian.kl(meanP, stdP, meanQ, stdQ)).isCloseTo(kl, withPercentage(EXACT));
            assertBatch(new DiagonalGaussian(x.length), join(meanP, stdP), join(meanQ, stdQ), x, logProb, entropy, kl);
        }
    }

    @Test
    void categorical() {
        JsonObject file = golden.getAsJsonObject("categorical");
        double[] actions = Golden.numbers(file.get("x"));
        for (int row = 0; row < actions.length; row++) {
            double[] p = row(file, "logits_p", row);
            double[] q = row(file, "logits_q", row);
            double logProb = Golden.numbers(file.get("log_prob_p"))[row];
            double entropy = Golden.numbers(file.get("entropy_p"))[row];
            double kl = Golden.numbers(file.get("kl_p_q"))[row];
            assertThat(Categorical.logProb(p, (int) actions[row])).isCloseTo(logProb, withPercentage(EXACT));
            assertThat(Categorical.entropy(p)).isCloseTo(entropy, withPercentage(EXACT));
            assertThat(Categorical.kl(p, q)).isCloseTo(kl, withPercentage(EXACT));
            double[] action = {actions[row]};
            assertBatch(new Categorical(p.length), toFloats(p), toFloats(q), action, logProb, entropy, kl);
        }
    }

    private static void assertBatch(
            ActionDistribution distribution,
            float[] p,
            float[] q,
            double[] action,
            double logProb,
            double entropy,
            double kl) {
        float[] result = new float[1];
        distribution.logProb(p, toFloats(action), 1, result);
        assertThat((double) result[0]).isCloseTo(logProb, withPercentage(SINGLE));
        distribution.entropy(p, 1, result);
        assertThat((double) result[0]).isCloseTo(entropy, withPercentage(SINGLE));
        distribution.kl(p, q, 1, result);
        assertThat((double) result[0]).isCloseTo(kl, withPercentage(SINGLE));
    }

    private static double[] row(JsonObject file, String field, int row) {
        return Golden.numbers(file.getAsJsonArray(field).get(row));
    }

    private static float[] join(double[] mean, double[] std) {
        float[] joined = new float[2 * mean.length];
        for (int j = 0; j < mean.length; j++) {
            joined[j] = (float) mean[j];
            joined[mean.length + j] = (float) Math.log(std[j]);
        }
        return joined;
    }

    private static float[] toFloats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
