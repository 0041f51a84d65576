package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Re2Test {
    @ParameterizedTest
    @ValueSource(strings = {"^(.*a){12}$", "^(a+)+$", "^(a|aa)+$", "^(.*.*.*)*b$"})
    void backtrackingPatternsEnd(String pattern) {
        assertThat(Re2.compile(pattern).matcher("a".repeat(60) + "!").find()).isFalse();
    }

    @Test
    void manyStarsEnd() {
        assertThat(Re2.compile("a*a*a*a*a*a*b").matcher("a".repeat(20_000)).find())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatGoRefuses(String pattern, String message) {
        assertThatThrownBy(() -> Re2.compile(pattern))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageStartingWith("error parsing regexp: " + message);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("(?=x)", "invalid or unsupported Perl syntax"),
                Arguments.of("(a)\\1", "invalid escape sequence"),
                Arguments.of("a++", "invalid nested repetition operator"),
                Arguments.of("a{1001}", "invalid repeat count"),
                Arguments.of("((a{100}){100}){100}", "invalid repeat count"),
                Arguments.of("a{1000}".repeat(200), "expression too large"),
                Arguments.of("(".repeat(5000) + ")".repeat(5000), "expression nests too deeply"),
                Arguments.of("[a", "missing closing ]"),
                Arguments.of("(a", "missing closing )"));
    }

    @Test
    void deepGroupsCompile() {
        assertThat(Re2.compile("(".repeat(500) + "a" + ")*".repeat(500))
                        .matcher("aaa")
                        .matches())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    abc | 3
                    a{3} | 3
                    (ab){2,5} | 20
                    [^]a-z{4}]{2} | 2
                    [[:alpha:]]+ | 2
                    \\p{Greek} | 1
                    \\Qa{9}\\E | 8
                    a{,3} | 5
                    """)
    void estimatesTheSize(String pattern, long size) {
        assertThat(Re2.size(pattern)).isEqualTo(size);
    }

    @Test
    void aTextThatTakesTooLongIsRefused() {
        var schema = StructuralSchema.parse(JsonNodeFactory.instance
                .objectNode()
                .put("type", "object")
                .set(
                        "properties",
                        JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "text",
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("type", "string")
                                                .put("pattern", "^(a?){900}(b?){900}$"))));
        var object = JsonNodeFactory.instance.objectNode().put("text", "a".repeat(500_000));

        assertThat(schema.validate(object, null))
                .extracting(FieldError::message)
                .containsExactly("text: Forbidden: a text of 500000 characters takes too long to match"
                        + " '^(a?){900}(b?){900}$'");
    }

    @Test
    void longNamesAreRefusedInWords() {
        assertThat(NameRules.dnsSubdomain("a.".repeat(100_000) + "a")).isNotEmpty();
        assertThat(Formats.accepts("duration", JsonNodeFactory.instance.textNode("1h".repeat(100_000))))
                .isTrue();
    }
}
