package dev.trainyard.cluster.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.trainyard.cluster.object.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A protobuf message as the JSON that Go would write of the same struct. */
final class MessageTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Structs that Go embeds: their fields stand beside those of the struct around them. */
    private static final Set<String> INLINE = Set.of(
            "localObjectReference", "persistentVolumeSource", "handler", "volumeSource", "ephemeralContainerCommon");

    /**
     * Fields that are pointers in Go, whose zero says something. All other fields are always on the wire, and their
     * zero means that they were not set.
     */
    private static final Set<String> ZERO_COUNTS = Set.of(
            "activeDeadlineSeconds",
            "allocateLoadBalancerNodePorts",
            "allowPrivilegeEscalation",
            "allowVolumeExpansion",
            "automountServiceAccountToken",
            "blockOwnerDeletion",
            "controller",
            "defaultMode",
            "enableServiceLinks",
            "expirationSeconds",
            "fsGroup",
            "gracePeriodSeconds",
            "hostUsers",
            "immutable",
            "leaseDurationSeconds",
            "leaseTransitions",
            "minDomains",
            "mode",
            "optional",
            "orphanDependents",
            "priority",
            "privileged",
            "readOnlyRootFilesystem",
            "replicas",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "started",
            "storageClassName",
            "terminationGracePeriodSeconds",
            "tolerationSeconds");

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private MessageTree() {}

    static ObjectNode of(Message message) throws ProtobufException {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new ProtobufException("a " + message.getDescriptorForType().getName()
                    + " in the body has fields that can't be read as protobuf here (numbers "
                    + message.getUnknownFields().asMap().keySet() + "); send it as JSON");
        }
        ObjectNode tree = NODES.objectNode();
        for (var entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.isMapField()) {
                tree.set(field.getName(), map((List<?>) entry.getValue()));
            } else if (field.isRepeated()) {
                tree.set(field.getName(), list((List<?>) entry.getValue()));
            } else if (INLINE.contains(field.getName()) && entry.getValue() instanceof Message embedded) {
                tree.setAll(of(embedded));
            } else {
                Optional<JsonNode> value = value(entry.getValue());
                if (value.isPresent() && (ZERO_COUNTS.contains(field.getName()) || !isZero(value.get()))) {
                    tree.set(field.getName(), value.get());
                }
            }
        }
        return tree;
    }

    private static ArrayNode list(List<?> elements) throws ProtobufException {
        ArrayNode array = NODES.arrayNode();
        for (Object element : elements) {
            array.add(value(element).orElseGet(NODES::nullNode));
        }
        return array;
    }

    /** On the wire a map is a list of messages with the fields 1, the key, and 2, the value. */
    private static ObjectNode map(List<?> entries) throws ProtobufException {
        ObjectNode map = NODES.objectNode();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            Object key = pair.getField(pair.getDescriptorForType().findFieldByNumber(1));
            Object value = pair.getField(pair.getDescriptorForType().findFieldByNumber(2));
            map.set(key.toString(), value(value).orElseGet(NODES::nullNode));
        }
        return map;
    }

    private static Optional<JsonNode> value(Object value) throws ProtobufException {
        return switch (value) {
            case String text -> Optional.of(NODES.textNode(text));
            case Boolean bool -> Optional.of(NODES.booleanNode(bool));
            case Integer number -> Optional.of(NODES.numberNode(number));
            case Long number -> Optional.of(NODES.numberNode(number));
            case Double number -> Optional.of(NODES.numberNode(number));
            case Float number -> Optional.of(NODES.numberNode(number));
            case ByteString bytes ->
                Optional.of(NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray())));
            case EnumValueDescriptor name -> Optional.of(NODES.textNode(name.getName()));
            case Message message -> message(message);
            default -> throw new IllegalStateException("protobuf has no values of " + value.getClass());
        };
    }

    /** Most messages are objects; a few types write themselves in JSON as something simpler. */
    private static Optional<JsonNode> message(Message message) throws ProtobufException {
        String name = message.getDescriptorForType().getFullName();
        return switch (name) {
            case "k8s.io.apimachinery.pkg.apis.meta.v1.Time", "k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime" ->
                time(message, name.endsWith("MicroTime"));
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" ->
                Optional.of(NODES.textNode(text(message, "string")));
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" ->
                number(message, "type") == 0
                        ? Optional.of(NODES.numberNode(number(message, "intVal")))
                        : Optional.of(NODES.textNode(text(message, "strVal")));
            case "k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1" -> json(message, "Raw");
            case "k8s.io.apimachinery.pkg.runtime.RawExtension" -> json(message, "raw");
            default -> Optional.of(of(message));
        };
    }

    private static Optional<JsonNode> time(Message message, boolean micro) {
        long seconds = number(message, "seconds");
        long nanos = number(message, "nanos");
        if (message.getAllFields().isEmpty()) {
            return Optional.empty();
        }
        Instant instant = Instant.ofEpochSecond(seconds, micro ? nanos : 0);
        return Optional.of(NODES.textNode(micro ? MICROSECONDS.format(instant) : instant.toString()));
    }

    private static Optional<JsonNode> json(Message message, String field) throws ProtobufException {
        ByteString raw = (ByteString) message.getField(field(message, field));
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(raw.toByteArray()));
        } catch (IOException e) {
            throw new ProtobufException("a part of the body should be JSON, but is not: " + e.getMessage());
        }
    }

    private static String text(Message message, String field) {
        return message.getField(field(message, field)).toString();
    }

    private static long number(Message message, String field) {
        return ((Number) message.getField(field(message, field))).longValue();
    }

    private static FieldDescriptor field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw new IllegalStateException(message.getDescriptorForType().getFullName() + " has no field " + name);
        }
        return field;
    }

    private static boolean isZero(JsonNode value) {
        return (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isBoolean() && !value.booleanValue());
    }
}
