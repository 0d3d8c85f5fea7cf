package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.rollout.Rollout;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;

/** Oracles: the definition of the step, the Hessian of the divergence by differences, and the other engine. */
class TrustRegionStepTest {
    private static final int SIZE = 96;
    private static final TrustRegionConfig CONFIG = TrustRegionConfig.withDefaults();

    private static Objective objective(Surrogate surrogate) {
        return new Objective(surrogate, ValueLoss.squaredError(), 0.5, 0, 0, 0.2);
    }

    private static ActorCritic network(ActionDistribution distribution, boolean shared) {
        PerceptronConfig config = PerceptronConfig.withDefaults()
                .withHiddenSizes(16, 16)
                .withSharedTrunk(shared)
                .withOrthogonal(false);
        return ActorCriticFactory.perceptron(config).create(3, distribution, 1);
    }

    private static Rollout rollout(ActorCritic network, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        Rollout rollout = new Rollout(SIZE, 1, 3, network.distribution());
        for (int i = 0; i < rollout.observations.length; i++) {
            rollout.observations[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SIZE; i++) {
            rollout.advantages[i] = (float) random.nextGaussian();
            rollout.valueTargets[i] = (float) random.nextGaussian();
        }
        network.evaluate(rollout.observations, SIZE, rollout.oldParameters, rollout.values);
        network.distribution().sample(rollout.oldParameters, SIZE, random, rollout.actions);
        network.distribution().logProb(rollout.oldParameters, rollout.actions, SIZE, rollout.oldLogProb);
        return rollout;
    }

    private static TrustRegionStep rule(ActorCritic network, TrustRegionConfig config) {
        return new TrustRegionStep(network, SIZE, config, 32, false, 0.5, 1e-5);
    }

    private static Diagnostics update(TrustRegionStep rule, ActorCritic network, Rollout rollout) {
        return rule.update(network, rollout, objective(new ImportanceSampledSurrogate()), 1e-3, new SplitMix64(3));
    }

    /** Whatever the radius, the step goes no further, improves the surrogate, and is as long as it may be. */
    @Property(tries = 40)
    void theStepImprovesWithinTheRadius(
            @ForAll long seed,
            @ForAll boolean gaussian,
            @ForAll boolean shared,
            @ForAll @IntRange(min = -5, max = 0) int exponent) {
        double radius = 0.5 * Math.pow(10, exponent);
        ActorCritic network = network(gaussian ? new DiagonalGaussian(2) : new Categorical(3), shared);
        Rollout rollout = rollout(network, seed);
        TrustRegionStep rule = rule(network, CONFIG.withKlRadius(radius));
        Diagnostics measured = update(rule, network, rollout);
        assertThat(measured.get("stepFraction")).isPositive().isLessThanOrEqualTo(1);
        assertThat(measured.get("stepFraction"))
                .isCloseTo(Math.pow(CONFIG.backtrackFactor(), measured.get("backtracks")), within(1e-12));
        assertThat(measured.get("kl")).isBetween(0.0, radius * (1 + 1e-6));
        assertThat(measured.get("improvement")).isPositive();
        assertThat(measured.get("expectedImprovement")).isPositive();
        // What was measured is the policy as it now is, the value fit included.
        assertThat(new PolicyDivergence(network, SIZE).measure(network, rollout))
                .isCloseTo(measured.get("kl"), within(1e-6 * measured.get("kl") + 1e-9));
    }

    /** Behind a head of zeros no gradient comes to the shared trunk before the step; after it the policy depends on the trunk. */
    @Test
    void aTrunkThatSleptBeforeTheStepTakesNoPartInTheValueFit() {
        ActorCritic network = network(new Categorical(3), true);
        int trunk = (3 * 16 + 16) + (16 * 16 + 16);
        Arrays.fill(network.parameters(), trunk, trunk + 16 * 3 + 3, 0);
        network.parametersChanged();
        Rollout rollout = rollout(network, 5);
        TrustRegionStep rule = rule(network, CONFIG);
        for (int i = 0; i < 2; i++) {
            Diagnostics measured = update(rule, network, rollout);
            assertThat(measured.get("stepFraction")).isPositive();
            assertThat(new PolicyDivergence(network, SIZE).measure(network, rollout))
                    .isCloseTo(measured.get("kl"), within(1e-6 * measured.get("kl") + 1e-9));
        }
    }

    /** s . H s / 2 is the radius on the quadratic model; the true divergence comes to it as the radius shrinks. */
    @Test
    void aSmallStepHasTheDivergenceOfTheQuadraticModel() {
        for (ActionDistribution distribution : new ActionDistribution[] {new DiagonalGaussian(2), new Categorical(3)}) {
            ActorCritic network = network(distribution, false);
            Rollout rollout = rollout(network, 7);
            TrustRegionConfig config =
                    CONFIG.withKlRadius(1e-5).withDamping(1e-6).withValueEpochs(0);
            Diagnostics measured = update(rule(network, config), network, rollout);
            double model = 1e-5 * measured.get("stepFraction") * measured.get("stepFraction");
            assertThat(measured.get("kl")).isCloseTo(model, within(0.05 * model));
            double promised = measured.get("expectedImprovement") * measured.get("stepFraction");
            assertThat(measured.get("improvement")).isCloseTo(promised, within(0.05 * promised));
        }
    }

    /** H is the Hessian of the mean divergence: v . H v is its second difference along v. */
    @Test
    void fisherMatrixIsTheHessianOfTheDivergence() {
        for (ActionDistribution distribution : new ActionDistribution[] {new DiagonalGaussian(2), new Categorical(3)}) {
            for (boolean shared : new boolean[] {false, true}) {
                ActorCritic network = network(distribution, shared);
                Rollout rollout = rollout(network, 8);
                float[] outputs = new float[SIZE * distribution.parameterSize()];
                network.forward(rollout.observations, SIZE, outputs, new float[SIZE]);
                FisherMatrix fisher = new FisherMatrix(network, SIZE, 0);
                fisher.at(outputs);
                SplitMix64 random = new SplitMix64(4);
                double[] vector = new double[network.parameters().length];
                Arrays.setAll(vector, i -> random.nextGaussian());
                double[] product = new double[vector.length];
                fisher.apply(vector, product);
                double curvature = 0;
                for (int i = 0; i < vector.length; i++) {
                    curvature += vector[i] * product[i];
                }
                assertThat(2 * moved(network, rollout, vector, 0.01) / 1e-4)
                        .isCloseTo(curvature, within(0.02 * curvature));
            }
        }
    }

    /** The divergence at parameters + step * vector, the mean of both signs, so that the third order cancels. */
    private static double moved(ActorCritic network, Rollout rollout, double[] vector, double step) {
        float[] kept = network.parameters().clone();
        double sum = 0;
        for (double sign : new double[] {step, -step}) {
            for (int i = 0; i < kept.length; i++) {
                network.parameters()[i] = (float) (kept[i] + sign * vector[i]);
            }
            network.parametersChanged();
            sum += new PolicyDivergence(network, SIZE).measure(network, rollout) / 2;
        }
        System.arraycopy(kept, 0, network.parameters(), 0, kept.length);
        network.parametersChanged();
        return sum;
    }

    @Test
    void theEnginesTakeTheSameStep() {
        ActorCritic fused = network(new Categorical(3), false);
        try (ActorCritic djl = DjlActorCritic.perceptron(false, 16, 16).create(3, new Categorical(3), 1)) {
            System.arraycopy(fused.parameters(), 0, djl.parameters(), 0, djl.parameters().length);
            djl.parametersChanged();
            Rollout rollout = rollout(fused, 9);
            Diagnostics first = update(rule(fused, CONFIG), fused, rollout);
            Diagnostics second = update(rule(djl, CONFIG), djl, rollout);
            assertThat(second.get("improvement"))
                    .isCloseTo(first.get("improvement"), within(1e-4 * first.get("improvement")));
            assertThat(second.get("kl")).isCloseTo(first.get("kl"), within(1e-4 * first.get("kl")));
            assertThat(second.get("valueLoss"))
                    .isCloseTo(first.get("valueLoss"), within(1e-4 * first.get("valueLoss")));
            for (int i = 0; i < djl.parameters().length; i++) {
                assertThat(djl.parameters()[i]).isCloseTo(fused.parameters()[i], within(2e-4f));
            }
        }
    }

    @Test
    void theValuesAreFittedAndASharedTrunkIsLeftToThePolicy() {
        for (boolean shared : new boolean[] {false, true}) {
            ActorCritic network = network(new Categorical(3), shared);
            Rollout rollout = rollout(network, 10);
            TrustRegionStep rule = rule(network, CONFIG.withValueEpochs(30));
            double first = update(rule, network, rollout).get("valueLoss");
            assertThat(rule.optimizers().get(0).steps()).isEqualTo(30 * 3);
            float[] after = network.parameters().clone();
            Arrays.fill(rollout.advantages, 0);
            double second = update(rule, network, rollout).get("valueLoss");
            assertThat(second).isLessThan(first);
            // The policy had nothing to go for: where the trunk is shared, only the value's head moved.
            int moved = 0;
            for (int i = 0; i < after.length; i++) {
                moved += network.parameters()[i] == after[i] ? 0 : 1;
            }
            assertThat(moved).isEqualTo(shared ? 17 : 3 * 16 + 16 + 16 * 16 + 16 + 17);
        }
    }

    @Test
    void aGradientOfZeroIsARecordedRejection() {
        ActorCritic network = network(new DiagonalGaussian(2), false);
        Rollout rollout = rollout(network, 11);
        Arrays.fill(rollout.advantages, 0);
        Diagnostics measured = assertUnmoved(network, rollout, objective(new ImportanceSampledSurrogate()), CONFIG);
        assertThat(measured.get("expectedImprovement")).isNaN();
        assertThat(measured.get("backtracks")).isZero();
        assertThat(measured.get("gradientNorm")).isZero();
    }

    @Test
    void anObjectiveThatIsConstantIsARecordedRejection() {
        ActorCritic network = network(new Categorical(3), false);
        assertUnmoved(network, rollout(network, 12), objective((ratio, advantage) -> 3), CONFIG);
    }

    /** The gradient promises a gain that no step keeps: the objective is best at the old policy. */
    @Test
    void aLineSearchThatFindsNothingIsARecordedRejection() {
        ActorCritic network = network(new Categorical(3), false);
        Surrogate kink = new Surrogate() {
            @Override
            public double objective(double ratio, double advantage) {
                return -Math.abs(ratio - 1);
            }

            @Override
            public double slope(double ratio, double advantage) {
                return advantage;
            }
        };
        Diagnostics measured =
                assertUnmoved(network, rollout(network, 13), objective(kink), CONFIG.withMaxBacktracks(4));
        assertThat(measured.get("expectedImprovement")).isPositive();
        assertThat(measured.get("backtracks")).isEqualTo(4);
    }

    /** Where the best action is the mean, the log standard deviation falls; by a huge radius, to minus a huge number. */
    @Test
    void anInfiniteDivergenceIsARecordedRejection() {
        ActorCritic network = network(new DiagonalGaussian(1), false);
        Rollout rollout = rollout(network, 14);
        for (int i = 0; i < SIZE; i++) {
            double z = rollout.actions[i] - rollout.oldParameters[2 * i];
            rollout.advantages[i] = (float) (-z * z);
        }
        TrustRegionConfig config =
                CONFIG.withKlRadius(1e10).withMaxBacktracks(3).withValueEpochs(0);
        TrustRegionStep rule = rule(network, config);
        Diagnostics measured = assertUnmoved(rule, network, rollout, objective(new ImportanceSampledSurrogate()));
        assertThat(measured.get("backtracks")).isEqualTo(3);
        double[] step = rule.fullStep();
        Arrays.setAll(step, i -> 0.64 * step[i]);
        assertThat(moved(network, rollout, step, 1)).isInfinite();
    }

    @Test
    void aProductThatIsNotFiniteIsARecordedRejection() {
        ActorCritic network = network(new DiagonalGaussian(2), false);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            ActorCritic harmed = (ActorCritic) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ActorCritic.class}, (proxy, method, arguments) -> {
                        Object result = method.invoke(network, arguments);
                        if (method.getName().equals("tangent")) {
                            ((float[]) arguments[1])[5] = bad;
                        }
                        return result;
                    });
            Diagnostics measured =
                    assertUnmoved(harmed, rollout(harmed, 15), objective(new ImportanceSampledSurrogate()), CONFIG);
            assertThat(measured.get("expectedImprovement")).isNaN();
            assertThat(measured.get("gradientNorm")).isPositive();
        }
    }

    private static Diagnostics assertUnmoved(
            ActorCritic network, Rollout rollout, Objective objective, TrustRegionConfig config) {
        return assertUnmoved(rule(network, config.withValueEpochs(0)), network, rollout, objective);
    }

    /** Checks that the policy is the same to the bit, and said to be so. */
    private static Diagnostics assertUnmoved(
            TrustRegionStep rule, ActorCritic network, Rollout rollout, Objective objective) {
        float[] before = network.parameters().clone();
        Diagnostics measured = rule.update(network, rollout, objective, 1e-3, new SplitMix64(1));
        assertThat(network.parameters()).isEqualTo(before);
        assertThat(measured.get("stepFraction")).isZero();
        assertThat(measured.get("improvement")).isZero();
        assertThat(measured.get("kl")).isZero();
        assertThat(measured.get("ratioMean")).isCloseTo(1, within(1e-6));
        // The network computes with these parameters, and not with those of a rejected step.
        float[] outputs = new float[rollout.oldParameters.length];
        network.evaluate(rollout.observations, SIZE, outputs, new float[SIZE]);
        assertThat(outputs).isEqualTo(rollout.oldParameters);
        return measured;
    }

    @Test
    void aSurrogateThatGivesNaNIsNamedAndNothingIsHarmed() {
        ActorCritic network = network(new Categorical(3), false);
        Rollout rollout = rollout(network, 16);
        float[] before = network.parameters().clone();
        TrustRegionStep rule = rule(network, CONFIG);
        for (double from : new double[] {0, 1.001}) {
            Surrogate bad = new Surrogate() {
                @Override
                public double objective(double ratio, double advantage) {
                    return ratio >= from ? Double.NaN : ratio * advantage;
                }

                @Override
                public double slope(double ratio, double advantage) {
                    return advantage;
                }
            };
            assertThatThrownBy(() -> rule.update(network, rollout, objective(bad), 1e-3, new SplitMix64(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the surrogate must give finite numbers")
                    .hasMessageContaining("its objective was NaN");
            assertThat(network.parameters()).isEqualTo(before);
        }
    }

    @Test
    void anInterruptEndsAnUpdateAndThePolicyStaysAsItWas() {
        ActorCritic network = network(new Categorical(3), false);
        Rollout rollout = rollout(network, 17);
        float[] before = network.parameters().clone();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> update(rule(network, CONFIG), network, rollout))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(network.parameters()).isEqualTo(before);
    }

    @Test
    void badInputIsNamed() {
        ActorCritic network = network(new Categorical(3), false);
        assertThatThrownBy(() -> CONFIG.withKlRadius(0)).hasMessage("klRadius must be positive and finite but was 0.0");
        assertThatThrownBy(() -> CONFIG.withKlRadius(Double.NaN)).hasMessageEndingWith("but was NaN");
        assertThatThrownBy(() -> new TrustRegionStep(network, SIZE, CONFIG, 36, false, 0.5, 1e-5))
                .hasMessageStartingWith("minibatchSize must divide the 96 samples");
        assertThatThrownBy(() -> new TrustRegionStep(network, SIZE, CONFIG, 32, false, Double.NaN, 1e-5))
                .hasMessage("maxGradNorm must be positive but was NaN");
        assertThatThrownBy(() -> update(rule(network, CONFIG), network, new Rollout(8, 1, 3, new Categorical(3))))
                .hasMessageStartingWith("the rollout must have the 96 samples");
        FisherMatrix fisher = new FisherMatrix(network, 2, 0.1);
        double[] vector = new double[network.parameters().length];
        assertThatThrownBy(() -> fisher.apply(vector, vector)).hasMessageContaining("needs a forward");
        assertThatThrownBy(() -> new FisherMatrix(network, 2, -1))
                .hasMessage("damping must be finite and not negative but was -1.0");
        assertThatThrownBy(() -> new FisherMatrix(network, 0, 0)).hasMessage("n must be at least 1 but was 0");
    }
}
