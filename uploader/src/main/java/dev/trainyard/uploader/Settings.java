package dev.trainyard.uploader;

import dev.trainyard.uploader.store.Location;
import dev.trainyard.uploader.sync.Identity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the environment says; the variables are in {@code docs/uploader.md}.
 *
 * @param signals the folder of the operator's signals; empty where there is no operator
 * @param retry how long a request is tried again while the store is unavailable
 * @param grace between SIGTERM and SIGKILL
 */
record Settings(
        Path output, Optional<Path> signals, Identity identity, Location location, Duration retry, Duration grace) {

    /** Where the attempt's files go; what the journal is about. */
    String attemptUrl() {
        return location.url(identity.attemptPrefix())
                + location.endpoint().map(e -> " at " + e).orElse("");
    }

    String runUrl() {
        return location.url(identity.runPrefix());
    }

    static Settings of(Map<String, String> environment) throws Failure {
        var read = new Reader(environment);
        var store = read.required("TRAINYARD_STORE");
        var identity = new Identity(
                read.required("TRAINYARD_KIND"),
                read.required("TRAINYARD_NAMESPACE"),
                read.required("TRAINYARD_JOB"),
                read.required("TRAINYARD_RUN"),
                read.number("TRAINYARD_ATTEMPT", 1));
        var credentials = new Location.Credentials(
                read.required("AWS_ACCESS_KEY_ID"),
                read.required("AWS_SECRET_ACCESS_KEY"),
                read.optional("AWS_SESSION_TOKEN"));
        var endpoint = read.optional("TRAINYARD_STORE_ENDPOINT");
        var region =
                endpoint.isPresent() ? read.optional("AWS_REGION").orElse("us-east-1") : read.required("AWS_REGION");
        read.requireAll();
        var place = place(store);
        return new Settings(
                Path.of(read.optional("TRAINYARD_OUTPUT").orElse("/output")),
                read.optional("TRAINYARD_SIGNALS").map(Path::of),
                identity,
                new Location(
                        place.bucket(),
                        place.prefix(),
                        endpoint.isPresent() ? Optional.of(endpoint(endpoint.get())) : Optional.empty(),
                        region,
                        read.optional("TRAINYARD_STORE_PATH_STYLE")
                                .map(Boolean::parseBoolean)
                                .orElse(false),
                        !read.optional("TRAINYARD_STORE_CHECKSUMS")
                                .orElse("sha256")
                                .equals("md5"),
                        credentials),
                Duration.ofSeconds(read.number("TRAINYARD_RETRY_SECONDS", 3600)),
                Duration.ofSeconds(read.number("TRAINYARD_GRACE_SECONDS", 30)));
    }

    /** What a store's URL says; the prefix is empty or ends in a slash. */
    private record Place(String bucket, String prefix) {}

    private static Place place(String store) throws Failure {
        var wrong = new Failure(
                ExitCode.MISCONFIGURED,
                "TRAINYARD_STORE is \"%s\", not s3://bucket/prefix: correct spec.url of the ArtifactStore"
                        .formatted(store));
        if (!store.startsWith("s3://")) {
            throw wrong;
        }
        var rest = store.substring("s3://".length());
        var slash = rest.indexOf('/');
        var bucket = slash < 0 ? rest : rest.substring(0, slash);
        var prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,62}") || prefix.startsWith("/") || prefix.contains("//")) {
            throw wrong;
        }
        return new Place(bucket, prefix.isEmpty() ? "" : prefix + "/");
    }

    private static URI endpoint(String endpoint) throws Failure {
        try {
            var uri = new URI(endpoint);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same sentence as for a URL of another kind.
        }
        throw new Failure(
                ExitCode.MISCONFIGURED,
                "TRAINYARD_STORE_ENDPOINT is \"%s\", not http://host:port or https://host: correct spec.endpoint of the ArtifactStore"
                        .formatted(endpoint));
    }

    /** Notes what is missing, so that a person hears of all of it at once. */
    private static final class Reader {
        private final Map<String, String> environment;
        private final TreeSet<String> missing = new TreeSet<>();

        private Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        Optional<String> optional(String name) {
            return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
        }

        String required(String name) {
            return optional(name).orElseGet(() -> {
                missing.add(name);
                return "";
            });
        }

        int number(String name, int otherwise) throws Failure {
            var value = optional(name);
            if (value.isEmpty()) {
                return otherwise;
            }
            if (!value.get().matches("[1-9][0-9]{0,8}")) {
                throw new Failure(
                        ExitCode.MISCONFIGURED, "%s is \"%s\", not a number from 1".formatted(name, value.get()));
            }
            return Integer.parseInt(value.get());
        }

        void requireAll() throws Failure {
            if (!missing.isEmpty()) {
                throw new Failure(
                        ExitCode.MISCONFIGURED,
                        "%s not set: the operator sets them from the ArtifactStore and its Secret; docs/uploader.md lists them"
                                .formatted(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")));
            }
        }
    }
}
