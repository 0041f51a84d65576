package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.patch.PatchException.Cause;

/** JSON merge patch, RFC 7386: {@code application/merge-patch+json}. */
public final class MergePatch {
    private MergePatch() {}

    /**
     * The object after the patch; the arguments stay as they are.
     *
     * @throws PatchException if the patch is not a JSON object
     */
    public static ObjectNode apply(ObjectNode object, JsonNode patch) throws PatchException {
        if (!(patch instanceof ObjectNode fields)) {
            throw new PatchException(
                    Cause.MALFORMED, "A merge patch is a JSON object, and this is none: " + patch + ".");
        }
        var result = object.deepCopy();
        merge(result, fields);
        return result;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var field : patch.properties()) {
            var name = field.getKey();
            switch (field.getValue()) {
                case ObjectNode inner -> {
                    var existing = target.get(name);
                    var next = existing instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
                    merge(next, inner);
                    target.set(name, next);
                }
                case JsonNode value when value.isNull() -> target.remove(name);
                case JsonNode value -> target.set(name, value.deepCopy());
            }
        }
    }
}
