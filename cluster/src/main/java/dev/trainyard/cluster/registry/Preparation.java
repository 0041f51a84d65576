package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.Subresource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which parts of an object a client may set, and which are the server's, for each kind of write. As in a real API
 * server, what a client may not set is not refused but quietly keeps its value.
 */
final class Preparation {
    /** Fields of the metadata that only the server sets; {@code managedFields} waits for server-side apply. */
    private static final List<String> SERVERS =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private Preparation() {}

    /** A new object: the server's fields start afresh, and so does the status. */
    static void create(ResourceType type, ObjectNode object, String uid, String now) {
        ObjectNode metadata = Metadata.of(object).node();
        SERVERS.forEach(metadata::remove);
        metadata.remove(List.of("resourceVersion", "selfLink", "managedFields"));
        metadata.put("uid", uid).put("creationTimestamp", now);
        if (countsGenerations(type)) {
            metadata.put("generation", 1);
        }
        // A node comes with its status, as the kubelet registers it.
        if (type.has(Subresource.STATUS) && !type.equals(BuiltinTypes.NODE)) {
            object.remove("status");
        }
        initialStatus(type, object);
    }

    private static void initialStatus(ResourceType type, ObjectNode object) {
        if (!type.kind().group().isEmpty()) {
            return;
        }
        switch (type.kind().kind()) {
            case "Namespace" -> {
                Metadata metadata = Metadata.of(object);
                metadata.node().withObject("/labels").put("kubernetes.io/metadata.name", metadata.name());
                object.withObject("/spec").putArray("finalizers").add("kubernetes");
                object.putObject("status").put("phase", "Active");
            }
            case "Pod", "PersistentVolume", "PersistentVolumeClaim" ->
                object.putObject("status").put("phase", "Pending");
            case "Service" -> object.putObject("status").putObject("loadBalancer");
            default -> {} // no kind but these begins with a status
        }
    }

    /** A change of everything but the status. */
    static void update(ResourceType type, ObjectNode object, ObjectNode old) {
        keepServersFields(object, old);
        if (type.has(Subresource.STATUS)) {
            keep(object, old, "status");
        }
        if (type.equals(BuiltinTypes.NAMESPACE)) {
            keep(object, old, "spec");
        }
        if (countsGenerations(type) && !sameButMetadataAndStatus(type, object, old)) {
            Metadata metadata = Metadata.of(object);
            metadata.node().put("generation", metadata.generation() + 1);
        }
    }

    /** A change of the status alone. For built-in kinds, the metadata may change along with it. */
    static void updateStatus(ResourceType type, ObjectNode object, ObjectNode old) {
        switch (type.definition()) {
            case Definition.Custom _ ->
                object.set("metadata", old.get("metadata").deepCopy());
            case Definition.Builtin _ -> keepServersFields(object, old);
        }
        List<String> fields =
                List.copyOf(object.propertyStream().map(Map.Entry::getKey).toList());
        fields.stream()
                .filter(field -> !field.equals("metadata") && !field.equals("status"))
                .forEach(object::remove);
        old.properties().forEach(field -> {
            if (!field.getKey().equals("metadata") && !field.getKey().equals("status")) {
                object.set(field.getKey(), field.getValue());
            }
        });
    }

    /** A change of a namespace's {@code spec.finalizers} alone. */
    static void finalizeNamespace(ObjectNode object, ObjectNode old) {
        JsonNode finalizers = object.path("spec").path("finalizers").deepCopy();
        object.removeAll();
        object.setAll(old.deepCopy());
        object.withObject("/spec").set("finalizers", finalizers);
    }

    /** A pod gets its node: its spec and its status change in one write. */
    static void bind(ObjectNode object, ObjectNode old) {
        keepServersFields(object, old);
    }

    private static void keepServersFields(ObjectNode object, ObjectNode old) {
        Metadata metadata = Metadata.of(object);
        Metadata before = Metadata.of(old);
        SERVERS.forEach(field -> metadata.copyFrom(before, field));
        metadata.copyFrom(before, "resourceVersion");
        metadata.copyFrom(before, "generateName");
        metadata.node().remove(List.of("selfLink", "managedFields"));
    }

    private static void keep(ObjectNode object, ObjectNode old, String field) {
        JsonNode value = old.get(field);
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }

    private static boolean countsGenerations(ResourceType type) {
        return switch (type.definition()) {
            case Definition.Custom _ -> true;
            case Definition.Builtin _ -> type.is("", "Pod") || type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION);
        };
    }

    /** The generation counts changes of what is wanted; a status that is no subresource is part of that. */
    private static boolean sameButMetadataAndStatus(ResourceType type, ObjectNode object, ObjectNode old) {
        boolean statusApart = type.has(Subresource.STATUS);
        return Stream.concat(
                        object.propertyStream().map(Map.Entry::getKey),
                        old.propertyStream().map(Map.Entry::getKey))
                .distinct()
                .filter(field -> !field.equals("metadata") && !(statusApart && field.equals("status")))
                .allMatch(field -> Objects.equals(object.get(field), old.get(field)));
    }
}
