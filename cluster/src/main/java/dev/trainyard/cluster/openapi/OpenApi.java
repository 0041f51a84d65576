package dev.trainyard.cluster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Builds the documents under {@code /openapi/v3}, and keeps those that were asked for until their resources change.
 * They have the structure of every kind and how its lists are merged; built-in kinds come without descriptions and
 * without the mark of required fields, which the model classes that they are read from do not have.
 */
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
            Optional<JsonNode> schema) {

        /** The document that the resource is in: {@code api/v1}, {@code apis/apps/v1}. */
        String document() {
            return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
        }
    }

    /**
     * A document.
     *
     * @param json its text
     * @param hash changes when the document does: the {@code hash} of its URL and its ETag
     */
    public record Document(String json, String hash) {}

    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    /** The answer to {@code GET /openapi/v3}: the path of each group version's document, with its hash. */
    public ObjectNode index(Collection<Resource> resources) {
        var index = JsonNodeFactory.instance.objectNode();
        var paths = index.putObject("paths");
        resources.stream()
                .collect(Collectors.groupingBy(Resource::document, TreeMap::new, Collectors.toList()))
                .forEach((path, members) -> paths.putObject(path)
                        .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(members)));
        return index;
    }

    /**
     * The document of one group version.
     *
     * @param path as the index names it: {@code api/v1}, {@code apis/apps/v1}
     * @return empty if no resource is in that group version
     */
    public Optional<Document> document(String path, Collection<Resource> resources) {
        var members = resources.stream()
                .filter(resource -> resource.document().equals(path))
                .toList();
        if (members.isEmpty()) {
            return Optional.empty();
        }
        var hash = hash(members);
        return Optional.ofNullable(documents.compute(
                path,
                (_, kept) -> kept != null && kept.hash.equals(hash)
                        ? kept
                        : new Document(GroupVersionDocument.of(members).toString(), hash)));
    }

    private static String hash(List<Resource> members) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            members.stream()
                    .map(Resource::toString)
                    .sorted()
                    .forEach(member -> digest.update(member.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
