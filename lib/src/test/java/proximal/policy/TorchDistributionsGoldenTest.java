package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** Oracle: torch.distributions and autograd in float64, by {@code distributions.py} beside the file; here it is float32. */
class TorchDistributionsGoldenTest {
    private static final double SINGLE = 2e-5;

    @Test
    void severalIndices() throws IOException {
        check("multi_categorical", new MultiCategorical(3, 2, 4));
    }

    @Test
    void severalIndicesWithMasks() throws IOException {
        check("masked", new MultiCategorical(3, 2, 4));
    }

    @Test
    void bits() throws IOException {
        check("bernoulli", new Bernoulli(4));
    }

    @Test
    void squashedGaussian() throws IOException {
        check("squashed", new SquashedGaussian(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    }

    private static void check(String name, ActionDistribution family) throws IOException {
        String text = Files.readString(Path.of("lib/src/test/resources/torch/distributions.json"));
        JsonObject file = JsonParser.parseString(text).getAsJsonObject().getAsJsonObject(name);
        int rows = 0;
        for (JsonElement element : file.getAsJsonArray("rows")) {
            check(element.getAsJsonObject(), family, name + " row " + rows++);
        }
        assertThat(rows).isEqualTo(6);
    }

    private static void check(JsonObject row, ActionDistribution family, String where) {
        float[] p = masked(row, "p");
        float[] q = masked(row, "q");
        float[] x = Golden.floats(row.get("x"));
        float[] result = new float[1];
        family.logProb(p, x, 1, result);
        assertClose(result[0], row.get("log_prob").getAsDouble(), where + " log_prob");
        family.entropy(p, 1, result);
        assertClose(result[0], row.get("entropy").getAsDouble(), where + " entropy");
        family.kl(p, q, 1, result);
        assertClose(result[0], row.get("kl_p_q").getAsDouble(), where + " KL(p, q)");
        family.kl(q, p, 1, result);
        assertClose(result[0], row.get("kl_q_p").getAsDouble(), where + " KL(q, p)");
        float[] gradient = new float[p.length];
        family.backward(p, x, q, 1, new float[] {1}, 0.3, -0.7, gradient);
        double[] expected = Golden.numbers(row.get("gradient"));
        for (int k = 0; k < expected.length; k++) {
            assertClose(gradient[k], expected[k], where + " gradient " + k);
        }
    }

    private static float[] masked(JsonObject row, String field) {
        float[] logits = Golden.floats(row.get(field));
        double[] mask = row.has("mask") ? Golden.numbers(row.get("mask")) : new double[0];
        for (int k = 0; k < mask.length; k++) {
            logits[k] = mask[k] == 0 ? Float.NEGATIVE_INFINITY : logits[k];
        }
        return logits;
    }

    private static void assertClose(float actual, double expected, String what) {
        assertThat((double) actual).as(what).isCloseTo(expected, within(SINGLE * (1 + Math.abs(expected))));
    }
}
