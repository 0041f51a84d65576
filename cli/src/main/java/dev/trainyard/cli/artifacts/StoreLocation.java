package dev.trainyard.cli.artifacts;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.CaBundle;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A place in an S3 store and the right to read it.
 *
 * @param bucket the bucket
 * @param prefix before every key; empty, or ending in {@code /}
 * @param endpoint the server, for stores other than AWS
 * @param region the region
 * @param pathStyle whether the bucket stands in the path
 * @param credentials the keys of the store's Secret; absent where this machine's own identity counts
 * @param caBundle certificates in PEM that count beside those that Java brings
 */
record StoreLocation(
        String bucket,
        String prefix,
        Optional<String> endpoint,
        String region,
        boolean pathStyle,
        Optional<Credentials> credentials,
        Optional<String> caBundle) {
    private static final String SCHEME = "s3://";

    /** An access key. */
    record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {}

    /** The store of the connection's namespace, with its keys from its Secret. */
    static StoreLocation of(Connection connection, ArtifactStore store) {
        var spec = store.getSpec();
        var url = spec.url();
        var path = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : url;
        var slash = path.indexOf('/');
        var prefix = slash < 0 ? "" : path.substring(slash + 1);
        return new StoreLocation(
                slash < 0 ? path : path.substring(0, slash),
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                spec.endpoint(),
                spec.region().orElse("us-east-1"),
                spec.pathStyle().orElse(false),
                spec.credentialsSecret().map(name -> credentials(connection, name)),
                spec.caBundle().map(bundle -> caBundle(connection, bundle)));
    }

    private static String caBundle(Connection connection, CaBundle bundle) {
        if (bundle.secretKeyRef().isPresent()) {
            var ref = bundle.secretKeyRef().get();
            return value(secret(connection, ref.getName()), ref.getKey(), ref.getName());
        }
        var ref = bundle.configMapKeyRef()
                .orElseThrow(() ->
                        new Failure("spec.caBundle of the ArtifactStore names neither a ConfigMap nor a Secret."));
        var there = connection
                .client()
                .configMaps()
                .inNamespace(connection.namespace())
                .withName(ref.getName())
                .get();
        var pem = there == null || there.getData() == null
                ? null
                : there.getData().get(ref.getKey());
        if (pem == null) {
            throw new Failure("The ConfigMap " + ref.getName() + " in namespace " + connection.namespace() + " has no "
                    + ref.getKey() + ", which spec.caBundle of the ArtifactStore names.");
        }
        return pem;
    }

    private static Map<String, String> secret(Connection connection, String name) {
        Secret secret = connection
                .client()
                .secrets()
                .inNamespace(connection.namespace())
                .withName(name)
                .get();
        if (secret == null) {
            throw new Failure("The Secret " + name + " of the ArtifactStore does not exist in namespace "
                    + connection.namespace() + ".");
        }
        return Optional.ofNullable(secret.getData()).orElse(Map.of());
    }

    private static Credentials credentials(Connection connection, String name) {
        var data = secret(connection, name);
        return new Credentials(
                value(data, "AWS_ACCESS_KEY_ID", name),
                value(data, "AWS_SECRET_ACCESS_KEY", name),
                Optional.ofNullable(data.get("AWS_SESSION_TOKEN")).map(StoreLocation::decode));
    }

    private static String value(Map<String, String> data, String key, String secret) {
        var value = data.get(key);
        if (value == null) {
            throw new Failure("The Secret " + secret + " has no " + key + ".");
        }
        return decode(value);
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
