package dev.trainyard.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a change of a CRD breaks: a manifest that was taken before must be taken after, mean the same, and lose nothing
 * of what is stored. Anything may be added that need not be there.
 */
final class Compatibility {
    /** What may only become larger, and what may only become smaller; none of them may be added. */
    private static final Set<String> UPPER_BOUNDS = Set.of("maximum", "maxLength", "maxItems", "maxProperties");

    private static final Set<String> LOWER_BOUNDS = Set.of("minimum", "minLength", "minItems", "minProperties");

    /** What must stay as it is, but may go. */
    private static final List<String> CONSTRAINTS =
            List.of("pattern", "format", "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems");

    /** What must stay as it is: what it would mean for stored objects and for apply is another thing. */
    private static final List<String> MEANINGS = List.of(
            "type",
            "default",
            "nullable",
            "x-kubernetes-int-or-string",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type");

    private final List<String> problems = new ArrayList<>();

    private Compatibility() {}

    /** The problems of a definition that is to replace another one, each with its path; empty where there are none. */
    static List<String> problems(JsonNode before, JsonNode after) {
        var comparison = new Compatibility();
        for (var field : List.of("/spec/group", "/spec/scope", "/spec/names/kind", "/spec/names/plural")) {
            comparison.same(field.substring(1).replace('/', '.'), before.at(field), after.at(field));
        }
        for (var version : before.at("/spec/versions")) {
            if (version.path("served").asBoolean()) {
                comparison.version(version, after);
            }
        }
        return comparison.problems;
    }

    private void version(JsonNode before, JsonNode definition) {
        var name = before.path("name").asText();
        var after = elements(definition.at("/spec/versions"))
                .filter(version -> version.path("name").asText().equals(name)
                        && version.path("served").asBoolean())
                .findFirst();
        if (after.isEmpty()) {
            problems.add(name + ": this version is served no more");
            return;
        }
        for (var subresource : fields(before.path("subresources"))) {
            same(
                    name + " subresource " + subresource.getKey(),
                    subresource.getValue(),
                    after.get().path("subresources").path(subresource.getKey()));
        }
        schema(name, before.at("/schema/openAPIV3Schema"), after.get().at("/schema/openAPIV3Schema"));
    }

    private void schema(String path, JsonNode before, JsonNode after) {
        MEANINGS.forEach(name -> same(path + " " + name, before.path(name), after.path(name)));
        CONSTRAINTS.stream()
                .filter(name -> after.has(name))
                .forEach(name -> same(path + " " + name, before.path(name), after.path(name)));
        UPPER_BOUNDS.forEach(name -> bound(path, name, before, after, number(after, name), number(before, name)));
        LOWER_BOUNDS.forEach(name -> bound(path, name, before, after, number(before, name), number(after, name)));
        required(path, before, after);
        values(path, before, after);
        rules(path, before, after);
        for (var property : fields(before.path("properties"))) {
            var there = after.path("properties").path(property.getKey());
            var inner = path + "." + property.getKey();
            if (there.isMissingNode()) {
                problems.add(inner + ": this field is gone");
            } else {
                schema(inner, property.getValue(), there);
            }
        }
        nested(path + "[]", before.path("items"), after.path("items"));
        nested(path + ".*", before.path("additionalProperties"), after.path("additionalProperties"));
    }

    private void nested(String path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            schema(path, before, after);
        } else if (!before.isMissingNode()) {
            same(path, before, after);
        }
    }

    private void required(String path, JsonNode before, JsonNode after) {
        var known = texts(before.path("required"));
        texts(after.path("required")).stream()
                .filter(name -> !known.contains(name))
                .filter(name -> !after.at("/properties/" + name).has("default"))
                .forEach(name -> problems.add(path + "." + name + ": is required now"));
    }

    private void values(String path, JsonNode before, JsonNode after) {
        if (!after.has("enum")) {
            return;
        }
        if (!before.has("enum")) {
            problems.add(path + ": only " + after.path("enum") + " are taken now");
            return;
        }
        var taken = texts(after.path("enum"));
        texts(before.path("enum")).stream()
                .filter(value -> !taken.contains(value))
                .sorted()
                .forEach(value -> problems.add(path + ": the value " + value + " is taken no more"));
    }

    private void rules(String path, JsonNode before, JsonNode after) {
        var known = elements(before.path("x-kubernetes-validations"))
                .map(rule -> rule.path("rule").asText())
                .collect(Collectors.toSet());
        elements(after.path("x-kubernetes-validations"))
                .map(rule -> rule.path("rule").asText())
                .filter(rule -> !known.contains(rule))
                .forEach(rule -> problems.add(path + ": there is a new rule: " + rule));
    }

    /** What is {@code greater} must not be less than the {@code lesser}. */
    private void bound(
            String path, String name, JsonNode before, JsonNode after, BigDecimal greater, BigDecimal lesser) {
        if (after.has(name) && (!before.has(name) || greater.compareTo(lesser) < 0)) {
            changed(path + " " + name, before.path(name), after.path(name));
        }
    }

    private static BigDecimal number(JsonNode schema, String name) {
        return schema.path(name).decimalValue();
    }

    private void same(String what, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            changed(what, before, after);
        }
    }

    private void changed(String what, JsonNode before, JsonNode after) {
        problems.add("%s: was %s and is %s".formatted(what, said(before), said(after)));
    }

    private static String said(JsonNode node) {
        return node.isMissingNode() ? "not set" : node.toString();
    }

    private static Set<String> texts(JsonNode list) {
        return elements(list).map(JsonNode::asText).collect(Collectors.toSet());
    }

    private static Set<Map.Entry<String, JsonNode>> fields(JsonNode object) {
        return object.properties();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
