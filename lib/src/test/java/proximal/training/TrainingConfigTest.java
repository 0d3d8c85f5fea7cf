package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.AdaptiveKl;
import proximal.update.LossTerm;
import proximal.update.Schedule;
import proximal.update.TrustRegionConfig;

class TrainingConfigTest {
    private static final TrainingConfig BASE = TrainingConfig.withDefaults();

    @ParameterizedTest
    @CsvSource({
        "totalSteps, 0, at least 1",
        "numEnvs, 0, at least 1",
        "rolloutSteps, -1, at least 1",
        "minibatchSize, 0, at least 1",
        "epochs, 0, at least 1",
        "discount, 1.5, '[0, 1]'",
        "discount, NaN, '[0, 1]'",
        "gaeLambda, -0.1, '[0, 1]'",
        "gaeLambda, NaN, '[0, 1]'",
        "learningRate, 0, positive and finite",
        "learningRate, NaN, positive and finite",
        "learningRate, Infinity, positive and finite",
        "adamEpsilon, 0, positive and finite",
        "adamEpsilon, NaN, positive and finite",
        "clipRange, -0.2, positive and finite",
        "clipRange, NaN, positive and finite",
        "valueCoef, -1, finite and not negative",
        "valueCoef, NaN, finite and not negative",
        "entropyCoef, NaN, finite and not negative",
        "entropyCoef, Infinity, finite and not negative",
        "klCoef, -1, finite and not negative",
        "klCoef, NaN, finite and not negative",
        "maxGradNorm, 0, positive",
        "maxGradNorm, NaN, positive",
        "targetKl, 0, positive",
        "targetKl, NaN, positive",
    })
    void eachFieldOutOfRangeIsNamed(String name, String value, String range) throws Exception {
        Class<?> type = TrainingConfig.class.getDeclaredMethod(name).getReturnType();
        Object parsed = type == long.class
                ? (Object) Long.valueOf(value)
                : type == int.class ? (Object) Integer.valueOf(value) : Double.valueOf(value);
        assertThatThrownBy(() -> BASE.with(name, parsed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " must be ")
                .hasMessageContaining(range)
                .hasMessageEndingWith("but was " + parsed);
    }

    @Test
    void eachWitherChangesItsFieldAndNoOther() throws Exception {
        for (var component : TrainingConfig.class.getRecordComponents()) {
            String name = component.getName();
            Object value = other(component.getType(), component.getAccessor().invoke(BASE));
            var wither = TrainingConfig.class.getMethod(
                    "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1), component.getType());
            assertThat(value).as(name).isNotEqualTo(component.getAccessor().invoke(BASE));
            TrainingConfig changed = (TrainingConfig) wither.invoke(BASE, value);
            for (var each : TrainingConfig.class.getRecordComponents()) {
                boolean derived = each.getName().equals("surrogate") && name.equals("clipRange")
                        || each.getName().equals("valueLoss") && name.startsWith("clip")
                        || each.getName().equals("advantageEstimator") && name.equals("gaeLambda");
                Object expected =
                        each.getName().equals(name) ? value : each.getAccessor().invoke(BASE);
                if (!derived) {
                    assertThat(each.getAccessor().invoke(changed))
                            .as(each.getName())
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static Object other(Class<?> type, Object value) {
        if (type == int.class) {
            return (int) value + 1;
        }
        if (type == long.class) {
            return (long) value + 1;
        }
        if (type == double.class) {
            return Double.isInfinite((double) value) ? 1 : ((double) value + 0.3) / 2;
        }
        if (type == boolean.class) {
            return !(boolean) value;
        }
        return List.<Object>of(
                        new ImportanceSampledSurrogate(),
                        AdaptiveKl.withTarget(0.1),
                        Schedule.cosine(0.3),
                        ValueLoss.clipped(3),
                        Map.of("mine", (LossTerm) batch -> 0),
                        AdvantageEstimator.kStep(3),
                        UpdateRuleFactory.trustRegion(TrustRegionConfig.withDefaults()),
                        DjlActorCritic.perceptron(true, 8))
                .stream()
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theClippedSurrogateFollowsTheClipRange() {
        assertThat(BASE.withClipRange(0.1).surrogate()).isEqualTo(new ClippedSurrogate(0.1));
        assertThat(BASE.withSurrogate(new ClippedSurrogate(0.3))
                        .withClipRange(0.1)
                        .surrogate())
                .isEqualTo(new ClippedSurrogate(0.3));
    }

    @Test
    void anUnknownNameOrAWrongTypeIsNamed() {
        assertThatThrownBy(() -> BASE.with("epoch", 3)).hasMessageStartingWith("the name must be one of [totalSteps, ");
        assertThatThrownBy(() -> BASE.with("epochs", "three")).hasMessageContainingAll("epochs", "type int", "String");
        assertThatThrownBy(() -> BASE.withKlRule(null)).hasMessageContainingAll("klRule", "was null");
        assertThatThrownBy(() -> BASE.withUpdateRule(null)).hasMessageContainingAll("updateRule", "was null");
        assertThatThrownBy(() -> BASE.withNetwork(null)).hasMessageContainingAll("network", "was null");
    }

    record Weighted(Surrogate inner, double[] weights) implements Surrogate {
        @Override
        public double objective(double ratio, double advantage) {
            return weights[0] * inner.objective(ratio, advantage);
        }
    }

    @Test
    void aDescriptionSaysWhatAComponentIs() {
        assertThat(BASE.describe())
                .containsEntry("totalSteps", "500000")
                .containsEntry("surrogate", "ClippedSurrogate[clipRange=0.2]")
                .containsEntry("advantageEstimator", "Generalized[gaeLambda=0.95]");
        assertThat(BASE.toString()).startsWith("TrainingConfig[totalSteps=500000, numEnvs=4, ");
        assertThat(BASE.withSurrogate((ratio, advantage) -> ratio).describe()).containsEntry("surrogate", "lambda");
        Surrogate weighted = new Weighted(new ClippedSurrogate(0.1), new double[] {1, 2});
        assertThat(BASE.withSurrogate(weighted).describe())
                .containsEntry("surrogate", "Weighted[inner=ClippedSurrogate[clipRange=0.1], weights=[1.0, 2.0]]");
        assertThat(BASE.withSurrogate(new Weighted((ratio, advantage) -> 1, null))
                        .describe())
                .containsEntry("surrogate", "Weighted[inner=lambda, weights=null]");
        Surrogate anonymous = new Surrogate() {
            @Override
            public double objective(double ratio, double advantage) {
                return 0;
            }
        };
        assertThat(BASE.withSurrogate(anonymous).describe()).containsEntry("surrogate", "anonymous");
        TrainingConfig wide = BASE.withNetwork(
                ActorCriticFactory.perceptron(PerceptronConfig.withDefaults().withHiddenSizes(8)));
        assertThat(wide.describe().get("network")).contains("hiddenSizes=[8]");
        assertThat(BASE.withNetwork(DjlActorCritic.perceptron(true, 32, 16)).describe())
                .containsEntry("network", "DjlPerceptronFactory[shared=true, hiddenSizes=[32, 16]]");
    }
}
