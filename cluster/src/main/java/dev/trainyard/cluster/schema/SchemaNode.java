package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One node of a structural schema, read once from its JSON.
 *
 * @param type object, array, string, integer, number or boolean; empty where any type is allowed
 * @param preservesUnknownFields whether fields that the schema does not name are kept
 * @param embeddedResource whether the value is an object of its own, with apiVersion, kind and metadata
 * @param additionalProperties the schema of a map's values
 * @param defaultValue what stands in for an absent value; a missing node if nothing does
 * @param constraints what a value must meet beyond its type
 * @param listType set, map, atomic or empty
 * @param listMapKeys the fields that tell the elements of a list of type map apart
 * @param rules the CEL rules
 */
record SchemaNode(
        String type,
        String format,
        boolean nullable,
        boolean preservesUnknownFields,
        boolean embeddedResource,
        boolean intOrString,
        Map<String, SchemaNode> properties,
        Optional<SchemaNode> items,
        Optional<SchemaNode> additionalProperties,
        JsonNode defaultValue,
        List<Constraint> constraints,
        String listType,
        List<String> listMapKeys,
        List<Rule> rules) {

    private static final JsonNode ANYTHING =
            JsonNodeFactory.instance.objectNode().put("x-kubernetes-preserve-unknown-fields", true);

    /**
     * A rule of {@code x-kubernetes-validations}.
     *
     * @param fieldPath the field that the error is about, relative to the node; empty for the node itself
     */
    record Rule(
            String rule,
            String message,
            String messageExpression,
            String reason,
            String fieldPath,
            boolean optionalOldSelf) {

        static Rule read(JsonNode json) {
            return new Rule(
                    json.path("rule").asText(),
                    json.path("message").asText(),
                    json.path("messageExpression").asText(),
                    json.path("reason").asText(),
                    json.path("fieldPath").asText(),
                    json.path("optionalOldSelf").asBoolean());
        }

        /** What the person reads when the rule fails and no expression says it better. */
        String sentence() {
            return message.isEmpty() ? "failed rule: " + rule.strip() : message.strip();
        }
    }

    static SchemaNode read(JsonNode json) {
        var properties = new LinkedHashMap<String, SchemaNode>();
        json.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
        return new SchemaNode(
                json.path("type").asText(),
                json.path("format").asText(),
                json.path("nullable").asBoolean(),
                json.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
                json.path("x-kubernetes-embedded-resource").asBoolean(),
                json.path("x-kubernetes-int-or-string").asBoolean(),
                properties,
                child(json, "items"),
                additionalProperties(json.path("additionalProperties")),
                json.path("default"),
                Constraint.read(json),
                json.path("x-kubernetes-list-type").asText(),
                strings(json.path("x-kubernetes-list-map-keys")),
                StreamSupport.stream(json.path("x-kubernetes-validations").spliterator(), false)
                        .map(Rule::read)
                        .toList());
    }

    /** Whether there are CEL rules here or anywhere below. */
    boolean hasRules() {
        return !rules.isEmpty()
                || properties.values().stream().anyMatch(SchemaNode::hasRules)
                || items.filter(SchemaNode::hasRules).isPresent()
                || additionalProperties.filter(SchemaNode::hasRules).isPresent();
    }

    /** The schema of an object's field or a map's entry; empty if the schema does not know it. */
    Optional<SchemaNode> child(String field) {
        return Optional.ofNullable(properties.get(field)).or(() -> additionalProperties);
    }

    private static Optional<SchemaNode> child(JsonNode json, String field) {
        return json.has(field) ? Optional.of(read(json.path(field))) : Optional.empty();
    }

    /** {@code true} stands for values of any kind, kept as they are. */
    private static Optional<SchemaNode> additionalProperties(JsonNode json) {
        if (json.isObject()) {
            return Optional.of(read(json));
        }
        return json.asBoolean() ? Optional.of(read(ANYTHING)) : Optional.empty();
    }

    static List<String> strings(JsonNode list) {
        var strings = new ArrayList<String>();
        list.forEach(item -> strings.add(item.asText()));
        return List.copyOf(strings);
    }
}
