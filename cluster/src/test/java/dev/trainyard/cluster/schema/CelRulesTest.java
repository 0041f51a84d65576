package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CelRulesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** The fields that the rules below are about. */
    private static final String FIELDS = """
            type: object
            properties:
              a: {type: integer}
              b: {type: integer}
              text: {type: string}
              x-y: {type: string}
              namespace: {type: string}
              ratio: {type: number}
              port: {x-kubernetes-int-or-string: true}
              when: {type: string, format: date-time}
              wait: {type: string, format: duration}
              names: {type: array, items: {type: string}}
              numbers: {type: array, items: {type: integer}}
              labels: {type: object, additionalProperties: {type: string}}
              inner: {type: object, properties: {deep: {type: object, properties: {value: {type: integer}}}}}
              rooms:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}
            x-kubernetes-validations:
            - rule: RULE
            """;

    private static final String OBJECT = """
            {a: 1, b: 2, text: hello, x-y: dash, namespace: here, ratio: 2, port: 80, when: '2026-11-23T00:00:00Z',
             wait: 1h30m, names: [a, b, c], numbers: [1, 2, 3], labels: {k: v}, inner: {deep: {value: 7}}, rooms: [{name: r, size: 3}]}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.a < self.b && self.a + 1 == self.b",
                "has(self.inner.deep) && has(self.inner.deep.value) && self.inner.deep.value == 7",
                "has(self.text) && self.text.startsWith('he') && self.text.matches('^[a-z]+$')",
                "self.x__dash__y == 'dash' && self.__namespace__ == 'here'",
                "self.ratio > 1.5 && self.ratio > 1",
                "type(self.port) == int ? self.port > 0 : self.port != ''",
                "self.when > timestamp('2026-01-01T00:00:00Z')",
                "self.wait == duration('90m')",
                "self.names.all(n, size(n) == 1) && self.names.exists(n, n == 'b') && 'c' in self.names",
                "self.numbers.sum() == 6 && self.numbers.min() == 1 && self.numbers.max() == 3",
                "self.numbers.isSorted() && self.names.indexOf('b') == 1",
                "self.names.map(n, n + '!') == ['a!', 'b!', 'c!'] && self.names.filter(n, n > 'a').size() == 2",
                "'k' in self.labels && self.labels['k'] == 'v' && self.labels.all(k, self.labels[k] != '')",
                "self.rooms.exists_one(r, r.name == 'r' && r.size == 3)",
                "self.text.upperAscii() == 'HELLO' && self.text.split('l').size() == 3 && self.names.join('-') == 'a-b-c'",
                "sets.contains(self.numbers, [1, 3]) && sets.intersects([3, 9], self.numbers)",
                "'x12y3'.find('[0-9]+') == '12' && 'x12y3'.findAll('[0-9]+') == ['12', '3']",
                "quantity('1500m').isGreaterThan(quantity('1')) && quantity('1Gi').add(quantity('1Gi')) == quantity('2Gi')",
                "isQuantity('5k') && !isQuantity('five') && quantity('5k').asInteger() == 5000",
                "isURL('https://example.com:80/a') && url('https://example.com:80/a').getPort() == '80'",
                "self.?labels.?k.orValue('none') == 'v' && self.?labels[?'z'].orValue('none') == 'none'",
            })
    void rulesThatHoldAreSilent(String rule) throws IOException {
        assertThat(errors(rule, OBJECT, null)).isEmpty();
    }

    @Test
    void aRuleThatFailsSaysItself() throws IOException {
        assertThat(errors("self.a > self.b", OBJECT, null))
                .containsExactly("<nil>: Invalid value: failed rule: self.a > self.b");
    }

    @Test
    void messageReasonAndFieldPathMakeTheError() throws IOException {
        var schema = schema("""
                type: object
                properties:
                  spec:
                    type: object
                    properties: {replicas: {type: integer}}
                    x-kubernetes-validations:
                    - rule: self.replicas < 3
                      messageExpression: '"at most 2, not " + string(self.replicas)'
                      reason: FieldValueForbidden
                      fieldPath: .replicas
                    - {rule: self.replicas < 3, message: too many}
                """);

        assertThat(schema.validate(read("{spec: {replicas: 5}}"), null))
                .extracting(FieldError::message)
                .containsExactly("spec.replicas: Forbidden: at most 2, not 5", "spec: Invalid value: too many");
    }

    @Test
    void transitionRulesCompareWithWhatWas() throws IOException {
        assertThat(errors("self.a >= oldSelf.a", "{a: 1}", null)).isEmpty();
        assertThat(errors("self.a >= oldSelf.a", "{a: 2}", "{a: 1}")).isEmpty();
        assertThat(errors("self.a >= oldSelf.a", "{a: 1}", "{a: 2}")).hasSize(1);
    }

    @Test
    void aFieldThatIsAbsentIsAnError() throws IOException {
        assertThat(errors("self.a > 0", "{}", null))
                .singleElement()
                .asString()
                .startsWith("<nil>: Invalid value: \"object\": ")
                .endsWith("evaluating rule: self.a > 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.missing > 0",
                "self.a == 'text'",
                "self.a",
                "self.a >",
                "ip('10.0.0.1').family() == 4",
                "unknown(self)",
            })
    void rulesThatCannotWorkAreRefusedWithTheDefinition(String rule) throws IOException {
        assertThat(schema(FIELDS.replace(
                                "RULE",
                                YAML.writeValueAsString(rule).substring(4).strip()))
                        .problems("schema"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("schema.x-kubernetes-validations[0].rule: Invalid value: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.numbers.all(a, self.numbers.all(b, a + b >= 0))",
                "self.numbers.exists(a, self.numbers.exists(b, a + b < 0)) || true",
                "self.numbers.all(a, self.text.matches('^(.*a){12}$') || a >= 0)",
                "self.numbers.all(a, self.text.contains('b' + self.text))",
                "self.text.replace('', self.text).size() > 0",
                "self.numbers.map(a, self.text).join('').size() > 0",
                "self.numbers.all(a, self.numbers + self.numbers != [])",
                "self.numbers.all(a, [self.numbers] == [self.numbers] && [self.numbers] == [self.numbers])",
                "self.numbers.all(a, self.text != self.text + 'x')",
            })
    void aRuleThatCostsTooMuchIsStopped(String rule) throws IOException {
        var numbers = YAML.createArrayNode();
        for (var number = 0; number < 3000; number++) {
            numbers.add(number);
        }
        var object = YAML.createObjectNode().put("text", "a".repeat(100_000)).set("numbers", numbers);

        assertThat(errors(rule, object.toString(), null))
                .singleElement()
                .asString()
                .startsWith("<nil>: Invalid value: \"object\": ")
                .contains("no further validation rules will be run");
    }

    @Test
    void theRulesOfAnObjectHaveABudget() throws IOException {
        var schema = schema("""
                type: object
                properties:
                  rooms:
                    type: array
                    items:
                      type: object
                      properties: {numbers: {type: array, items: {type: integer}}}
                      x-kubernetes-validations: [{rule: 'self.numbers.all(a, self.numbers.all(b, a + b >= 0))'}]
                """);
        var object = YAML.createObjectNode();
        var rooms = object.putArray("rooms");
        for (var room = 0; room < 40; room++) {
            var numbers = rooms.addObject().putArray("numbers");
            for (var number = 0; number < 300; number++) {
                numbers.add(number);
            }
        }

        assertThat(schema.validate(object, null))
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .matches(
                                "rooms\\[\\d+]: Invalid value: \"object\": validation failed due to running out of cost"
                                        + " budget, no further validation rules will be run"));
    }

    private static List<String> errors(String rule, String object, @Nullable String old) throws IOException {
        var schema = schema(FIELDS.replace(
                "RULE", YAML.writeValueAsString(rule).substring(4).strip()));
        assertThat(schema.problems("schema")).isEmpty();
        return schema.validate(read(object), old == null ? null : read(old)).stream()
                .map(FieldError::message)
                .toList();
    }

    private static StructuralSchema schema(String yaml) throws IOException {
        return StructuralSchema.parse(YAML.readTree(yaml));
    }

    private static ObjectNode read(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
