package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields of a strategic merge patch that are instructions rather than data. */
final class Directives {
    /** {@code $patch: delete}, {@code replace} or {@code merge}. */
    static final String PATCH = "$patch";

    static final String DELETE = "delete";
    static final String REPLACE = "replace";
    static final String MERGE = "merge";

    /** {@code $retainKeys: [field, …]}: all other fields go. */
    static final String RETAIN_KEYS = "$retainKeys";

    /** {@code $setElementOrder/<list>: [{<key>: …}, …]}: the order of the list after the patch. */
    static final String SET_ELEMENT_ORDER = "$setElementOrder/";

    /** {@code $deleteFromPrimitiveList/<list>: [value, …]}: values to take out. */
    static final String DELETE_FROM_PRIMITIVE_LIST = "$deleteFromPrimitiveList/";

    private Directives() {}

    /** Whether an object only says what to do with a stored one. */
    static boolean isDirective(JsonNode value) {
        return value.isObject() && value.has(PATCH);
    }

    /** What is left of new data where nothing is stored that directives or nulls could be meant for. */
    static JsonNode withoutDirectives(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var result = JsonNodeFactory.instance.objectNode();
                for (var field : object.properties()) {
                    var inner = field.getValue();
                    if (!inner.isNull()
                            && !isDirective(inner)
                            && !field.getKey().startsWith("$")) {
                        result.set(field.getKey(), withoutDirectives(inner));
                    }
                }
                yield result;
            }
            case ArrayNode list -> {
                var result = JsonNodeFactory.instance.arrayNode();
                for (var inner : list) {
                    if (!isDirective(inner)) {
                        result.add(withoutDirectives(inner));
                    }
                }
                yield result;
            }
            default -> value;
        };
    }
}
