package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In which form a client wants its answer. */
enum Rendering {
    /** The objects as they are. */
    OBJECTS,
    /** Rows for people, as {@code kubectl get} shows them. */
    TABLE,
    /** Nothing but the metadata. */
    METADATA;

    private static final Set<String> JSON_TYPES = Set.of("application/json", "application/*", "*/*");
    private static final Set<String> KNOWN_VERSIONS = Set.of("v=v1", "v=v1beta1");

    /**
     * The first form in an {@code Accept} header that this server knows.
     *
     * @throws ApiException NotAcceptable
     */
    static Rendering negotiate(String accept) {
        if (accept.isBlank()) {
            return OBJECTS;
        }
        return Arrays.stream(accept.split(",", -1))
                .map(Rendering::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> ApiException.of(
                        Reason.NOT_ACCEPTABLE,
                        "only the following media types are accepted: application/json, and it as Table,"
                                + " PartialObjectMetadata or PartialObjectMetadataList of meta.k8s.io/v1"));
    }

    private static Optional<Rendering> of(String mediaRange) {
        List<String> parts =
                Arrays.stream(mediaRange.split(";", -1)).map(String::strip).toList();
        if (!JSON_TYPES.contains(parts.getFirst())) {
            return Optional.empty();
        }
        String as = "";
        for (String parameter : parts.subList(1, parts.size())) {
            if (parameter.startsWith("as=")) {
                as = parameter.substring("as=".length());
            } else if (parameter.startsWith("v=") && !KNOWN_VERSIONS.contains(parameter)) {
                return Optional.empty();
            }
        }
        return switch (as) {
            case "" -> Optional.of(OBJECTS);
            case "Table" -> Optional.of(TABLE);
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Optional.of(METADATA);
            default -> Optional.empty();
        };
    }
}
