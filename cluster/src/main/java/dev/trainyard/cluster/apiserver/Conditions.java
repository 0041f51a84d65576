package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The list {@code status.conditions}, in which each type stands once. */
final class Conditions {
    private Conditions() {}

    /** Sets a condition, in place of one of the same type. */
    static void set(ObjectNode object, String type, String status, String now) {
        ArrayNode conditions = object.withObject("/status").withArray("/conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            JsonNode condition = conditions.get(i);
            if (condition.path("type").asText().equals(type)) {
                conditions.remove(i);
            }
        }
        conditions
                .addObject()
                .put("type", type)
                .put("status", status)
                .putNull("lastProbeTime")
                .put("lastTransitionTime", now);
    }
}
