package dev.trainyard.cluster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.openapi.OpenApi.Resource;
import dev.trainyard.cluster.schema.BuiltinTypes;
import dev.trainyard.cluster.schema.FieldType;
import dev.trainyard.cluster.schema.FieldType.ListOf;
import dev.trainyard.cluster.schema.FieldType.MapOf;
import dev.trainyard.cluster.schema.FieldType.Scalar;
import dev.trainyard.cluster.schema.FieldType.Struct;
import dev.trainyard.cluster.schema.GroupVersionKind;
import dev.trainyard.cluster.schema.MergeRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The schemas of a document, added as they are referred to, under the names that the real API server gives them. */
final class Components {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private static final String TIME = META + "Time";
    private static final String MICRO_TIME = META + "MicroTime";
    private static final Set<String> META_TYPES = Set.of(
            "Condition",
            "LabelSelector",
            "LabelSelectorRequirement",
            "ListMeta",
            "ManagedFieldsEntry",
            "ObjectMeta",
            "OwnerReference");

    private final ObjectNode schemas;

    Components(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** Adds a resource's kind and its list, and returns the reference to the kind. */
    String add(Resource resource) {
        var kind = resource.kind();
        var name = resource.schema()
                .map(schema -> custom(kind, schema))
                .or(() -> BuiltinTypes.find(kind).map(this::struct))
                .orElseGet(() -> anything(kind));
        var schema = (ObjectNode) schemas.path(name);
        if (!schema.has("x-kubernetes-group-version-kind")) {
            putKind(schema.putArray("x-kubernetes-group-version-kind").addObject(), kind);
        }
        list(kind, name);
        return REFERENCE + name;
    }

    static void putKind(ObjectNode target, GroupVersionKind kind) {
        target.put("group", kind.group()).put("kind", kind.kind()).put("version", kind.version());
    }

    /** A custom resource, with the fields that every object has. */
    private String custom(GroupVersionKind kind, JsonNode schema) {
        var name = reversed(kind.group()) + "." + kind.version() + "." + kind.kind();
        var component = schema.isObject() ? (ObjectNode) schema.deepCopy() : JsonNodeFactory.instance.objectNode();
        var properties = component.withObjectProperty("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.set("metadata", reference(metadata()));
        schemas.set(name, component);
        return name;
    }

    private String anything(GroupVersionKind kind) {
        var name = reversed(kind.group()) + "." + kind.version() + "." + kind.kind();
        schemas.putObject(name).put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        return name;
    }

    private void list(GroupVersionKind kind, String element) {
        var list = schemas.putObject(element + "List").put("type", "object");
        var properties = list.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        properties.putObject("items").put("type", "array").set("items", reference(element));
        list.putArray("required").add("items");
        putKind(
                list.putArray("x-kubernetes-group-version-kind").addObject(),
                new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List"));
    }

    private String metadata() {
        return struct(
                BuiltinTypes.find(new GroupVersionKind("", "v1", "ObjectMeta")).orElseThrow());
    }

    /** Adds a struct and all that it refers to; a struct that refers to itself is not added twice. */
    private String struct(Struct struct) {
        var name = name(struct);
        if (!schemas.has(name)) {
            var properties = schemas.putObject(name).put("type", "object").putObject("properties");
            struct.fields().forEach((field, type) -> {
                var property = schema(type);
                MergeRule.of(struct, field).ifPresent(rule -> {
                    var target = property.has("$ref") ? wrapped(property) : property;
                    rule.mergeKey().ifPresent(key -> target.put("x-kubernetes-patch-merge-key", key));
                    target.put("x-kubernetes-patch-strategy", rule.strategy());
                    properties.set(field, target);
                });
                properties.putIfAbsent(field, property);
            });
        }
        return name;
    }

    private ObjectNode schema(FieldType type) {
        var schema = JsonNodeFactory.instance.objectNode();
        return switch (type) {
            case Struct struct -> reference(struct(struct));
            case ListOf(var element) -> {
                schema.put("type", "array").set("items", schema(element));
                yield schema;
            }
            case MapOf(var value) -> {
                schema.put("type", "object").set("additionalProperties", schema(value));
                yield schema;
            }
            case Scalar scalar ->
                switch (scalar) {
                    case STRING -> schema.put("type", "string");
                    case BYTES -> schema.put("type", "string").put("format", "byte");
                    case INT32 -> schema.put("type", "integer").put("format", "int32");
                    case INT64 -> schema.put("type", "integer").put("format", "int64");
                    case NUMBER -> schema.put("type", "number").put("format", "double");
                    case BOOLEAN -> schema.put("type", "boolean");
                    case ANY -> schema.put("x-kubernetes-preserve-unknown-fields", true);
                    case MICRO_TIME ->
                        named(MICRO_TIME, schema.put("type", "string").put("format", "date-time"));
                    case TIME -> named(TIME, schema.put("type", "string").put("format", "date-time"));
                    case QUANTITY -> named(QUANTITY, alternatives(schema, "string", "number"));
                    case INT_OR_STRING ->
                        named(INT_OR_STRING, alternatives(schema.put("format", "int-or-string"), "integer", "string"));
                };
        };
    }

    private ObjectNode named(String name, ObjectNode schema) {
        schemas.putIfAbsent(name, schema);
        return reference(name);
    }

    private static ObjectNode alternatives(ObjectNode schema, String... types) {
        var alternatives = schema.putArray("oneOf");
        for (var type : types) {
            alternatives.addObject().put("type", type);
        }
        return schema;
    }

    private static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", REFERENCE + name);
    }

    /** OpenAPI ignores what stands beside a reference. */
    private static ObjectNode wrapped(ObjectNode reference) {
        var wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.putArray("allOf").add(reference);
        return wrapper;
    }

    private static String name(Struct struct) {
        if (META_TYPES.contains(struct.name())) {
            return META + struct.name();
        }
        var group = struct.model().getPackageName().replaceFirst("^io\\.fabric8\\.kubernetes\\.api\\.model\\.?", "");
        var version = group.matches(".*\\bv\\d\\w*") ? group : (group.isEmpty() ? "core" : group) + ".v1";
        return "io.k8s.api." + version + "." + struct.name();
    }

    private static String reversed(String group) {
        return List.of(group.split("\\.", -1)).reversed().stream().collect(Collectors.joining("."));
    }
}
