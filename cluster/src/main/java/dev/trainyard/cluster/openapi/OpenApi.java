package dev.trainyard.cluster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Builds the documents under {@code /openapi/v3}, and keeps those that were asked for until their resources change. */
public final class OpenApi {

    /**
     * A resource that the server serves.
     *
     * @param plural its name in URLs, such as {@code pods}
     * @param subresources such as {@code status} and {@code scale}
     * @param schema the {@code openAPIV3Schema} of a custom resource; empty for a built-in kind
     */
    public record Resource(
            GroupVersionKind kind,
            String plural,
            boolean namespaced,
            Set<String> subresources,
            Optional<JsonNode> schema) {}

    /**
     * A document.
     *
     * @param json its text
     * @param hash changes when the document does: the {@code hash} of its URL and its ETag
     */
    public record Document(String json, String hash) {}

    /** The answer to {@code GET /openapi/v3}: the path of each group version's document, with its hash. */
    public ObjectNode index(Collection<Resource> resources) {
        var index = JsonNodeFactory.instance.objectNode();
        index.putObject("paths");
        return index;
    }

    /**
     * The document of one group version.
     *
     * @param path as the index names it: {@code api/v1}, {@code apis/apps/v1}
     * @return empty if no resource is in that group version
     */
    public Optional<Document> document(String path, Collection<Resource> resources) {
        return Optional.empty();
    }
}
