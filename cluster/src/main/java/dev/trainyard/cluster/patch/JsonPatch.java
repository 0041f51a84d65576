package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.patch.PatchException.Cause;
import io.fabric8.zjsonpatch.JsonPatchException;

/** JSON patch, RFC 6902: {@code application/json-patch+json}. */
public final class JsonPatch {
    /** As many operations as kube-apiserver takes. */
    private static final int MAXIMUM_OPERATIONS = 10_000;

    private JsonPatch() {}

    /**
     * The object after the patch; the arguments stay as they are.
     *
     * @throws PatchException if the patch is malformed, an operation does not fit the object or a {@code test} fails
     */
    public static ObjectNode apply(ObjectNode object, JsonNode patch) throws PatchException {
        if (!patch.isArray()) {
            throw new PatchException(
                    Cause.MALFORMED, "A JSON patch is a list of operations, and this is none: " + patch + ".");
        }
        if (patch.size() > MAXIMUM_OPERATIONS) {
            throw new PatchException(
                    Cause.MALFORMED,
                    "The allowed maximum operations in a JSON patch is " + MAXIMUM_OPERATIONS + ", got "
                            + patch.size());
        }
        try {
            if (io.fabric8.zjsonpatch.JsonPatch.apply(patch, object.deepCopy()) instanceof ObjectNode result) {
                return result;
            }
        } catch (JsonPatchException e) {
            throw new PatchException(Cause.DOES_NOT_APPLY, "The JSON patch does not apply: " + e.getMessage());
        }
        throw new PatchException(Cause.DOES_NOT_APPLY, "The JSON patch leaves no JSON object.");
    }
}
