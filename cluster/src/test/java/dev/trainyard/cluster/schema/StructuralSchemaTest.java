package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralSchemaTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String SHAPES = """
            type: object
            properties:
              spec:
                type: object
                required: [replicas]
                properties:
                  replicas: {type: integer, minimum: 0, maximum: 5}
                  name: {type: string, pattern: '^[a-z]+$', maxLength: 5}
                  policy: {type: string, enum: [Always, Never], default: Never}
                  port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                  when: {type: string, format: date-time}
                  note: {type: string, nullable: true}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  tags: {type: array, items: {type: string}, x-kubernetes-list-type: set, maxItems: 3}
                  rooms:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items:
                      type: object
                      required: [name]
                      properties: {name: {type: string}, size: {type: integer, default: 1}}
                  limits: {type: object, additionalProperties: {type: integer}}
                  inner:
                    type: object
                    default: {}
                    properties: {depth: {type: integer, default: 3}}
                  pod: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                             | spec.replicas: Required value",
                "{replicas: -1}                 | spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0",
                "{replicas: 6}                  | spec.replicas: Invalid value: 6: spec.replicas in body should be less than or equal to 5",
                "{replicas: many}               | spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"",
                "{replicas: 1, name: A}         | spec.name: Invalid value: \"A\": spec.name in body should match '^[a-z]+$'",
                "{replicas: 1, name: abcdef}    | spec.name: Too long: may not be more than 5 bytes",
                "{replicas: 1, policy: Perhaps} | spec.policy: Unsupported value: \"Perhaps\": supported values: \"Always\", \"Never\"",
                "{replicas: 1, port: true}      | spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
                "{replicas: 1, when: tomorrow}  | spec.when: Invalid value: \"tomorrow\": spec.when in body must be of type date-time: \"tomorrow\"",
                "{replicas: 1, tags: [a, b, a]} | spec.tags[2]: Duplicate value: \"a\"",
                "{replicas: 1, tags: [a, b, c, d]} | spec.tags: Too many: 4: must have at most 3 items",
                "{replicas: 1, rooms: [{name: x}, {name: x}]} | spec.rooms[1]: Duplicate value: {\"name\":\"x\"}",
                "{replicas: 1, limits: {gpu: some}} | spec.limits.gpu: Invalid value: \"string\": spec.limits.gpu in body must be of type integer: \"string\"",
            })
    void valuesThatDoNotFitAreRefusedInKubernetesWords(String spec, String message) throws IOException {
        assertThat(errors(SHAPES, "{spec: " + spec + "}", null)).containsExactly(message);
    }

    @Test
    void valuesThatFitAreTaken() throws IOException {
        assertThat(errors(SHAPES, """
                {spec: {replicas: 1, port: http, note: null, when: '2026-11-23T01:02:03Z', tags: [a, b], limits: {gpu: 2},
                  rooms: [{name: x}, {name: y}], free: {any: [1, {x: y}]}}}""", null)).isEmpty();
    }

    @Test
    void unknownFieldsArePruned() throws IOException {
        var object = read("""
                {apiVersion: v1, kind: X, metadata: {name: a, nickname: b}, extra: 1,
                 spec: {replicas: 1, replica: 2, free: {any: 1}, rooms: [{name: a, colour: red}], limits: {gpu: 1},
                   pod: {apiVersion: v1, metadata: {name: p, nickname: q}, spec: {}}}}""");

        assertThat(schema(SHAPES).prune(object))
                .containsExactly(
                        "extra",
                        "metadata.nickname",
                        "spec.pod.metadata.nickname",
                        "spec.replica",
                        "spec.rooms[0].colour");
        assertThat(object).isEqualTo(read("""
                {apiVersion: v1, kind: X, metadata: {name: a},
                 spec: {replicas: 1, free: {any: 1}, rooms: [{name: a}], limits: {gpu: 1},
                   pod: {apiVersion: v1, metadata: {name: p}, spec: {}}}}"""));
    }

    @Test
    void defaultsFillWhatIsAbsentAndNullsGo() throws IOException {
        var object = read("{spec: {replicas: 1, policy: null, name: null, note: null, rooms: [{name: a}]}}");
        schema(SHAPES).applyDefaults(object);

        assertThat(object).isEqualTo(read("""
                {spec: {replicas: 1, policy: Never, note: null, rooms: [{name: a, size: 1}], inner: {depth: 3}}}"""));
    }

    @Test
    void whatDidNotChangeIsNotComplainedAbout() throws IOException {
        assertThat(errors(SHAPES, "{spec: {replicas: 6, name: A}}", "{spec: {replicas: 1, name: A}}"))
                .singleElement()
                .asString()
                .startsWith("spec.replicas: Invalid value: 6");
    }

    @Test
    void aSchemaThatIsNotStructuralIsRefused() throws IOException {
        assertThat(problems("""
                type: object
                properties:
                  spec:
                    properties: {a: {type: string, pattern: '['}}
                    additionalProperties: {type: string}
                  list: {type: array}
                """))
                .contains(
                        "schema.properties[spec].type: Required value: must not be empty for specified object fields",
                        "schema.properties[list].items: Required value: must be specified");
    }

    private static List<String> errors(String schema, String object, @Nullable String old) throws IOException {
        return schema(schema).validate(read(object), old == null ? null : read(old)).stream()
                .map(FieldError::message)
                .toList();
    }

    private static List<String> problems(String schema) throws IOException {
        return schema(schema).problems("schema").stream()
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
