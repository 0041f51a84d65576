package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.runtime.RawExtension;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a field of a built-in kind holds. Read, when a kind is first used, from the model classes that the client
 * library has anyway: they are generated from the same Go types as the real API server, so their names and types agree
 * with it.
 */
public sealed interface FieldType {

    /** An object with a fixed set of fields, such as PodSpec. */
    record Struct(Class<?> model) implements FieldType {
        private static final Map<Class<?>, Map<String, FieldType>> FIELDS = new ConcurrentHashMap<>();

        /** The name of the type, such as {@code PodSpec}. */
        public String name() {
            return model.getSimpleName();
        }

        /** The fields by their JSON names, in alphabetical order. */
        public Map<String, FieldType> fields() {
            return FIELDS.computeIfAbsent(model, Struct::read);
        }

        private static Map<String, FieldType> read(Class<?> model) {
            var fields = new TreeMap<String, FieldType>();
            for (var type = model; type != Object.class; type = type.getSuperclass()) {
                for (var field : type.getDeclaredFields()) {
                    var property = field.getAnnotation(JsonProperty.class);
                    if (property != null) {
                        fields.putIfAbsent(property.value(), typeOf(property.value(), field));
                    }
                }
            }
            return Collections.unmodifiableMap(fields);
        }
    }

    record ListOf(FieldType element) implements FieldType {}

    record MapOf(FieldType value) implements FieldType {}

    /** A value that is no container, or one whose inside is not looked at. */
    enum Scalar implements FieldType {
        STRING("string"),
        /** A point in time, in RFC 3339. */
        TIME("v1.Time"),
        /** A point in time, in RFC 3339 with six digits after the point. */
        MICRO_TIME("v1.MicroTime"),
        /** Base64. */
        BYTES("[]uint8"),
        INT32("int32"),
        INT64("int64"),
        NUMBER("float64"),
        BOOLEAN("bool"),
        QUANTITY("resource.Quantity"),
        INT_OR_STRING("intstr.IntOrString"),
        /** Any JSON at all: an embedded object, a schema. */
        ANY("json");

        private final String goName;

        Scalar(String goName) {
            this.goName = goName;
        }

        @Override
        public String goName() {
            return goName;
        }
    }

    /** The type's name as Go, and so the API server's errors, write it. */
    default String goName() {
        return switch (this) {
            case Struct struct -> "v1." + struct.name();
            case ListOf list -> "[]" + list.element().goName();
            case MapOf map -> "map[string]" + map.value().goName();
            case Scalar scalar -> scalar.goName();
        };
    }

    private static FieldType typeOf(String name, Field field) {
        var type = typeOf(field.getGenericType());
        var inSecret = field.getDeclaringClass().getSimpleName().equals("Secret") && name.equals("data");
        if (inSecret || name.equals("binaryData")) {
            return new MapOf(Scalar.BYTES);
        }
        var isTime = name.endsWith("Timestamp")
                || name.endsWith("Time")
                || name.equals("time")
                || name.equals("timeAdded")
                || name.equals("startedAt")
                || name.equals("finishedAt");
        return type == Scalar.STRING && isTime ? Scalar.TIME : type;
    }

    private static FieldType typeOf(Type type) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class -> new ListOf(typeOf(generic.getActualTypeArguments()[0]));
            case ParameterizedType generic
            when generic.getRawType() == Map.class -> new MapOf(typeOf(generic.getActualTypeArguments()[1]));
            case Class<?> plain -> typeOf(plain);
            default -> Scalar.ANY;
        };
    }

    private static FieldType typeOf(Class<?> type) {
        if (type == String.class) {
            return Scalar.STRING;
        } else if (type == Integer.class || type == int.class) {
            return Scalar.INT32;
        } else if (type == Long.class || type == long.class) {
            return Scalar.INT64;
        } else if (type == Boolean.class || type == boolean.class) {
            return Scalar.BOOLEAN;
        } else if (type == Double.class || type == Float.class) {
            return Scalar.NUMBER;
        } else if (type == Quantity.class) {
            return Scalar.QUANTITY;
        } else if (type == IntOrString.class) {
            return Scalar.INT_OR_STRING;
        } else if (type == MicroTime.class || type == ZonedDateTime.class) {
            return Scalar.MICRO_TIME;
        }
        // The alternatives of a JSON schema (JSONSchemaPropsOrBool …) have a reader of their own and no fields to speak
        // of.
        var opaque = type == KubernetesResource.class
                || type == RawExtension.class
                || type == FieldsV1.class
                || JsonNode.class.isAssignableFrom(type)
                || type.getSimpleName().startsWith("JSONSchemaPropsOr")
                || !KubernetesResource.class.isAssignableFrom(type);
        return opaque ? Scalar.ANY : new Struct(type);
    }
}
