package dev.trainyard.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.operator.admission.PodAdmission.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.JsonDiff;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The question of an API server, and the form of its answer: {@code admission.k8s.io/v1}.
 *
 * @param uid of the question; the answer bears it
 * @param namespace where the pod is to be
 * @param pod as the API server has it, which may know fields that we do not
 */
public record AdmissionReview(String uid, String namespace, Pod pod) {
    private static final String VERSION = "admission.k8s.io/v1";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with what it lacks
     */
    public static AdmissionReview parse(byte[] json) {
        try {
            var review = Serialization.mapper().readTree(new String(json, StandardCharsets.UTF_8));
            var request = review.path("request");
            if (!review.path("apiVersion").asText().equals(VERSION)
                    || request.path("uid").asText().isEmpty()) {
                throw new IllegalArgumentException(
                        "an AdmissionReview of %s with a request belongs here".formatted(VERSION));
            }
            if (!request.at("/kind/kind").asText().equals("Pod")
                    || !request.at("/kind/group").asText().isEmpty()) {
                throw new IllegalArgumentException("only pods are looked at here, and this is a "
                        + request.at("/kind/kind").asText());
            }
            var namespace = request.path("namespace").asText();
            if (!DnsName.isLabel(namespace)) {
                throw new IllegalArgumentException(
                        "request.namespace is not the name of a namespace: \"%s\"".formatted(namespace));
            }
            return new AdmissionReview(request.path("uid").asText(), namespace, pod(request.path("object")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is no AdmissionReview: " + e.getOriginalMessage(), e);
        }
    }

    /** An API server sends each of the fields that are required here, empty where the user has not set it. */
    private static Pod pod(JsonNode object) {
        require(object.path("metadata").isObject(), "metadata");
        for (var owner : object.at("/metadata/ownerReferences")) {
            for (var field : List.of("apiVersion", "kind", "name")) {
                require(owner.path(field).isTextual(), "metadata.ownerReferences[]." + field);
            }
        }
        var containers = object.at("/spec/containers");
        require(containers.isArray(), "spec.containers");
        for (var container : containers) {
            require(container.path("name").isTextual(), "spec.containers[].name");
        }
        return Serialization.kubernetes().convertValue(object, Pod.class);
    }

    private static void require(boolean present, String field) {
        if (!present) {
            throw new IllegalArgumentException("the pod has no valid request.object.%s".formatted(field));
        }
    }

    /** The answer to it, as JSON. */
    public byte[] answer(Answer answer) {
        var review = Serialization.mapper().createObjectNode();
        review.put("kind", "AdmissionReview").put("apiVersion", VERSION);
        var response = review.putObject("response").put("uid", uid);
        switch (answer) {
            case Answer.Unchanged(var warnings) -> allow(response, warnings);
            case Answer.Changed(var changed, var warnings) -> {
                allow(response, warnings);
                response.put("patchType", "JSONPatch")
                        .put("patch", Base64.getEncoder().encodeToString(bytes(patch(changed))));
            }
            case Answer.Denied(var message) -> refuse(response, HttpURLConnection.HTTP_FORBIDDEN, "Forbidden", message);
            case Answer.Failed(var message) ->
                refuse(response, HttpURLConnection.HTTP_INTERNAL_ERROR, "InternalError", message);
        }
        return bytes(review);
    }

    private static void refuse(ObjectNode response, int code, String reason, String message) {
        response.put("allowed", false)
                .putObject("status")
                .put("code", code)
                .put("reason", reason)
                .put("message", message);
    }

    private static void allow(ObjectNode response, Iterable<String> warnings) {
        response.put("allowed", true);
        var list = response.putArray("warnings");
        warnings.forEach(list::add);
    }

    /** Between two pods that have been read alike, so that what was lost in reading is not taken away. */
    private JsonNode patch(Pod changed) {
        return JsonDiff.asJson(tree(pod), tree(changed));
    }

    private static JsonNode tree(Pod pod) {
        return Serialization.kubernetes().convertValue(pod, JsonNode.class);
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
