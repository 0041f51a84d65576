package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks values against a schema, CEL rules aside. */
final class ValueValidation {
    private ValueValidation() {}

    static void check(SchemaNode schema, Field field) {
        check(schema, field, null);
    }

    /**
     * @param old the stored value at the same place, null if there is none: what did not change is not complained
     *     about, so that an object from before a stricter schema can still be updated
     */
    static void check(SchemaNode schema, Field field, @Nullable JsonNode old) {
        var value = field.value();
        if (value.equals(old)) {
            return;
        }
        if (value.isNull() && schema.nullable()) {
            return;
        }
        if (!hasType(schema, value)) {
            var expected = schema.intOrString() ? "integer,string" : schema.type();
            field.errors()
                    .add(new FieldError(
                            field.path().isEmpty() ? "<nil>" : field.path(),
                            FieldError.Type.TYPE_INVALID,
                            field.path() + " in body must be of type " + expected + ": \"" + typeName(value) + "\"",
                            JsonNodeFactory.instance.textNode(typeName(value))));
            return;
        }
        schema.constraints().forEach(constraint -> constraint.check(field));
        if (value instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                var name = entry.getKey();
                schema.child(name)
                        .ifPresent(child -> check(child, field.child(name), old == null ? null : old.get(name)));
            }
        } else if (value.isArray()) {
            checkUnique(schema, field);
            schema.items().ifPresent(items -> {
                for (var index = 0; index < value.size(); index++) {
                    var element = new Field(value.get(index), field.path() + "[" + index + "]", field.errors());
                    check(items, element, correlated(schema, old, element.value(), index));
                }
            });
        }
    }

    /**
     * The stored element that a list's element stands for: by key in a list of type map, else the one at the same
     * place.
     */
    static @Nullable JsonNode correlated(SchemaNode list, @Nullable JsonNode old, JsonNode element, int index) {
        if (old == null) {
            return null;
        }
        if (!list.listType().equals("map")) {
            return old.get(index);
        }
        for (var candidate : old) {
            if (keyOf(list, candidate).equals(keyOf(list, element))) {
                return candidate;
            }
        }
        return null;
    }

    private static void checkUnique(SchemaNode schema, Field field) {
        var isMap = schema.listType().equals("map");
        if (!isMap && !schema.listType().equals("set")) {
            return;
        }
        var seen = new HashSet<JsonNode>();
        field.elements().forEach(element -> {
            var identity = isMap ? keyOf(schema, element.value()) : element.value();
            if (!seen.add(identity)) {
                field.errors().add(FieldError.duplicate(element.path(), identity));
            }
        });
    }

    /** The fields that tell an element apart; a key that is absent has its default. */
    private static ObjectNode keyOf(SchemaNode list, JsonNode element) {
        var key = JsonNodeFactory.instance.objectNode();
        for (var name : list.listMapKeys()) {
            var absent = list.items()
                    .map(items -> items.properties().get(name))
                    .map(SchemaNode::defaultValue)
                    .filter(value -> !value.isMissingNode());
            Optional.ofNullable(element.get(name)).or(() -> absent).ifPresent(value -> key.set(name, value));
        }
        return key;
    }

    private static boolean hasType(SchemaNode schema, JsonNode value) {
        if (schema.intOrString()) {
            return value.isTextual() || isInteger(value);
        }
        return switch (schema.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> isInteger(value);
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }

    private static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber()
                || (value.isNumber()
                        && value.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    private static String typeName(JsonNode value) {
        return value.isIntegralNumber() ? "integer" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
