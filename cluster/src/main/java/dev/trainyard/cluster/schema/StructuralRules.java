package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** What makes a schema structural, and so able to prune, default and validate; as kube-apiserver checks it. */
final class StructuralRules {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> FORBIDDEN =
            List.of("$ref", "id", "patternProperties", "dependencies", "definitions", "additionalItems");

    private StructuralRules() {}

    static void checkRoot(Field schema) {
        var type = schema.child("type");
        if (!type.isSet()) {
            type.required("must not be empty at the root");
        } else if (!type.is("object")) {
            type.invalid("must be object at the root");
        }
        if (schema.child("additionalProperties").isSet()) {
            schema.child("additionalProperties").forbidden("must not be used at the root");
        }
        check(schema);
    }

    private static void check(Field schema) {
        var type = schema.child("type");
        var intOrString = schema.value().path("x-kubernetes-int-or-string").asBoolean();
        type.oneOf(TYPES);
        if (type.is("array") && !schema.child("items").isSet()) {
            schema.child("items").required("must be specified");
        }
        for (var keyword : FORBIDDEN) {
            if (schema.child(keyword).isSet()) {
                schema.child(keyword).forbidden(keyword + " is not supported");
            }
        }
        if (schema.value().path("uniqueItems").asBoolean()) {
            schema.child("uniqueItems")
                    .forbidden("uniqueItems cannot be set to true since the runtime complexity becomes" + " quadratic");
        }
        if (schema.child("properties").isSet()
                && schema.child("additionalProperties").isSet()) {
            schema.child("additionalProperties").forbidden("additionalProperties and properties are mutual exclusive");
        }
        if (intOrString
                && schema.value().path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            schema.child("x-kubernetes-preserve-unknown-fields")
                    .invalid("must be false if x-kubernetes-int-or-string is true");
        }
        checkPattern(schema.child("pattern"));
        checkList(schema);
        checkDefault(schema);
        schema.child("properties")
                .entries()
                .forEach(property -> checkChild(property, "must not be empty for specified object fields"));
        if (schema.child("items").isSet()) {
            checkChild(schema.child("items"), "must not be empty for specified array items");
        }
        if (schema.child("additionalProperties").value().isObject()) {
            checkChild(schema.child("additionalProperties"), "must not be empty for specified object fields");
        }
        for (var junctor : List.of("allOf", "anyOf", "oneOf")) {
            schema.child(junctor).elements().forEach(nested -> checkNested(nested, intOrString));
        }
    }

    private static void checkChild(Field schema, String detail) {
        var untyped = schema.value().path("x-kubernetes-int-or-string").asBoolean()
                || schema.value().path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (!untyped && !schema.child("type").isSet()) {
            schema.child("type").required(detail);
        }
        check(schema);
    }

    /** Alternatives may only constrain; what the fields are is said outside of them. */
    private static void checkNested(Field schema, boolean intOrString) {
        if (schema.child("type").isSet() && !intOrString) {
            schema.child("type").forbidden("must be empty to be structural");
        }
        for (var keyword :
                List.of("default", "nullable", "description", "additionalProperties", "x-kubernetes-validations")) {
            if (schema.child(keyword).isSet()) {
                schema.child(keyword).forbidden("must be undefined to be structural");
            }
        }
        checkPattern(schema.child("pattern"));
        schema.child("properties").entries().forEach(property -> checkNested(property, intOrString));
    }

    private static void checkPattern(Field pattern) {
        try {
            var _ = Re2.compile(pattern.text());
        } catch (PatternSyntaxException e) {
            pattern.invalid("must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    private static void checkList(Field schema) {
        var listType = schema.child("x-kubernetes-list-type");
        var keys = schema.child("x-kubernetes-list-map-keys");
        listType.oneOf(List.of("atomic", "map", "set"));
        if (listType.isSet() && !schema.child("type").is("array")) {
            listType.errors()
                    .add(FieldError.invalid(
                            schema.child("type").path(),
                            schema.child("type").text(),
                            "must be array if x-kubernetes-list-type is specified"));
        }
        if (!listType.is("map")) {
            return;
        }
        if (keys.value().isEmpty()) {
            keys.required("must not be empty if x-kubernetes-list-type is map");
        }
        var items = schema.value().path("items");
        var required = new HashSet<>(SchemaNode.strings(items.path("required")));
        keys.elements().forEach(key -> {
            var property = items.path("properties").path(key.text());
            if (property.isMissingNode()) {
                key.invalid("must name a property of the items");
            } else if (!required.contains(key.text()) && !property.has("default")) {
                schema.child("items")
                        .child("properties")
                        .entry(key.text())
                        .child("default")
                        .required(
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                                        + " property");
            }
        });
    }

    private static void checkDefault(Field schema) {
        var value = schema.child("default");
        if (value.value().isMissingNode()) {
            return;
        }
        var node = SchemaNode.read(schema.value());
        var errors = new ArrayList<FieldError>();
        ValueValidation.check(node, new Field(value.value(), value.path(), errors));
        schema.errors().addAll(errors);
        if (value.value() instanceof ObjectNode object) {
            JsonNode copy = object.deepCopy();
            var unknown = Pruning.prune(node, (ObjectNode) copy);
            if (!unknown.isEmpty() && !node.embeddedResource()) {
                value.invalid(unknown.stream().collect(Collectors.joining(", ", "must not have unknown fields: ", "")));
            }
        }
    }
}
