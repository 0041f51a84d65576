package dev.trainyard.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What applying an object has done to it. */
public enum Change {
    CREATED,
    CHANGED,
    UNCHANGED;

    /** What the server writes by itself. */
    private static final List<String> SERVERS_OWN = List.of("managedFields", "resourceVersion", "generation");

    /** Compares an object before and after, but for what the server and controllers write. */
    static Change between(Optional<JsonNode> before, JsonNode after) {
        return before.map(there -> own(there).equals(own(after)) ? UNCHANGED : CHANGED)
                .orElse(CREATED);
    }

    private static JsonNode own(JsonNode object) {
        var copy = object.<ObjectNode>deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(SERVERS_OWN);
        }
        return copy;
    }
}
