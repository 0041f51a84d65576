package dev.trainyard.cluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pod's object in the API, as far as its node agent changes it. Every change names the pod's UID, so that a pod of
 * the same name that came after it is left alone. What cannot be done now but may be later is false.
 */
final class PodObject {
    private static final Logger LOG = LoggerFactory.getLogger(PodObject.class);
    private static final List<String> OPTIONAL = List.of("reason", "message");

    private final KubernetesClient client;
    private @Nullable JsonNode written;

    PodObject(KubernetesClient client) {
        this.client = client;
    }

    /** Writes the status if it is another than the last one. */
    boolean write(Pod pod, PodStatus status) {
        ObjectNode json = client.getKubernetesSerialization().convertValue(status, ObjectNode.class);
        if (json.equals(written)) {
            return true;
        }
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch(pod, json));
            written = json;
            return true;
        } catch (KubernetesClientException e) {
            return hasGone(e) || failed(pod, "The status of pod {} could not be written: {}", e);
        }
    }

    private static String patch(Pod pod, ObjectNode status) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        var copy = status.deepCopy();
        OPTIONAL.stream().filter(field -> !copy.has(field)).forEach(copy::putNull);
        patch.set("status", copy);
        return patch.toString();
    }

    /** Removes the object for good. */
    boolean remove(Pod pod) {
        var metadata = pod.getMetadata();
        try {
            client.raw(
                    "/api/v1/namespaces/%s/pods/%s".formatted(metadata.getNamespace(), metadata.getName()),
                    "DELETE",
                    Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "DeleteOptions",
                            "gracePeriodSeconds",
                            0,
                            "preconditions",
                            Map.of("uid", metadata.getUid())));
            return true;
        } catch (KubernetesClientException e) {
            return hasGone(e) || failed(pod, "Pod {} could not be removed: {}", e);
        }
    }

    /** Or has been followed by another of its name: then there is nothing left to do. */
    private static boolean hasGone(KubernetesClientException e) {
        return e.getCode() == 404 || e.getCode() == 409;
    }

    private static boolean failed(Pod pod, String what, KubernetesClientException e) {
        LOG.warn(what, pod.getMetadata().getName(), e.getMessage());
        return false;
    }
}
