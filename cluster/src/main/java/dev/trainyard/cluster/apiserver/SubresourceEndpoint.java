package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.registry.Decoding;
import dev.trainyard.cluster.registry.Registry;
import dev.trainyard.cluster.registry.Registry.Part;
import dev.trainyard.cluster.registry.Scale;
import dev.trainyard.cluster.registry.WriteOptions;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.Subresource;
import dev.trainyard.cluster.status.ApiException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The parts of objects that have paths of their own. */
final class SubresourceEndpoint {
    private final Registry registry;
    private final PodLogs logs;

    SubresourceEndpoint(Registry registry, PodLogs logs) {
        this.registry = registry;
        this.logs = logs;
    }

    void serve(ResourceType type, String namespace, String name, Subresource subresource, Exchange exchange)
            throws IOException {
        switch (subresource) {
            case STATUS -> part(type, namespace, name, Part.STATUS, exchange);
            case FINALIZE -> {
                ResourceEndpoint.requireMethod(exchange, "PUT");
                part(type, namespace, name, Part.FINALIZERS, exchange);
            }
            case SCALE -> scale(type, namespace, name, exchange);
            case BINDING -> {
                ResourceEndpoint.requireMethod(exchange, "POST");
                bind(type, namespace, name, Decoding.readObject(exchange.jsonBody(), "Binding"), exchange);
            }
            case LOG -> {
                ResourceEndpoint.requireMethod(exchange, "GET");
                logs.serve(registry.objects().get(type, namespace, name).object(), exchange);
            }
        }
    }

    private void part(ResourceType type, String namespace, String name, Part part, Exchange exchange) {
        WriteOptions options = exchange.writeOptions();
        ObjectNode answer = switch (exchange.method()) {
            case "GET" -> registry.objects().get(type, namespace, name).object();
            case "PUT" -> {
                ObjectNode object = Decoding.decode(type, exchange.jsonBody(), options);
                yield registry.update(type, namespace, name, part, _ -> object.deepCopy(), options);
            }
            case "PATCH" -> {
                UnaryOperator<ObjectNode> patch = Patches.read(type, exchange.mediaType(), exchange.body());
                yield registry.update(type, namespace, name, part, patch, options);
            }
            default -> throw ResourceEndpoint.methodNotAllowed();
        };
        exchange.send(200, ResourceEndpoint.answers(type, exchange).object(answer, Instant.now()));
    }

    private void scale(ResourceType type, String namespace, String name, Exchange exchange) {
        if (!(type.definition() instanceof Definition.Custom custom)) {
            throw ApiException.noSuchPath();
        }
        Scale scale = new Scale(custom.scale().orElseThrow(ApiException::noSuchPath));
        UnaryOperator<ObjectNode> change = switch (exchange.method()) {
            case "GET" -> null;
            case "PUT" -> {
                ObjectNode wanted = Decoding.readObject(exchange.jsonBody(), "Scale");
                yield _ -> wanted;
            }
            case "PATCH" -> Patches.read(type, exchange.mediaType(), exchange.body());
            default -> throw ResourceEndpoint.methodNotAllowed();
        };
        ObjectNode object = change == null
                ? registry.objects().get(type, namespace, name).object()
                : registry.update(
                        type,
                        namespace,
                        name,
                        Part.ALL_BUT_STATUS,
                        current -> scale.apply(current, change.apply(scale.of(current))),
                        exchange.writeOptions());
        exchange.send(200, scale.of(object));
    }

    /** The older path of a binding, where the body says which pod it is for. */
    void bindNamed(String namespace, Exchange exchange) {
        ResourceEndpoint.requireMethod(exchange, "POST");
        ObjectNode binding = Decoding.readObject(exchange.jsonBody(), "Binding");
        String name = binding.path("metadata").path("name").asText("");
        if (name.isEmpty()) {
            throw ApiException.badRequest("the Binding's metadata.name is empty; the pod's name belongs there");
        }
        bind(BuiltinTypes.POD, namespace, name, binding, exchange);
    }

    private void bind(ResourceType type, String namespace, String name, ObjectNode binding, Exchange exchange) {
        String node = binding.path("target").path("name").asText("");
        if (node.isEmpty()) {
            throw ApiException.badRequest("the Binding's target.name is empty; the node's name belongs there");
        }
        registry.update(
                type, namespace, name, Part.BINDING, pod -> bound(type, pod, binding, node), exchange.writeOptions());
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        exchange.send(201, status.put("status", "Success"));
    }

    private static ObjectNode bound(ResourceType type, ObjectNode pod, ObjectNode binding, String node) {
        Metadata metadata = Metadata.of(pod);
        String present = pod.path("spec").path("nodeName").asText("");
        if (!present.isEmpty()) {
            throw ApiException.conflict(
                    type.subject(metadata.name()),
                    "pod " + metadata.name() + " is already assigned to node \"" + present + "\"");
        }
        if (metadata.isBeingDeleted()) {
            throw ApiException.conflict(
                    type.subject(metadata.name()),
                    "pod " + metadata.name() + " is being deleted, cannot be assigned to a host");
        }
        String uid = binding.path("metadata").path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(metadata.uid())) {
            throw ApiException.conflict(
                    type.subject(metadata.name()),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + metadata.uid());
        }
        pod.withObject("/spec").put("nodeName", node);
        for (String field : List.of("labels", "annotations")) {
            JsonNode added = binding.path("metadata").path(field);
            if (added instanceof ObjectNode entries) {
                metadata.node().withObject("/" + field).setAll(entries);
            }
        }
        Conditions.set(pod, "PodScheduled", "True", Metadata.timestamp(Instant.now()));
        return pod;
    }
}
