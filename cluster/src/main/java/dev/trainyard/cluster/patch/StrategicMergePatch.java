package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;

/** Strategic merge patch: {@code application/strategic-merge-patch+json}; built-in kinds only. */
public final class StrategicMergePatch {
    private StrategicMergePatch() {}

    /**
     * The object after the patch; the arguments stay as they are.
     *
     * @throws PatchException if the patch is malformed or does not fit the object
     */
    public static ObjectNode apply(GroupVersionKind kind, ObjectNode object, JsonNode patch) throws PatchException {
        return MergePatch.apply(object, patch);
    }
}
