package dev.trainyard.cluster.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.patch.PatchException.Cause;

/**
 * JSON patch, RFC 6902: {@code application/json-patch+json}. Stricter than the client library's, which removes what is
 * not there without a word.
 */
public final class JsonPatch {
    /** As many operations as kube-apiserver takes. */
    private static final int MAXIMUM_OPERATIONS = 10_000;

    /** {@code JSONPatchMaxCopyBytes} of kube-apiserver: a patch that copies an object into itself doubles it. */
    private static final long MAXIMUM_COPIED = 3 << 20;

    private final JsonNode operation;
    private final int index;

    private JsonPatch(JsonNode operation, int index) {
        this.operation = operation;
        this.index = index;
    }

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
                    "A JSON patch has at most " + MAXIMUM_OPERATIONS + " operations, and this one has " + patch.size()
                            + ".");
        }
        JsonNode result = object.deepCopy();
        var copied = 0L;
        for (var index = 0; index < patch.size(); index++) {
            var step = new JsonPatch(patch.get(index), index);
            if (step.operation.path("op").asText().equals("copy")) {
                copied += step.existing(result, step.pointer("from")).toString().length();
                if (copied > MAXIMUM_COPIED) {
                    throw new PatchException(
                            Cause.DOES_NOT_APPLY,
                            "Unable to complete the copy, the accumulated size increase of copy is " + copied
                                    + ", exceeding the limit " + MAXIMUM_COPIED);
                }
            }
            result = step.applyTo(result);
        }
        if (result instanceof ObjectNode patched) {
            return patched;
        }
        throw new PatchException(Cause.DOES_NOT_APPLY, "The JSON patch leaves no object but " + result + ".");
    }

    private JsonNode applyTo(JsonNode document) throws PatchException {
        var name = operation.path("op").asText();
        var path = pointer("path");
        return switch (name) {
            case "add" -> add(document, path, value());
            case "remove" -> remove(document, path);
            case "replace" -> replace(document, path, value());
            case "move" -> {
                var from = pointer("from");
                var moved = existing(document, from);
                yield add(remove(document, from), path, moved);
            }
            case "copy" ->
                add(document, path, existing(document, pointer("from")).deepCopy());
            case "test" -> {
                if (!document.at(path).equals(value())) {
                    throw problem(
                            Cause.DOES_NOT_APPLY,
                            "the value there is " + shown(document.at(path)) + ", not " + value());
                }
                yield document;
            }
            default ->
                throw problem(Cause.MALFORMED, "op is add, remove, replace, move, copy or test, not \"" + name + "\"");
        };
    }

    /** What a body may not nest, a patch may not either: a value and its place can both be as deep as a body. */
    private void requireShallow(JsonPointer path, JsonNode value) throws PatchException {
        var depth = Json.DEEPEST;
        for (var rest = path; !rest.matches() && depth > 0; rest = rest.tail()) {
            depth--;
        }
        if (isDeeper(value, depth)) {
            throw problem(Cause.DOES_NOT_APPLY, "it nests the object more than " + Json.DEEPEST + " levels deep");
        }
    }

    private JsonNode add(JsonNode document, JsonPointer path, JsonNode value) throws PatchException {
        requireShallow(path, value);
        if (path.matches()) {
            return value;
        }
        switch (document.at(path.head())) {
            case ObjectNode object -> object.set(field(path), value);
            case ArrayNode list when field(path).equals("-") -> list.add(value);
            case ArrayNode list -> list.insert(position(path, list.size()), value);
            default -> throw missing(path.head());
        }
        return document;
    }

    private static boolean isDeeper(JsonNode value, int levels) {
        if (!value.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (var child : value) {
            if (isDeeper(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode remove(JsonNode document, JsonPointer path) throws PatchException {
        existing(document, path);
        if (path.matches()) {
            return NullNode.getInstance();
        }
        switch (document.at(path.head())) {
            case ObjectNode object -> object.remove(field(path));
            case ArrayNode list -> list.remove(position(path, list.size() - 1));
            default -> throw missing(path);
        }
        return document;
    }

    private JsonNode replace(JsonNode document, JsonPointer path, JsonNode value) throws PatchException {
        existing(document, path);
        requireShallow(path, value);
        if (path.matches()) {
            return value;
        }
        switch (document.at(path.head())) {
            case ObjectNode object -> object.set(field(path), value);
            case ArrayNode list -> list.set(position(path, list.size() - 1), value);
            default -> throw missing(path);
        }
        return document;
    }

    private JsonNode existing(JsonNode document, JsonPointer path) throws PatchException {
        var found = document.at(path);
        if (found.isMissingNode()) {
            throw missing(path);
        }
        return found;
    }

    private int position(JsonPointer path, int last) throws PatchException {
        var position = path.last().getMatchingIndex();
        if (position < 0 || position > last) {
            throw problem(Cause.DOES_NOT_APPLY, "the list has no place \"" + field(path) + "\"");
        }
        return position;
    }

    private JsonNode value() throws PatchException {
        var value = operation.get("value");
        if (value == null) {
            throw problem(Cause.MALFORMED, "it has no value");
        }
        return value.deepCopy();
    }

    private JsonPointer pointer(String field) throws PatchException {
        var text = operation.path(field);
        try {
            if (text.isTextual()) {
                return JsonPointer.compile(text.textValue());
            }
        } catch (IllegalArgumentException e) {
            // Said below in the same words as for one that is absent.
        }
        throw problem(
                Cause.MALFORMED, field + " must be a JSON pointer such as /metadata/labels/app, not " + shown(text));
    }

    private static String field(JsonPointer path) {
        return path.last().getMatchingProperty();
    }

    private PatchException missing(JsonPointer path) {
        return problem(Cause.DOES_NOT_APPLY, "the object has no " + path);
    }

    private PatchException problem(Cause cause, String what) {
        return new PatchException(
                cause, "The JSON patch does not apply: operation " + index + ", " + operation + ": " + what + ".");
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }
}
