package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ImportanceSampledSurrogate;

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
            TrainingConfig changed = (TrainingConfig) wither.invoke(BASE, value);
            for (var each : TrainingConfig.class.getRecordComponents()) {
                boolean derived = each.getName().equals("surrogate") && name.equals("clipRange")
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
            return ((double) value + 0.5) / 2;
        }
        if (type == boolean.class) {
            return !(boolean) value;
        }
        return value instanceof ClippedSurrogate ? new ImportanceSampledSurrogate() : value;
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
        assertThatThrownBy(() -> BASE.with("epochs", "three"))
                .hasMessage("epochs must be of type int but was the String three");
        assertThatThrownBy(() -> BASE.withNetwork(null)).hasMessage("network must be a factory but was null");
    }
}
