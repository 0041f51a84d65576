package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.Definition.ScalePaths;
import dev.trainyard.cluster.status.ApiException;
import java.util.List;

/** How many replicas a custom resource wants and has, as an {@code autoscaling/v1} Scale. */
public record Scale(ScalePaths paths) {

    /** The scale of an object. */
    public ObjectNode of(ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode own = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            JsonNode value = metadata.node().get(field);
            if (value != null) {
                own.set(field, value);
            }
        }
        scale.putObject("spec")
                .put("replicas", object.at(pointer(paths.specReplicas())).asInt());
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.at(pointer(paths.statusReplicas())).asInt());
        if (!paths.labelSelector().isEmpty()) {
            String selector = object.at(pointer(paths.labelSelector())).asText("");
            if (!selector.isEmpty()) {
                status.put("selector", selector);
            }
        }
        return scale;
    }

    /** The object with the replicas, and at the version, that a changed scale asks for. */
    public ObjectNode apply(ObjectNode object, ObjectNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.isMissingNode() && (!replicas.isInt() || replicas.asInt() < 0)) {
            throw ApiException.badRequest("spec.replicas of the Scale is " + replicas + "; it must be 0 or more");
        }
        String pointer = pointer(paths.specReplicas());
        int last = pointer.lastIndexOf('/');
        object.withObject(pointer.substring(0, last)).put(pointer.substring(last + 1), replicas.asInt());
        String version = Metadata.of(scale).resourceVersion();
        if (!version.isEmpty()) {
            Metadata.of(object).node().put("resourceVersion", version);
        }
        return object;
    }

    private static String pointer(String path) {
        return path.replace('.', '/');
    }
}
