package dev.trainyard.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Kubernetes' own types as structural schemas, from {@code pod-template.json} and {@code metric-spec.json}: the OpenAPI
 * description of {@code PodTemplateSpec} and {@code MetricSpec} and of all that they hold, one type a line, which a
 * real kube-apiserver serves at {@code /openapi/v3/api/v1} and {@code /openapi/v3/apis/autoscaling/v2}. It has the list
 * types, map keys, defaults and required fields that apply depends on.
 */
final class KubernetesSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of("pod-template.json", "metric-spec.json");
    private static final int MOST_CONTAINERS = 100;
    private static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    private final JsonNode types;

    private KubernetesSchemas(JsonNode types) {
        this.types = types;
    }

    static KubernetesSchemas load() {
        var types = JSON.createObjectNode();
        for (var file : FILES) {
            try (var in = Objects.requireNonNull(KubernetesSchemas.class.getResourceAsStream(file), file)) {
                types.setAll((ObjectNode) JSON.readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new KubernetesSchemas(types);
    }

    /** The schema of a type by its simple name, every reference resolved. */
    ObjectNode schema(String type) {
        return switch (type) {
            case "Quantity" -> intOrString().put("pattern", QUANTITY);
            case "IntOrString" -> intOrString();
            case "Time" -> JSON.createObjectNode().put("type", "string").put("format", "date-time");
            case "ObjectMeta" -> embeddedMetadata();
            default -> {
                if (!(types.get(type) instanceof ObjectNode schema)) {
                    throw new IllegalArgumentException(FILES + " have no type " + type);
                }
                yield type.equals("PodSpec") ? bounded(resolve(schema)) : resolve(schema);
            }
        };
    }

    /** A server takes rules about the containers only where it knows how many there may be. */
    private static ObjectNode bounded(ObjectNode podSpec) {
        ((ObjectNode) podSpec.at("/properties/containers")).put("maxItems", MOST_CONTAINERS);
        return podSpec;
    }

    private ObjectNode resolve(ObjectNode schema) {
        var resolved = schema.has("$ref") ? schema(schema.get("$ref").asText()) : JSON.createObjectNode();
        schema.properties().forEach(field -> {
            switch (field.getKey()) {
                case "$ref" -> {}
                case "properties" -> {
                    var properties = resolved.putObject("properties");
                    field.getValue().properties().forEach(it -> properties.set(it.getKey(), child(it.getValue())));
                }
                case "items", "additionalProperties" -> resolved.set(field.getKey(), child(field.getValue()));
                default -> resolved.set(field.getKey(), field.getValue());
            }
        });
        return resolved;
    }

    private JsonNode child(JsonNode schema) {
        return schema instanceof ObjectNode object ? resolve(object) : schema;
    }

    private static ObjectNode intOrString() {
        var schema = JSON.createObjectNode().put("x-kubernetes-int-or-string", true);
        var alternatives = schema.putArray("anyOf");
        List.of("integer", "string").forEach(type -> alternatives.addObject().put("type", type));
        return schema;
    }

    /** What v1 keeps of a pod template's metadata; the rest is the server's to set. */
    private static ObjectNode embeddedMetadata() {
        var schema = JSON.createObjectNode().put("type", "object");
        var properties = schema.putObject("properties");
        for (var map : List.of("annotations", "labels")) {
            var node = properties.putObject(map).put("type", "object");
            node.putObject("additionalProperties").put("type", "string");
        }
        var finalizers = properties.putObject("finalizers").put("type", "array");
        finalizers.putObject("items").put("type", "string");
        finalizers.put("x-kubernetes-list-type", "set");
        for (var name : List.of("name", "namespace")) {
            properties.putObject(name).put("type", "string");
        }
        return schema;
    }
}
