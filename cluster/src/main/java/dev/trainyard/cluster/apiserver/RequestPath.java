package dev.trainyard.cluster.apiserver;

import java.util.List;
import java.util.Optional;

/** What the path of a request names. */
sealed interface RequestPath {

    /**
     * Objects, an object or a part of one.
     *
     * @param namespace absent for all namespaces, and for types that have none
     */
    record Resource(
            String group,
            String version,
            String plural,
            Optional<String> namespace,
            Optional<String> name,
            Optional<String> subresource)
            implements RequestPath {}

    /** Anything else: discovery, health, version. */
    record Document(List<String> segments) implements RequestPath {}

    /**
     * Reads a path.
     *
     * @param segments decoded, without empty ones
     */
    static RequestPath parse(List<String> segments) {
        return switch (segments) {
            case List<String> path
            when path.size() >= 3 && path.getFirst().equals("api") ->
                resource(path, "", path.get(1), path.subList(2, path.size()));
            case List<String> path
            when path.size() >= 4 && path.getFirst().equals("apis") ->
                resource(path, path.get(1), path.get(2), path.subList(3, path.size()));
            default -> new Document(segments);
        };
    }

    private static RequestPath resource(List<String> all, String group, String version, List<String> rest) {
        boolean underNamespace = rest.getFirst().equals("namespaces")
                && rest.size() >= 3
                && !(group.isEmpty() && isNamespacesOwn(rest.get(2)));
        List<String> own = underNamespace ? rest.subList(2, rest.size()) : rest;
        Optional<String> namespace = underNamespace ? Optional.of(rest.get(1)) : Optional.empty();
        if (own.size() > 3) {
            return new Document(all);
        }
        return new Resource(
                group,
                version,
                own.getFirst(),
                namespace,
                own.size() > 1 ? Optional.of(own.get(1)) : Optional.empty(),
                own.size() > 2 ? Optional.of(own.get(2)) : Optional.empty());
    }

    /** Under a namespace's name are its objects, except for two parts of the namespace itself. */
    private static boolean isNamespacesOwn(String segment) {
        return segment.equals("status") || segment.equals("finalize");
    }
}
