package dev.trainyard.uploader;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Bandwidth;
import dev.trainyard.uploader.store.ContainerKeys;
import dev.trainyard.uploader.store.CredentialSource;
import dev.trainyard.uploader.store.Credentials;
import dev.trainyard.uploader.store.FixedKeys;
import dev.trainyard.uploader.store.FolderLocation;
import dev.trainyard.uploader.store.FolderStore;
import dev.trainyard.uploader.store.KeyFolder;
import dev.trainyard.uploader.store.Location;
import dev.trainyard.uploader.store.Network;
import dev.trainyard.uploader.store.NodeKeys;
import dev.trainyard.uploader.store.S3Location;
import dev.trainyard.uploader.store.S3Store;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.TemporaryKeys;
import dev.trainyard.uploader.store.WebIdentity;
import dev.trainyard.uploader.sync.Identity;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the environment says; the variables are in {@code docs/uploader.md}.
 *
 * @param signals the folder of the operator's signals; empty where there is no operator
 * @param logs the folder that the logs of the run's pods come to; empty where none do
 * @param retry how long a request is tried again while the store is unavailable
 * @param grace between SIGTERM and SIGKILL
 * @param onlyAttempt whether no other pod will go on with this run, so that SIGTERM is its end
 * @param checkpoints whether and where the trainer saves what it can go on from
 */
record Settings(
        OutputFolder output,
        Optional<Path> signals,
        Optional<Path> logs,
        Identity identity,
        Location location,
        Duration retry,
        Duration grace,
        boolean onlyAttempt,
        Bandwidth bandwidth,
        Optional<Checkpoints> checkpoints) {
    /** Where AWS's agents are; the addresses are fixed. */
    private static final String CONTAINER_AGENT = "http://169.254.170.2";

    private static final String NODE_METADATA = "http://169.254.169.254";

    /**
     * What is saved while the training goes on.
     *
     * @param folder in the output folder
     * @param keep how many the store keeps
     */
    record Checkpoints(String folder, int keep) {}

    /** Where the attempt's files go; what the journal is about. */
    String attemptUrl() {
        return location.url(identity.attemptPrefix()) + " at " + location.server();
    }

    String runUrl() {
        return location.url(identity.runPrefix());
    }

    Store openStore() {
        return switch (location) {
            case S3Location s3 -> new S3Store(s3, bandwidth);
            case FolderLocation folder -> new FolderStore(folder, bandwidth);
        };
    }

    static Settings of(Map<String, String> environment) throws Failure {
        var read = new Environment(environment);
        var store = read.required("TRAINYARD_STORE");
        var identity = new Identity(
                read.required("TRAINYARD_KIND"),
                read.required("TRAINYARD_NAMESPACE"),
                read.required("TRAINYARD_JOB"),
                read.required("TRAINYARD_RUN"),
                read.number("TRAINYARD_ATTEMPT", 1),
                created(read));
        var location = location(read, store);
        read.requireAll();
        return new Settings(
                output(read),
                read.optional("TRAINYARD_SIGNALS").map(Path::of),
                read.optional("TRAINYARD_LOGS").map(Path::of),
                identity,
                location,
                Duration.ofSeconds(read.number("TRAINYARD_RETRY_SECONDS", 86_400)),
                Duration.ofSeconds(read.number("TRAINYARD_GRACE_SECONDS", 30)),
                read.optional("TRAINYARD_ONLY_ATTEMPT")
                        .map(Boolean::parseBoolean)
                        .orElse(false),
                bandwidth(read),
                checkpoints(read));
    }

    private static OutputFolder output(Environment read) throws Failure {
        var folder = Path.of(read.optional("TRAINYARD_OUTPUT").orElse("/output"));
        var volume = read.optional("TRAINYARD_VOLUME").map(Path::of).orElse(folder);
        if (!folder.startsWith(volume)) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "TRAINYARD_VOLUME is \"%s\", which does not hold the folder %s: write where the volume of that folder is mounted, or leave it out"
                            .formatted(volume, folder));
        }
        return new OutputFolder(volume, folder);
    }

    private static Optional<Checkpoints> checkpoints(Environment read) throws Failure {
        var folder = read.optional("TRAINYARD_CHECKPOINTS");
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        var path = Path.of(folder.get());
        if (path.isAbsolute() || !path.normalize().toString().equals(folder.get()) || path.startsWith("..")) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "TRAINYARD_CHECKPOINTS is \"%s\", not a folder's path in the output folder, such as checkpoint: correct spec.checkpoints.path of the ArtifactStore"
                            .formatted(folder.get()));
        }
        return Optional.of(new Checkpoints(folder.get(), read.number("TRAINYARD_CHECKPOINTS_KEEP", 3)));
    }

    private static Optional<Instant> created(Environment read) throws Failure {
        var created = read.optional("TRAINYARD_RUN_CREATED");
        try {
            return created.map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "TRAINYARD_RUN_CREATED is \"%s\", not a time like 2026-11-23T10:00:00Z".formatted(created.get()));
        }
    }

    private static Bandwidth bandwidth(Environment read) throws Failure {
        var kibibytes = read.number("TRAINYARD_KIBIBYTES_PER_SECOND", 0);
        return kibibytes == 0 ? Bandwidth.unlimited() : Bandwidth.of(kibibytes * 1024L);
    }

    private static Location location(Environment read, String store) throws Failure {
        if (store.startsWith("file:")) {
            return folder(store);
        }
        var endpoint = read.optional("TRAINYARD_STORE_ENDPOINT");
        var region =
                endpoint.isPresent() ? read.optional("AWS_REGION").orElse("us-east-1") : read.required("AWS_REGION");
        var network = NetworkSettings.of(read);
        var keys = keys(read, endpoint.isPresent(), region, network);
        // With a variable missing, there is no store to read.
        var place = read.isComplete() ? place(store) : new Place("", "");
        return new S3Location(
                place.bucket(),
                place.prefix(),
                endpoint.isPresent() ? Optional.of(endpoint(endpoint.get())) : Optional.empty(),
                region,
                read.optional("TRAINYARD_STORE_PATH_STYLE")
                        .map(Boolean::parseBoolean)
                        .orElse(false),
                !read.optional("TRAINYARD_STORE_CHECKSUMS").orElse("sha256").equals("md5"),
                keys,
                objectHeaders(read),
                read.optional("TRAINYARD_STORE_CLASS"),
                network);
    }

    private static FolderLocation folder(String store) throws Failure {
        var path = store.replaceFirst("^file:(//)?", "").replaceAll("(?<=.)/+$", "");
        if (!path.startsWith("/") || !Path.of(path).normalize().toString().equals(path)) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "TRAINYARD_STORE is \"%s\", not file:///folder: correct spec.url of the ArtifactStore"
                            .formatted(store));
        }
        return new FolderLocation(Path.of(path));
    }

    /** Keys that are said come first, then those that the pod's identity gets, as AWS's own programs have it. */
    private static CredentialSource keys(Environment read, boolean isElsewhere, String region, Network network) {
        var folder = read.optional("TRAINYARD_CREDENTIALS");
        if (folder.isPresent()) {
            return new KeyFolder(Path.of(folder.get()));
        }
        var role = read.optional("AWS_ROLE_ARN");
        var token = read.optional("AWS_WEB_IDENTITY_TOKEN_FILE");
        var hasKey = read.optional("AWS_ACCESS_KEY_ID").isPresent();
        if (!hasKey && role.isPresent() && token.isPresent()) {
            var sts = read.optional("AWS_ENDPOINT_URL_STS").map(URI::create).orElseGet(() -> WebIdentity.sts(region));
            var session = read.optional("AWS_ROLE_SESSION_NAME").orElse("trainyard");
            return temporary(new WebIdentity(sts, role.get(), Path.of(token.get()), session, network));
        }
        var agent = read.optional("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                .or(() ->
                        read.optional("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map(CONTAINER_AGENT::concat));
        if (!hasKey && agent.isPresent()) {
            return temporary(new ContainerKeys(
                    URI.create(agent.get()),
                    read.optional("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").map(Path::of)));
        }
        if (!hasKey && !isElsewhere) {
            return temporary(new NodeKeys(URI.create(
                    read.optional("AWS_EC2_METADATA_SERVICE_ENDPOINT").orElse(NODE_METADATA))));
        }
        return new FixedKeys(new Credentials(
                read.required("AWS_ACCESS_KEY_ID"),
                read.required("AWS_SECRET_ACCESS_KEY"),
                read.optional("AWS_SESSION_TOKEN")));
    }

    private static CredentialSource temporary(TemporaryKeys.Issuer issuer) {
        return new TemporaryKeys(issuer, Clock.systemUTC());
    }

    private static Map<String, String> objectHeaders(Environment read) throws Failure {
        var headers = new TreeMap<String, String>();
        read.optional("TRAINYARD_STORE_ENCRYPTION")
                .ifPresent(kind -> headers.put("x-amz-server-side-encryption", kind));
        read.optional("TRAINYARD_STORE_KMS_KEY")
                .ifPresent(key -> headers.put("x-amz-server-side-encryption-aws-kms-key-id", key));
        var tags = read.optional("TRAINYARD_STORE_TAGS");
        if (tags.isPresent()) {
            headers.put("x-amz-tagging", tagging(tags.get()));
        }
        return headers;
    }

    /** A query, in which a space is a plus. */
    private static String tagging(String tags) throws Failure {
        var query = new ArrayList<String>();
        for (var tag : tags.split(",", -1)) {
            var equals = tag.indexOf('=');
            if (equals < 1) {
                throw new Failure(
                        ExitCode.MISCONFIGURED,
                        "TRAINYARD_STORE_TAGS is \"%s\", not name=value,name=value: correct spec.tags of the ArtifactStore"
                                .formatted(tags));
            }
            query.add(encode(tag.substring(0, equals)) + "=" + encode(tag.substring(equals + 1)));
        }
        return String.join("&", query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What a store's URL says; the prefix is empty or ends in a slash. */
    private record Place(String bucket, String prefix) {}

    private static Place place(String store) throws Failure {
        var wrong = new Failure(
                ExitCode.MISCONFIGURED,
                "TRAINYARD_STORE is \"%s\", neither s3://bucket/prefix nor file:///folder: correct spec.url of the ArtifactStore"
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
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same sentence as for a URL of another kind.
        }
        throw new Failure(
                ExitCode.MISCONFIGURED,
                "TRAINYARD_STORE_ENDPOINT is \"%s\", not http://host:port, https://host or https://host/path: correct spec.endpoint of the ArtifactStore"
                        .formatted(endpoint));
    }
}
