package dev.trainyard.cluster.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.schema.MatchCondition;
import dev.trainyard.cluster.selector.LabelSelector;
import dev.trainyard.cluster.selector.SelectorException;
import dev.trainyard.cluster.webhook.AdmissionRequest.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One webhook of a MutatingWebhookConfiguration: whom it wants to see. */
final class Webhook {
    private final JsonNode source;
    private final LabelSelector namespaces;
    private final LabelSelector objects;
    private Optional<List<MatchCondition>> conditions = Optional.empty();

    private Webhook(JsonNode source, LabelSelector namespaces, LabelSelector objects) {
        this.source = source;
        this.namespaces = namespaces;
        this.objects = objects;
    }

    /** Reads a webhook that has been validated. */
    static Webhook of(JsonNode webhook) {
        try {
            return new Webhook(
                    webhook,
                    LabelSelector.of(webhook.path("namespaceSelector")),
                    LabelSelector.of(webhook.path("objectSelector")));
        } catch (SelectorException e) {
            throw new IllegalStateException("a selector that was validated is none: " + webhook, e);
        }
    }

    String name() {
        return source.path("name").asText();
    }

    JsonNode clientConfig() {
        return source.path("clientConfig");
    }

    Duration timeout() {
        return Duration.ofSeconds(source.path("timeoutSeconds").asLong());
    }

    /** Whether the write goes through though the webhook can't be asked. */
    boolean ignoresFailures() {
        return source.path("failurePolicy").asText().equals("Ignore");
    }

    /** Whether it is asked again where a webhook after it has changed the object. */
    boolean isReinvoked() {
        return source.path("reinvocationPolicy").asText().equals("IfNeeded");
    }

    /** Whether its rules name such writes. */
    boolean wants(ResourceType type, Operation operation) {
        for (JsonNode rule : source.path("rules")) {
            if (has(rule.path("operations"), operation.name())
                    && has(rule.path("apiGroups"), type.kind().group())
                    && has(rule.path("apiVersions"), type.kind().version())
                    && (has(rule.path("resources"), type.plural()) || has(rule.path("resources"), "*/*"))
                    && isScope(rule.path("scope").asText("*"), type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScope(String scope, ResourceType type) {
        return switch (scope) {
            case "Namespaced" -> type.namespaced();
            case "Cluster" -> !type.namespaced();
            default -> true;
        };
    }

    private static boolean has(JsonNode list, String value) {
        for (JsonNode one : list) {
            if (one.asText().equals(value) || one.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    /** Whether its selectors choose the object, as it is or as it was. */
    boolean selects(AdmissionRequest request) {
        boolean here = request.namespaceLabels().map(namespaces::matchesLabels).orElse(true);
        return here
                && (objects.matches(request.object())
                        || request.old().filter(objects::matches).isPresent());
    }

    /**
     * Whether all its match conditions hold. They are compiled when they are first needed, since that takes a while.
     */
    boolean matches(AdmissionRequest request) throws MatchCondition.Problem {
        var variables = request.variables();
        for (MatchCondition condition : conditions()) {
            if (!condition.holds(variables)) {
                return false;
            }
        }
        return true;
    }

    private synchronized List<MatchCondition> conditions() throws MatchCondition.Problem {
        if (conditions.isEmpty()) {
            var compiled = new ArrayList<MatchCondition>();
            for (JsonNode condition : source.path("matchConditions")) {
                compiled.add(MatchCondition.compile(condition.path("expression").asText()));
            }
            conditions = Optional.of(List.copyOf(compiled));
        }
        return conditions.get();
    }

    /** The webhooks of a configuration, in their order. */
    static List<Webhook> in(ObjectNode configuration) {
        var webhooks = new ArrayList<Webhook>();
        configuration.path("webhooks").forEach(webhook -> webhooks.add(of(webhook)));
        return webhooks;
    }
}
