package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.schema.BuiltinKinds.Decoded;
import dev.trainyard.cluster.schema.DuplicateFields;
import dev.trainyard.cluster.status.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From the bytes of a request to an object of the type that the request's path names. */
public final class Decoding {
    private Decoding() {}

    /**
     * Reads a body.
     *
     * @throws ApiException BadRequest when it is no JSON, no object or of another kind
     */
    public static ObjectNode decode(ResourceType type, byte[] body, WriteOptions options) {
        ObjectNode object = readObject(body, type.kind().kind());
        requireMetadata(object);
        String apiVersion = object.path("apiVersion").asText("");
        String kind = object.path("kind").asText("");
        if (apiVersion.isEmpty() && kind.isEmpty()) {
            object.put("apiVersion", type.kind().apiVersion())
                    .put("kind", type.kind().kind());
        } else if (!apiVersion.equals(type.kind().apiVersion())
                || !kind.equals(type.kind().kind())) {
            throw ApiException.badRequest("the body is a " + kind + " of " + apiVersion + ", but this path takes a "
                    + type.kind().kind() + " of " + type.kind().apiVersion());
        }
        if (options.validation() != FieldValidation.IGNORE) {
            report(type, duplicates(body), options);
        }
        return object;
    }

    /**
     * Reads a body of any kind.
     *
     * @param what what it should be, for the message
     * @throws ApiException BadRequest
     */
    public static ObjectNode readObject(byte[] body, String what) {
        if (body.length == 0) {
            throw ApiException.badRequest("the body is empty; a " + what + " as JSON belongs there");
        }
        try {
            JsonNode node = Json.parse(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw ApiException.badRequest("the body is JSON, but no object; a " + what + " belongs there");
        } catch (IOException e) {
            throw ApiException.badRequest("the body is no JSON: " + e.getMessage());
        }
    }

    /**
     * Leaves an object only the fields of its kind; others are told of.
     *
     * @throws ApiException BadRequest when a field has the wrong JSON type, or is unknown and validation is strict
     */
    public static void fields(ResourceType type, ObjectNode object, WriteOptions options) {
        Decoded decoded = type.definition().decode(object);
        decoded.error().ifPresent(message -> {
            throw ApiException.badRequest(message);
        });
        if (options.validation() != FieldValidation.IGNORE) {
            report(
                    type,
                    decoded.unknownFields().stream()
                            .map(path -> "unknown field \"" + path + "\"")
                            .toList(),
                    options);
        }
    }

    private static List<String> duplicates(byte[] body) {
        try {
            return DuplicateFields.find(body).stream()
                    .map(path -> "duplicate field \"" + path + "\"")
                    .toList();
        } catch (IOException e) {
            return new ArrayList<>(); // the body was read before
        }
    }

    private static void report(ResourceType type, List<String> problems, WriteOptions options) {
        if (problems.isEmpty()) {
            return;
        }
        if (options.validation() == FieldValidation.STRICT) {
            throw ApiException.badRequest(type.kind().kind() + " in version \""
                    + type.kind().version() + "\" cannot be handled as a "
                    + type.kind().kind() + ": strict decoding error: " + String.join(", ", problems));
        }
        problems.forEach(options.warnings());
    }

    /**
     * Checks what everything else counts on, before a view of the metadata is made.
     *
     * @throws ApiException BadRequest
     */
    static void requireMetadata(ObjectNode object) {
        if (object.has("metadata") && !object.get("metadata").isObject()) {
            throw ApiException.badRequest("metadata is " + object.get("metadata") + "; it must be an object");
        }
    }
}
