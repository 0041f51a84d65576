package dev.trainyard.cluster.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A write that webhooks are asked about.
 *
 * @param namespace empty for a type that has none
 * @param name empty where the server is to make one
 * @param namespaceLabels the labels of the namespace; absent for a type that has none
 * @param object as it would be stored, but for what the server sets
 * @param old the object as it is stored; absent on create
 */
public record AdmissionRequest(
        ResourceType type,
        String namespace,
        String name,
        Operation operation,
        Optional<JsonNode> namespaceLabels,
        ObjectNode object,
        Optional<ObjectNode> old,
        boolean dryRun) {
    /** The one user that there is. */
    private static final String ADMIN = "trainyard-admin";

    /** What is to be done with the object. */
    public enum Operation {
        CREATE("CreateOptions"),
        UPDATE("UpdateOptions");

        private final String options;

        Operation(String options) {
            this.options = options;
        }
    }

    AdmissionRequest with(ObjectNode changed) {
        return new AdmissionRequest(type, namespace, name, operation, namespaceLabels, changed, old, dryRun);
    }

    /** The {@code request} of an AdmissionReview. */
    ObjectNode json(String uid) {
        ObjectNode request = Json.object().put("uid", uid);
        for (String field : new String[] {"kind", "requestKind"}) {
            request.putObject(field)
                    .put("group", type.kind().group())
                    .put("version", type.kind().version())
                    .put("kind", type.kind().kind());
        }
        for (String field : new String[] {"resource", "requestResource"}) {
            request.putObject(field)
                    .put("group", type.kind().group())
                    .put("version", type.kind().version())
                    .put("resource", type.plural());
        }
        if (!name.isEmpty()) {
            request.put("name", name);
        }
        if (!namespace.isEmpty()) {
            request.put("namespace", namespace);
        }
        request.put("operation", operation.name());
        request.putObject("userInfo")
                .put("username", ADMIN)
                .putArray("groups")
                .add("system:masters")
                .add("system:authenticated");
        request.set("object", object);
        request.set("oldObject", oldOrNull());
        request.put("dryRun", dryRun);
        request.putObject("options").put("kind", operation.options).put("apiVersion", "meta.k8s.io/v1");
        return request;
    }

    /** What match conditions are about. */
    Map<String, JsonNode> variables() {
        ObjectNode request = json("");
        request.remove(List.of("uid", "object", "oldObject"));
        return Map.of("object", object, "oldObject", oldOrNull(), "request", request);
    }

    private JsonNode oldOrNull() {
        return old.<JsonNode>map(it -> it).orElse(NullNode.getInstance());
    }
}
