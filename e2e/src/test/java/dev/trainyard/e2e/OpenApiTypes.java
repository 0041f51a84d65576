package dev.trainyard.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The schemas of an OpenAPI v3 document, without the sentences and what only client-side patches need. */
final class OpenApiTypes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEPT = new TreeSet<>(Set.of(
            "type",
            "format",
            "required",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type"));

    /** Types that a structural schema writes in its own way. */
    private static final Set<String> LEAVES = Set.of("Quantity", "IntOrString", "Time", "ObjectMeta");

    private final JsonNode schemas;
    private final TreeMap<String, JsonNode> found = new TreeMap<>();

    OpenApiTypes(JsonNode schemas) {
        this.schemas = schemas;
    }

    /** A type and all that it holds, by simple name. */
    Map<String, JsonNode> closure(String type) {
        add(type);
        return found;
    }

    private void add(String type) {
        var name = simpleName(type);
        if (!LEAVES.contains(name) && !found.containsKey(name)) {
            found.put(name, JSON.nullNode());
            found.put(name, reduced(schemas.get(type)));
        }
    }

    private ObjectNode reduced(JsonNode schema) {
        var fields = new TreeMap<String, JsonNode>();
        var reference = schema.has("$ref") ? schema.get("$ref") : schema.at("/allOf/0/$ref");
        if (reference.isTextual()) {
            var type = reference.asText().substring(reference.asText().lastIndexOf('/') + 1);
            fields.put("$ref", JSON.getNodeFactory().textNode(simpleName(type)));
            add(type);
        }
        KEPT.stream().filter(schema::has).forEach(key -> fields.put(key, schema.get(key)));
        if (schema.has("properties")) {
            fields.put("properties", properties(schema));
        }
        for (var key : Set.of("items", "additionalProperties")) {
            if (schema.has(key)) {
                fields.put(key, reduced(schema.get(key)));
            }
        }
        return JSON.createObjectNode().setAll(fields);
    }

    private ObjectNode properties(JsonNode schema) {
        var properties = new TreeMap<String, JsonNode>();
        schema.get("properties").properties().forEach(property -> {
            var reduced = reduced(property.getValue());
            var standard = property.getValue().path("default");
            // A required field has one too, the zero of its type, which says nothing.
            if (standard.isValueNode() && !standard.isMissingNode() && !isRequired(schema, property.getKey())) {
                reduced.set("default", standard);
            }
            properties.put(property.getKey(), sorted(reduced));
        });
        return JSON.createObjectNode().setAll(properties);
    }

    private static ObjectNode sorted(ObjectNode node) {
        var fields = new TreeMap<String, JsonNode>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return JSON.createObjectNode().setAll(fields);
    }

    private static boolean isRequired(JsonNode schema, String property) {
        for (var name : schema.path("required")) {
            if (name.asText().equals(property)) {
                return true;
            }
        }
        return false;
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
