package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.patch.JsonPatch;
import dev.trainyard.cluster.patch.MergePatch;
import dev.trainyard.cluster.patch.PatchException;
import dev.trainyard.cluster.patch.StrategicMergePatch;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** The body of a {@code PATCH} as a change of an object; its media type says how it is to be read. */
final class Patches {
    private static final String ACCEPTED =
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json";

    private Patches() {}

    private interface Patch {
        ObjectNode apply(ObjectNode object) throws PatchException;
    }

    static UnaryOperator<ObjectNode> read(ResourceType type, String mediaType, byte[] body) {
        Patch patch = switch (mediaType) {
            case "application/json-patch+json" -> {
                JsonNode operations = parse(body);
                yield object -> JsonPatch.apply(object, operations);
            }
            case "application/merge-patch+json" -> {
                JsonNode fields = parse(body);
                yield object -> MergePatch.apply(object, fields);
            }
            case "application/strategic-merge-patch+json" -> strategic(type, parse(body));
            case "application/apply-patch+yaml", "application/apply-patch+cbor" ->
                throw ApiException.of(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the local cluster does not do server-side apply yet: leave out --server-side, or send one of "
                                + ACCEPTED);
            default ->
                throw ApiException.of(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the body of the request was in an unknown format (" + mediaType
                                + ") - accepted media types include: " + ACCEPTED);
        };
        return object -> {
            try {
                return patch.apply(object);
            } catch (PatchException e) {
                throw switch (e.kind()) {
                    case MALFORMED -> ApiException.of(Reason.BAD_REQUEST, e);
                    case DOES_NOT_APPLY -> ApiException.of(Reason.INVALID, e);
                };
            }
        };
    }

    private static Patch strategic(ResourceType type, JsonNode fields) {
        return switch (type.definition()) {
            case Definition.Builtin _ -> object -> StrategicMergePatch.apply(type.kind(), object, fields);
            case Definition.Custom _ ->
                throw ApiException.of(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the body of the request was in an unknown format - accepted media types include:"
                                + " application/json-patch+json, application/merge-patch+json");
        };
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw ApiException.badRequest("the patch is no JSON: " + e.getMessage());
        }
    }
}
