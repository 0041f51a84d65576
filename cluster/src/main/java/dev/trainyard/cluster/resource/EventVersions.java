package dev.trainyard.cluster.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events have two shapes, {@code v1} (stored) and {@code events.k8s.io/v1}, that differ in the names of fields. */
final class EventVersions {
    private static final Map<String, String> CORE_TO_NEW = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "reportingComponent", "reportingController",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount");

    private EventVersions() {}

    static ObjectNode toCore(ObjectNode event) {
        CORE_TO_NEW.forEach((core, renamed) -> rename(event, renamed, core));
        return event.put("apiVersion", "v1");
    }

    static ObjectNode fromCore(ObjectNode event) {
        CORE_TO_NEW.forEach((core, renamed) -> rename(event, core, renamed));
        return event.put("apiVersion", "events.k8s.io/v1");
    }

    private static void rename(ObjectNode event, String from, String to) {
        JsonNode value = event.remove(from);
        if (value != null) {
            event.set(to, value);
        }
    }
}
