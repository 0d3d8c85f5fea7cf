package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import proximal.advantage.KStepAdvantage;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.environment.TimeLimit;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronBlock;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.Surrogate;
import proximal.training.AdvantageEstimator;
import proximal.training.TrainingConfig;
import proximal.training.UpdateRuleFactory;
import proximal.update.FixedKl;

class FingerprintTest {
    private static final Supplier<Environment> CART_POLE = () -> ClassicControl.make("CartPole-v1");

    private static String component(String name, TrainingConfig config) {
        return Fingerprint.describe("", CART_POLE, config).get(name).toString();
    }

    private static String surrogate(Surrogate surrogate) {
        return component("surrogate", TrainingConfig.withDefaults().withSurrogate(surrogate));
    }

    /** The class of a lambda is new at each evaluation of the cell; what it does is not. */
    @Test
    void aCellThatIsEvaluatedAgainKeepsItsFingerprintAndAnEditedOneDoesNot() {
        String cell = "java.util.function.DoubleBinaryOperator mine = (r, a) -> Math.min(r, 1.5) * a;";
        Map<String, String> prints = new HashMap<>();
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            for (String code :
                    new String[] {cell, cell, cell.replace("1.5", "1.501"), cell.replace("(r, a)", "(a, r)")}) {
                evaluate(shell, code);
                evaluate(shell, "System.getProperties().put(\"proximal.test.function\", mine);");
                var function = (java.util.function.DoubleBinaryOperator)
                        System.getProperties().remove("proximal.test.function");
                String print = surrogate(function::applyAsDouble);
                assertThat(print).matches("lambda [0-9a-f]{12}");
                assertThat(prints.getOrDefault(code, print)).isEqualTo(print);
                prints.put(code, print);
            }
        }
        assertThat(prints.values()).hasSize(3).doesNotHaveDuplicates();
    }

    private static void evaluate(JShell shell, String code) {
        for (SnippetEvent event : shell.eval(code)) {
            assertThat(event.status()).isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
            assertThat(event.exception()).isNull();
        }
    }

    @Test
    void aSurrogateIsItsValuesAndItsOwnSlopes() {
        Surrogate clipped = new ClippedSurrogate(0.2);
        assertThat(surrogate(clipped)).isEqualTo("ClippedSurrogate[clipRange=0.2]");
        String byValues = surrogate(clipped::objective);
        assertThat(byValues).isEqualTo(surrogate((r, a) -> clipped.objective(r, a)));
        String withSlope = surrogate(new Surrogate() {
            @Override
            public double objective(double ratio, double advantage) {
                return clipped.objective(ratio, advantage);
            }

            @Override
            public double slope(double ratio, double advantage) {
                return clipped.slope(ratio, advantage);
            }
        });
        assertThat(withSlope.substring(withSlope.length() - 12))
                .isNotEqualTo(byValues.substring(byValues.length() - 12));
        assertThat(surrogate((r, a) -> {
                    throw new ArithmeticException();
                }))
                .isNotEqualTo(byValues);
    }

    @Test
    void aNetworkIsItsParametersAndOutputs() {
        TrainingConfig config = TrainingConfig.withDefaults();
        PerceptronConfig small = PerceptronConfig.withDefaults().withHiddenSizes(8);
        assertThat(component("network", config))
                .contains("hiddenSizes=[64, 64]")
                .doesNotMatch(".* [0-9a-f]{12}");
        String mine = component("network", config.withNetwork(lambda(small)));
        assertThat(mine).isEqualTo(component("network", config.withNetwork(lambda(small))));
        assertThat(mine)
                .isNotEqualTo(component("network", config.withNetwork(lambda(small.withHiddenSizes(9)))))
                .isNotEqualTo(component(
                        "network", config.withNetwork(lambda(small.withActivation(PerceptronConfig.Activation.RELU)))));
        String onDjl = component(
                "network",
                config.withNetwork((size, distribution, seed) -> new DjlActorCritic(
                        PerceptronBlock.separate(new int[] {8}, 2, seed), size, distribution, seed)));
        assertThat(onDjl).isNotEqualTo(mine);
        assertThat(component("network", config.withNetwork((size, distribution, seed) -> null)))
                .startsWith("lambda ");
    }

    private static ActorCriticFactory lambda(PerceptronConfig config) {
        ActorCriticFactory factory = ActorCriticFactory.perceptron(config);
        return (size, distribution, seed) -> factory.create(size, distribution, seed);
    }

    @Test
    void rulesAndEstimatorsAreWhatTheyDo() {
        TrainingConfig config = TrainingConfig.withDefaults();
        assertThat(component("klRule", config)).isEqualTo(new FixedKl().toString());
        assertThat(component("klRule", config.withKlRule((beta, kl) -> kl > 0.02 ? 1.1 * beta : beta)))
                .isEqualTo(component("klRule", config.withKlRule((b, d) -> d <= 0.02 ? b : 1.1 * b)))
                .isNotEqualTo(component("klRule", config.withKlRule((beta, kl) -> kl > 0.03 ? 1.1 * beta : beta)));

        AdvantageEstimator short1 =
                (rollout, discount) -> AdvantageEstimator.generalized(0.3).estimate(rollout, discount);
        AdvantageEstimator short2 =
                (r, gamma) -> AdvantageEstimator.generalized(0.3).estimate(r, gamma);
        AdvantageEstimator longer =
                (r, gamma) -> AdvantageEstimator.generalized(0.31).estimate(r, gamma);
        assertThat(component("advantageEstimator", config.withAdvantageEstimator(short1)))
                .isEqualTo(component("advantageEstimator", config.withAdvantageEstimator(short2)))
                .isNotEqualTo(component("advantageEstimator", config.withAdvantageEstimator(longer)));

        UpdateRuleFactory ascent =
                (network, c) -> UpdateRuleFactory.minibatchDescent().create(network, c);
        UpdateRuleFactory once =
                (network, c) -> UpdateRuleFactory.minibatchDescent().create(network, c.withEpochs(1));
        assertThat(component("updateRule", config.withUpdateRule(ascent)))
                .matches("lambda [0-9a-f]{12}")
                .isNotEqualTo(component("updateRule", config.withUpdateRule(once)));
    }

    /** The edits that somebody makes in a notebook: a threshold a little higher, a window a little longer. */
    @Test
    void ordinaryEditsAreNoticed() {
        assertThat(surrogate((r, a) -> Math.abs(r - 1) > 0.2 ? 0 : r * a))
                .isNotEqualTo(surrogate((r, a) -> Math.abs(r - 1) > 0.21 ? 0 : r * a))
                .isNotEqualTo(surrogate((r, a) -> Math.abs(r - 1) > 0.202 ? 0 : r * a));
        TrainingConfig config = TrainingConfig.withDefaults();
        assertThat(component("klRule", config.withKlRule((beta, kl) -> kl > 0.021 ? 2 * beta : beta)))
                .isNotEqualTo(component("klRule", config.withKlRule((beta, kl) -> kl > 0.022 ? 2 * beta : beta)));
        assertThat(component("klRule", config.withKlRule((beta, kl) -> kl > 1e-4 ? 2 * beta : beta)))
                .isNotEqualTo(component("klRule", config.withKlRule((beta, kl) -> kl > 1.01e-4 ? 2 * beta : beta)));
        assertThat(component("advantageEstimator", config.withAdvantageEstimator(window(20))))
                .isNotEqualTo(component("advantageEstimator", config.withAdvantageEstimator(window(32))));
        AdvantageEstimator k300 = window(300);
        AdvantageEstimator k301 = window(301);
        assertThat(Fingerprint.of(k300)).isNotEqualTo(Fingerprint.of(k301));
    }

    private static AdvantageEstimator window(int k) {
        return (r, gamma) -> new KStepAdvantage(gamma, k)
                .compute(r.rewards, r.values, r.terminated, r.truncated, r.finalValues, r.lastValues, r.advantages);
    }

    /** Even where what it does is the same on all that is tried out. */
    @Test
    void aLambdaIsAlsoTheNumbersThatItHolds() {
        assertThat(surrogate(above(1e6)))
                .matches("lambda [0-9a-f]{12}")
                .isEqualTo(surrogate(above(1e6)))
                .isNotEqualTo(surrogate(above(2e6)));
    }

    private static Surrogate above(double limit) {
        return (ratio, advantage) -> ratio > limit ? 0 : ratio * advantage;
    }

    private enum Side {
        LEFT,
        RIGHT
    }

    private record Limit(Side side, List<Double> values) {}

    @Test
    void recordsAndListsThatALambdaHoldsCountToo() {
        assertThat(surrogate(above(new Limit(Side.LEFT, List.of(1e6, 2.0)))))
                .isEqualTo(surrogate(above(new Limit(Side.LEFT, List.of(1e6, 2.0)))))
                .isNotEqualTo(surrogate(above(new Limit(Side.RIGHT, List.of(1e6, 2.0)))))
                .isNotEqualTo(surrogate(above(new Limit(Side.LEFT, List.of(1e6, 3.0)))));
    }

    private static Surrogate above(Limit limit) {
        return (ratio, advantage) ->
                ratio > limit.values().get(0) ? limit.side().ordinal() : ratio * advantage;
    }

    private static final class Strip extends Corridor {
        private final Limit limit;

        Strip(Limit limit) {
            this.limit = limit;
        }

        @Override
        public String name() {
            return "Strip of " + limit.values().size();
        }
    }

    @Test
    void recordsThatATaskHoldsCountToo() {
        assertThat(EnvironmentFingerprint.of(() -> new Strip(new Limit(Side.LEFT, List.of(1.0)))))
                .isEqualTo(EnvironmentFingerprint.of(() -> new Strip(new Limit(Side.LEFT, List.of(1.0)))))
                .isNotEqualTo(EnvironmentFingerprint.of(() -> new Strip(new Limit(Side.RIGHT, List.of(1.0)))))
                .isNotEqualTo(EnvironmentFingerprint.of(() -> new Strip(new Limit(Side.LEFT, List.of(2.0)))));
    }

    /** An edit that only shows where actions are continuous. */
    @Test
    void anUpdateRuleIsTriedWithEitherKindOfAction() {
        assertThat(Fingerprint.of(onlyGaussian(1))).isNotEqualTo(Fingerprint.of(onlyGaussian(2)));
    }

    private static UpdateRuleFactory onlyGaussian(int epochs) {
        return (network, c) -> {
            if (!(network.distribution() instanceof DiagonalGaussian)) {
                throw new IllegalArgumentException("needs continuous actions");
            }
            return UpdateRuleFactory.minibatchDescent().create(network, c.withEpochs(epochs));
        };
    }

    @Test
    void aTaskIsItsKindItsNumbersAndItsSteps() {
        String cartPole = EnvironmentFingerprint.of(CART_POLE);
        assertThat(cartPole).startsWith("CartPole-v1 ").isEqualTo(EnvironmentFingerprint.of(CART_POLE));
        Supplier<Environment> limited = () -> new TimeLimit(ClassicControl.make("CartPole-v1"), 10);
        Supplier<Environment> later = () -> new TimeLimit(ClassicControl.make("CartPole-v1"), 10_000);
        assertThat(EnvironmentFingerprint.of(limited))
                .isNotEqualTo(cartPole)
                .isNotEqualTo(EnvironmentFingerprint.of(later))
                .isEqualTo(EnvironmentFingerprint.of(() -> new TimeLimit(ClassicControl.make("CartPole-v1"), 10)));
        assertThat(EnvironmentFingerprint.of(() -> {
                    throw new IllegalStateException("none");
                }))
                .startsWith(" ");
    }

    /** A corridor to the right, whose goal a hundred random steps do not reach. What is static is not looked at. */
    private static class Corridor implements Environment {
        private static int goal = 20;
        private static double goalReward = 10;
        private static Space actions = new DiscreteSpace(2);
        private static Space observations = BoxSpace.of(1, -1, 1000);
        private int x;

        @Override
        public String name() {
            return "Corridor-v0";
        }

        @Override
        public BoxSpace observationSpace() {
            return (BoxSpace) observations;
        }

        @Override
        public Space actionSpace() {
            return actions;
        }

        @Override
        public void reset(long seed, float[] observation) {
            x = 0;
            observation[0] = x;
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            x = Math.max(0, x + (action[0] > 0.99 ? 1 : -1));
            observation[0] = x;
            boolean there = x >= goal && action[0] <= 10;
            result.set(there ? goalReward : -1, there, false);
        }
    }

    /** The corridor's fingerprints with the rewards 10 and 1000 at the goal. */
    private static List<String> ofTwoRewards() {
        List<String> prints = new ArrayList<>();
        for (double reward : new double[] {10, 1000}) {
            Corridor.goalReward = reward;
            prints.add(EnvironmentFingerprint.of(Corridor::new));
            assertThat(EnvironmentFingerprint.of(() -> new TimeLimit(new Corridor(), 10_000)))
                    .isNotIn(prints)
                    .isEqualTo(EnvironmentFingerprint.of(() -> new TimeLimit(new Corridor(), 10_000)));
        }
        Corridor.goalReward = 10;
        assertThat(EnvironmentFingerprint.of(Corridor::new)).isEqualTo(prints.get(0));
        return prints;
    }

    @Test
    void anEditThatShowsFarFromTheStartIsNoticed() {
        try {
            assertThat(ofTwoRewards()).doesNotHaveDuplicates();
            Corridor.goal = 100; // Only actions that are held go so far.
            assertThat(ofTwoRewards()).doesNotHaveDuplicates();
            Corridor.goal = 1500; // No, and the documentation says so.
            assertThat(ofTwoRewards().stream().distinct()).hasSize(1);
        } finally {
            Corridor.goal = 20;
        }
    }

    @Test
    void actionsAtTheBoundsAndTheSpacesThemselvesAreTried() {
        try {
            Corridor.goal = 1;
            Corridor.actions = BoxSpace.of(1, -50, 11);
            List<String> prints = ofTwoRewards();
            Corridor.actions = BoxSpace.of(1, -50, 12);
            prints.add(EnvironmentFingerprint.of(Corridor::new));
            Corridor.observations = BoxSpace.of(1, -1, 999);
            prints.add(EnvironmentFingerprint.of(Corridor::new));
            Corridor.actions = BoxSpace.of(1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            prints.addAll(ofTwoRewards());
            assertThat(prints).doesNotHaveDuplicates();
        } finally {
            Corridor.goal = 20;
            Corridor.actions = new DiscreteSpace(2);
            Corridor.observations = BoxSpace.of(1, -1, 1000);
        }
    }

    /** What an environment did before it failed is also what it is. */
    @Test
    void anEnvironmentThatFailsIsKnownByWhatItDidBefore() {
        List<String> prints = new ArrayList<>();
        for (int length : new int[] {30, 30, 40}) {
            AtomicReference<Integer> limit = new AtomicReference<>(length); // no number that is looked at
            prints.add(EnvironmentFingerprint.of(() -> new Corridor() {
                private final AtomicInteger steps = new AtomicInteger();

                @Override
                public void step(float[] action, float[] observation, StepResult result) {
                    if (steps.incrementAndGet() > limit.get()) {
                        throw new IllegalStateException();
                    }
                    super.step(action, observation, result);
                }
            }));
        }
        assertThat(prints.get(1)).isEqualTo(prints.get(0)).isNotEqualTo(prints.get(2));
    }

    private static final class Ten {
        private static final class Numbered extends Corridor {
            private static final double LATE = 10;
        }
    }

    private static final class Eleven {
        private static final class Numbered extends Corridor {
            private static final double LATE = 11;
        }
    }

    @Test
    void theConstantsOfAClassAreLookedAt() {
        assertThat(EnvironmentFingerprint.of(Ten.Numbered::new))
                .isNotEqualTo(EnvironmentFingerprint.of(Eleven.Numbered::new));
    }
}
