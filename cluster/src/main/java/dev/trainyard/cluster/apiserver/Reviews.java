package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.registry.Decoding;
import dev.trainyard.cluster.resource.ResourceType;
import java.time.Instant;

/**
 * Questions about the caller's identity and rights. There is one user here, the administrator, who may do everything.
 */
final class Reviews {
    static final String ADMIN = "trainyard-admin";

    private final Authentication authentication;

    Reviews(Authentication authentication) {
        this.authentication = authentication;
    }

    void answer(ResourceType type, Exchange exchange) {
        ObjectNode review = Decoding.decode(type, exchange.jsonBody(), exchange.writeOptions());
        Metadata.of(review).node().put("creationTimestamp", Metadata.timestamp(Instant.now()));
        ObjectNode status = review.putObject("status");
        switch (type.kind().kind()) {
            case "SelfSubjectReview" -> administrator(status.putObject("userInfo"));
            case "TokenReview" -> {
                if (authentication.isAdministrators(review.at("/spec/token").asText(""))) {
                    administrator(status.put("authenticated", true).putObject("user"));
                } else {
                    status.putObject("user");
                    status.put("error", "this is not the token of the cluster's administrator");
                }
            }
            case "SelfSubjectAccessReview" ->
                status.put("allowed", true).put("reason", "the administrator of a local cluster may do everything");
            case "SelfSubjectRulesReview" -> {
                ObjectNode rule = Json.object();
                rule.putArray("verbs").add("*");
                rule.putArray("apiGroups").add("*");
                rule.putArray("resources").add("*");
                status.putArray("resourceRules").add(rule);
                ObjectNode paths = status.putArray("nonResourceRules").addObject();
                paths.putArray("verbs").add("*");
                paths.putArray("nonResourceURLs").add("*");
                status.put("incomplete", false);
            }
            default -> throw new IllegalStateException("no answer for " + type.kind());
        }
        exchange.send(201, review);
    }

    private static void administrator(ObjectNode user) {
        user.put("username", ADMIN).putArray("groups").add("system:masters").add("system:authenticated");
    }
}
