package proximal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of Gson are for: order, whole numbers, nulls, and no leniency. */
class JsonTest {
    @Property(tries = 300)
    void whatWasWrittenReadsBack(
            @ForAll String name, @ForAll String text, @ForAll long whole, @ForAll double number, @ForAll boolean flag) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(name, text);
        object.put(name + "1", whole);
        object.put(name + "2", number + 0.5 == number ? 0.5 : number + 1e-9);
        object.put(name + "3", new ArrayList<>(Arrays.asList(flag, null, Map.of(), List.of())));
        String json = Json.write(object);
        assertThat(Json.read(json)).isEqualTo(object);
    }

    @Test
    void readsWhatOthersWrite() {
        assertThat(Json.read(" {\"a\\u00e9\\n\\/\" : [ 1 , -2.5e3,true ],\"b\":{}} "))
                .containsExactly(Map.entry("a\u00e9\n/", List.of(1L, -2500.0, true)), Map.entry("b", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1}}",
                "[1]",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\uzzzz\"}",
                "{\"a\":tru}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":1-}"
            })
    void refusesWhatIsNoWholeObject(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the JSON text must be one object but is ");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesNumbersThatJsonDoesNotHave(double number) {
        assertThatThrownBy(() -> Json.write(Map.of("a", number)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(number));
    }
}
