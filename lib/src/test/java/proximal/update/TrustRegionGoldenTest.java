package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import proximal.Golden;
import proximal.environment.SplitMix64;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DiagonalGaussian;
import proximal.policy.PerceptronConfig;
import proximal.rollout.Rollout;
import proximal.statistics.SampleMoments;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.ValueLoss;

/**
 * Oracle: TRPO's step in PyTorch, all in float64. Here parameters, forward and backward are in float32 and tanh is good to
 * 5e-7, so the gradient and a Fisher product agree to some 1e-6 of their largest element, and the direction that conjugate
 * gradient makes of them, and all that comes after it, to some 1e-5; the bounds leave room for larger files.
 */
class TrustRegionGoldenTest {
    private static final double PRODUCT = 5e-6;
    private static final double DIRECTION = 1e-4;

    private final JsonObject file = Golden.read("trpo-step.json");
    private final double[] parameters = Golden.numbers(file.get("parameters"));
    private final int policyCount = parameters.length;

    @Test
    void fisherProductAndDirection() {
        try (ActorCritic network = network()) {
            Rollout rollout = rollout(network);
            int n = rollout.size();
            float[] outputs = new float[n * network.distribution().parameterSize()];
            network.forward(rollout.observations, n, outputs, new float[n]);
            FisherMatrix fisher = new FisherMatrix(network, n, number("damping"));
            fisher.at(outputs);
            double[] product = new double[network.parameters().length];
            fisher.apply(padded("probe", product.length), product);
            assertClose(product, "damped_fisher_times_probe", PRODUCT);

            double[] direction = new double[product.length];
            int iterations = file.get("cg_iterations").getAsInt();
            new ConjugateGradient(product.length, iterations, 0)
                    .solve(fisher, padded("gradient", product.length), direction);
            assertClose(direction, "cg_direction", DIRECTION);
        }
    }

    @Test
    void wholeStep() {
        try (ActorCritic network = network()) {
            Rollout rollout = rollout(network);
            TrustRegionConfig config = new TrustRegionConfig(
                    number("delta"),
                    number("damping"),
                    file.get("cg_iterations").getAsInt(),
                    number("backtrack"),
                    10,
                    0);
            TrustRegionStep rule = new TrustRegionStep(network, rollout.size(), config, rollout.size(), false, 1, 1e-5);
            Objective objective =
                    new Objective(new ImportanceSampledSurrogate(), ValueLoss.squaredError(), 0.5, 0, 0, 0.2);
            double before = SampleMoments.mean(rollout.advantages);
            Diagnostics measured = rule.update(network, rollout, objective, 1e-3, new SplitMix64(1));

            assertClose(rule.gradient(), "gradient", PRODUCT);
            assertClose(rule.fullStep(), "full_step", DIRECTION);
            assertThat(measured.get("backtracks"))
                    .isEqualTo(file.get("accepted_backtracks").getAsInt());
            double fraction = Math.pow(number("backtrack"), number("accepted_backtracks"));
            assertThat(measured.get("stepFraction")).isCloseTo(fraction, within(1e-12));
            assertThat(measured.get("kl")).isCloseTo(number("kl_after"), within(DIRECTION * number("kl_after")));
            assertThat(before).isCloseTo(number("surrogate_before"), within(1e-6));
            double improvement = number("surrogate_after") - number("surrogate_before");
            assertThat(measured.get("improvement")).isCloseTo(improvement, within(DIRECTION * improvement));
            double[] step = Golden.numbers(file.get("full_step"));
            double largest = Arrays.stream(step).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < policyCount; i++) {
                assertThat((double) network.parameters()[i])
                        .isCloseTo(parameters[i] + fraction * step[i], within(DIRECTION * largest + 1e-7));
            }
        }
    }

    private ActorCritic network() {
        JsonArray arrays = file.getAsJsonArray("parameters");
        int[] hidden = {
            arrays.get(0).getAsJsonArray().size(),
            arrays.get(2).getAsJsonArray().size()
        };
        int observationSize =
                file.getAsJsonArray("observations").get(0).getAsJsonArray().size();
        int actions = arrays.get(6).getAsJsonArray().size();
        ActorCritic network = ActorCriticFactory.perceptron(
                        PerceptronConfig.withDefaults().withHiddenSizes(hidden))
                .create(observationSize, new DiagonalGaussian(actions), 1);
        for (int i = 0; i < policyCount; i++) {
            network.parameters()[i] = (float) parameters[i];
        }
        network.parametersChanged();
        return network;
    }

    private Rollout rollout(ActorCritic network) {
        int n = file.getAsJsonArray("advantages").size();
        Rollout rollout = new Rollout(n, 1, network.observationSize(), network.distribution());
        System.arraycopy(
                Golden.floats(file.get("observations")), 0, rollout.observations, 0, rollout.observations.length);
        System.arraycopy(Golden.floats(file.get("actions")), 0, rollout.actions, 0, rollout.actions.length);
        System.arraycopy(Golden.floats(file.get("advantages")), 0, rollout.advantages, 0, n);
        network.evaluate(rollout.observations, n, rollout.oldParameters, rollout.values);
        network.distribution().logProb(rollout.oldParameters, rollout.actions, n, rollout.oldLogProb);
        float[] expected = Golden.floats(file.get("old_log_prob"));
        for (int i = 0; i < n; i++) {
            assertThat(rollout.oldLogProb[i]).isCloseTo(expected[i], within(1e-5f));
        }
        return rollout;
    }

    private double number(String name) {
        return file.get(name).getAsDouble();
    }

    /** The policy's parameters come first; those of the values are 0. */
    private double[] padded(String name, int length) {
        return Arrays.copyOf(Golden.numbers(file.get(name)), length);
    }

    private void assertClose(double[] actual, String name, double tolerance) {
        double[] expected = padded(name, actual.length);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("%s %d", name, i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
