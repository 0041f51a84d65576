package dev.trainyard.cluster.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.patch.JsonPatch;
import dev.trainyard.cluster.patch.PatchException;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.schema.MatchCondition;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.webhook.AdmissionRequest.Operation;
import java.io.IOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The webhooks of all configurations, in the order in which a real API server asks them: by the configurations' names.
 */
public final class Webhooks {
    private static final String REVIEW = "AdmissionReview";
    private static final String VERSION = "admission.k8s.io/v1";

    private volatile List<Webhook> all = List.of();

    /** Replaces what was known by these configurations. */
    public void configured(Stream<ObjectNode> configurations) {
        all = configurations
                .sorted(Comparator.comparing(
                        configuration -> Metadata.of(configuration).name()))
                .flatMap(configuration -> Webhook.in(configuration).stream())
                .toList();
    }

    /** Whether any webhook asks for such writes: nearly always none, and then nothing else need be done. */
    public boolean want(ResourceType type, Operation operation) {
        // A webhook that could change webhooks could lock everybody out.
        return !type.equals(BuiltinTypes.MUTATING_WEBHOOK_CONFIGURATION)
                && all.stream().anyMatch(webhook -> webhook.wants(type, operation));
    }

    /**
     * Asks them.
     *
     * @return the object as they want it
     * @throws ApiException where one denies it, or can't be asked and its failures are not to be ignored
     */
    public ObjectNode mutate(AdmissionRequest request, Consumer<String> warnings) {
        var wanting = all.stream()
                .filter(webhook -> webhook.wants(request.type(), request.operation()))
                .toList();
        var now = request;
        var again = new HashSet<Webhook>();
        var asked = new HashSet<Webhook>();
        for (Webhook webhook : wanting) {
            ObjectNode changed = ask(webhook, now, warnings);
            if (!changed.equals(now.object())) {
                asked.stream().filter(Webhook::isReinvoked).forEach(again::add);
                now = now.with(changed);
            }
            asked.add(webhook);
        }
        for (Webhook webhook : wanting) {
            if (again.contains(webhook)) {
                now = now.with(ask(webhook, now, warnings));
            }
        }
        return now.object();
    }

    private static ObjectNode ask(Webhook webhook, AdmissionRequest request, Consumer<String> warnings) {
        try {
            return webhook.selects(request) && webhook.matches(request)
                    ? answer(webhook, request, warnings)
                    : request.object();
        } catch (MatchCondition.Problem e) {
            if (webhook.ignoresFailures()) {
                return request.object();
            }
            throw ApiException.forbidden(
                    request.type().subject(request.name()),
                    "the match conditions of webhook \"" + webhook.name() + "\": " + e.getMessage());
        } catch (CallFailedException e) {
            if (webhook.ignoresFailures()) {
                return request.object();
            }
            throw ApiException.internal("failed calling webhook \"" + webhook.name() + "\": " + e.getMessage());
        }
    }

    private static ObjectNode answer(Webhook webhook, AdmissionRequest request, Consumer<String> warnings)
            throws CallFailedException {
        String uid = UUID.randomUUID().toString();
        ObjectNode review = Json.object().put("kind", REVIEW).put("apiVersion", VERSION);
        review.set("request", request.json(uid));
        JsonNode answer = WebhookCall.post(webhook, review);
        JsonNode response = answer.path("response");
        requireEqual("kind", REVIEW, answer.path("kind"));
        requireEqual("apiVersion", VERSION, answer.path("apiVersion"));
        requireEqual("response.uid", uid, response.path("uid"));
        response.path("warnings").forEach(warning -> warnings.accept(warning.asText()));
        if (!response.path("allowed").asBoolean()) {
            throw ApiException.denied(webhook.name(), response.path("status"));
        }
        return response.hasNonNull("patch") ? patched(request, response) : request.object();
    }

    private static void requireEqual(String field, String wanted, JsonNode found) throws CallFailedException {
        if (!found.asText("").equals(wanted)) {
            throw new CallFailedException("received invalid webhook response: expected " + field + "=\"" + wanted
                    + "\", got \"" + found.asText("") + "\"");
        }
    }

    private static ObjectNode patched(AdmissionRequest request, JsonNode response) throws CallFailedException {
        requireEqual("response.patchType", "JSONPatch", response.path("patchType"));
        try {
            JsonNode patch =
                    Json.parse(Base64.getDecoder().decode(response.path("patch").asText()));
            ObjectNode object = JsonPatch.apply(request.object(), patch);
            request.type().definition().decode(object).error().ifPresent(error -> {
                throw ApiException.internal(error);
            });
            request.type().definition().applyDefaults(object);
            return object;
        } catch (PatchException | IOException | IllegalArgumentException e) {
            throw ApiException.internal(String.valueOf(e.getMessage()));
        }
    }
}
