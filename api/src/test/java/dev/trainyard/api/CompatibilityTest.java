package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final String SPEC =
            "'type': 'object', 'required': ['a'], 'properties': {'a': {'type': 'string', 'enum': ['x', 'y']},"
                    + " 'b': {'type': 'integer', 'minimum': 1}, 'c': {'type': 'array', 'items': {'type': 'string'}}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'b': {'type': 'integer', 'minimum': 1}, | | v1.spec.b: this field is gone
            'required': ['a'] | 'required': ['a', 'b'] | v1.spec.b: is required now
            'type': 'integer' | 'type': 'string' | v1.spec.b type: was "integer" and is "string"
            'items': {'type': 'string'} | 'items': {'type': 'integer'} | v1.spec.c[] type: was "string" and is "integer"
            ['x', 'y'] | ['x', 'z'] | v1.spec.a: the value y is taken no more
            'minimum': 1 | 'minimum': 2 | v1.spec.b minimum: was 1 and is 2
            'minimum': 1 | 'minimum': 1, 'maximum': 9 | v1.spec.b maximum: was not set and is 9
            'minimum': 1 | 'minimum': 1, 'enum': [1] | v1.spec.b: only [1] are taken now
            'minimum': 1 | 'minimum': 1, 'default': 3 | v1.spec.b default: was not set and is 3
            'type': 'array', | 'type': 'array', 'x-kubernetes-list-type': 'set', | v1.spec.c x-kubernetes-list-type: was not set and is "set"
            'required': ['a'] | 'required': ['a'], 'x-kubernetes-validations': [{'rule': 'has(self.b)'}] | v1.spec: there is a new rule: has(self.b)
            """)
    void whatBreaksIsNamedWithItsPath(String before, String after, String problem) throws JsonProcessingException {
        var changed = SPEC.replace(before, after == null ? "" : after);

        assertThat(Compatibility.problems(definition(SPEC), definition(changed)))
                .containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'required': ['a'] | 'required': []
            'minimum': 1 | 'minimum': 0
            ['x', 'y'] | ['x', 'y', 'z']
            'properties': { | 'properties': {'new': {'type': 'string', 'maxLength': 5},
            'required': ['a'], 'properties': { | 'required': ['a', 'n'], 'properties': {'n': {'type': 'string', 'default': 'x'},
            """)
    void whatGivesMoreRoomIsTaken(String before, String after) throws JsonProcessingException {
        assertThat(Compatibility.problems(definition(SPEC), definition(SPEC.replace(before, after))))
                .isEmpty();
    }

    @Test
    void aVersionThatWasServedStays() throws JsonProcessingException {
        var without = definition(SPEC).toString().replace("\"v1\"", "\"v2\"");

        assertThat(Compatibility.problems(definition(SPEC), new ObjectMapper().readTree(without)))
                .isEqualTo(List.of("v1: this version is served no more"));
    }

    private static JsonNode definition(String spec) throws JsonProcessingException {
        return new ObjectMapper().readTree("""
                        {'spec': {'group': 'g', 'scope': 'Namespaced', 'names': {'kind': 'K', 'plural': 'ks'}, 'versions': [{'name': 'v1',
                         'served': true, 'schema': {'openAPIV3Schema': {'type': 'object', 'properties': {'spec': {%s}}}}}]}}""".formatted(spec).replace('\'', '"'));
    }
}
