package dev.trainyard.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our own types as structural schemas: records by their components, with the annotations of fabric8's
 * {@code generator-annotations} and the Javadoc as descriptions. A String component whose name ends in {@code Time} is
 * an RFC 3339 time.
 */
final class RecordSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesSchemas kubernetes;
    private final Javadoc javadoc;

    RecordSchemas(KubernetesSchemas kubernetes, Javadoc javadoc) {
        this.kubernetes = kubernetes;
        this.javadoc = javadoc;
    }

    ObjectNode schema(Class<?> record) {
        var schema = JSON.createObjectNode().put("type", "object");
        var properties = schema.putObject("properties");
        for (var component : record.getRecordComponents()) {
            properties.set(component.getName(), schema(component));
            if (component.getAccessor().isAnnotationPresent(Required.class)) {
                schema.withArray("required").add(component.getName());
            }
        }
        addRules(schema, record);
        return schema;
    }

    private ObjectNode schema(RecordComponent component) {
        var schema = schema(component.getGenericType());
        if (component.getName().endsWith("Time")) {
            schema.put("format", "date-time");
        }
        schema.put("description", javadoc.of(component));
        var accessor = component.getAccessor();
        Optional.ofNullable(accessor.getAnnotation(Default.class))
                .ifPresent(value -> schema.set("default", parse(value.value())));
        Optional.ofNullable(accessor.getAnnotation(Size.class))
                .ifPresent(size -> schema.put("maxProperties", size.max()));
        addRules(schema, accessor);
        return schema;
    }

    private ObjectNode schema(Type type) {
        return switch (type) {
            case ParameterizedType generic when generic.getRawType() == Optional.class -> schema(argument(generic, 0));
            case ParameterizedType generic
            when generic.getRawType() == List.class -> {
                var schema = JSON.createObjectNode().put("type", "array");
                schema.set("items", schema(argument(generic, 0)));
                yield schema;
            }
            case ParameterizedType generic
            when generic.getRawType() == Map.class -> {
                var schema = JSON.createObjectNode().put("type", "object");
                schema.set("additionalProperties", schema(argument(generic, 1)));
                yield schema;
            }
            case Class<?> record when record.isRecord() -> schema(record);
            case Class<?> scalar -> scalar(scalar);
            case Type other -> throw new IllegalArgumentException("no schema for " + other);
        };
    }

    private ObjectNode scalar(Class<?> type) {
        var schema = JSON.createObjectNode();
        return switch (type.getSimpleName()) {
            case "String" -> schema.put("type", "string");
            case "Boolean" -> schema.put("type", "boolean");
            case "Integer", "int" -> schema.put("type", "integer").put("format", "int32");
            case "Long", "long" -> schema.put("type", "integer").put("format", "int64");
            case "Double", "double" -> schema.put("type", "number").put("format", "double");
            // Of another kind, whose own rules say what it may hold.
            case "JsonNode" -> schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
            default -> kubernetes.schema(type.getSimpleName());
        };
    }

    static void addRules(ObjectNode schema, AnnotatedElement element) {
        for (var rule : element.getAnnotationsByType(ValidationRule.class)) {
            var node = schema.withArray("x-kubernetes-validations").addObject();
            node.put("rule", rule.value()).put("message", rule.message());
            if (!rule.messageExpression().isEmpty()) {
                node.put("messageExpression", rule.messageExpression());
            }
            if (!rule.fieldPath().isEmpty()) {
                node.put("fieldPath", rule.fieldPath());
            }
        }
    }

    private static Type argument(ParameterizedType type, int index) {
        return type.getActualTypeArguments()[index];
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("@Default is no JSON: " + json, e);
        }
    }
}
