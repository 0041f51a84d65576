package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in a schema's defaults, and drops nulls where the schema wants a value and has none to offer. */
final class SchemaDefaults {
    private SchemaDefaults() {}

    static void apply(SchemaNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            schema.properties().forEach((name, property) -> {
                var present = object.get(name);
                if (!property.defaultValue().isMissingNode()
                        && (present == null || isUnwantedNull(property, present))) {
                    object.set(name, property.defaultValue().deepCopy());
                }
            });
            object.properties()
                    .removeIf(field -> schema.child(field.getKey())
                            .filter(child -> isUnwantedNull(child, field.getValue()))
                            .isPresent());
            object.properties()
                    .forEach(field -> schema.child(field.getKey()).ifPresent(child -> apply(child, field.getValue())));
        } else if (value.isArray()) {
            schema.items().ifPresent(items -> value.forEach(item -> apply(items, item)));
        }
    }

    private static boolean isUnwantedNull(SchemaNode schema, JsonNode value) {
        return value.isNull()
                && !schema.nullable()
                && !(schema.preservesUnknownFields() && schema.type().isEmpty());
    }
}
