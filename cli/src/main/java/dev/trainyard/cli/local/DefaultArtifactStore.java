package dev.trainyard.cli.local;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.ArtifactStoreSpec;
import dev.trainyard.cluster.objectstore.ObjectStore;
import dev.trainyard.cluster.objectstore.ObjectStoreConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Namespace {@code default} of the local cluster brings its artifacts to the cluster's own object store. The Secret has
 * what the AWS tools read from the environment, so that a manifest with an uploader of its own needs nothing else.
 */
final class DefaultArtifactStore {
    /** The name of the ArtifactStore and of its Secret. */
    private static final String NAME = "artifacts";

    private static final String NAMESPACE = "default";
    private static final String REGION = "us-east-1";

    /**
     * Makes both, or tells them of the port of this start; a store that the user has pointed elsewhere is left alone,
     * and so is one that knows the port.
     */
    static void apply(KubernetesClient client, ObjectStore objects) {
        var existing = client.resources(ArtifactStore.class)
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .get();
        if (existing != null && !isOurs(existing)) {
            return;
        }
        var endpoint = objects.endpoint().toString();
        var keys = objects.credentials();
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(NAME)
                .endMetadata()
                .withType("Opaque")
                .withData(encoded(Map.of(
                        "AWS_ACCESS_KEY_ID", keys.accessKey(),
                        "AWS_SECRET_ACCESS_KEY", keys.secretKey(),
                        "AWS_REGION", REGION,
                        "AWS_DEFAULT_REGION", REGION,
                        "AWS_ENDPOINT_URL", endpoint)))
                .build();
        // What is there already is not written again: the rules of a store cost a tenth of a second to compile.
        if (!secret.getData().equals(keysOf(client))) {
            client.resource(secret).createOr(NonDeletingOperation::update);
        }
        if (existing != null && existing.getSpec().endpoint().equals(Optional.of(endpoint))) {
            return;
        }
        var store = new ArtifactStore();
        store.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(NAME).build());
        store.setSpec(new ArtifactStoreSpec(
                "s3://" + ObjectStoreConfig.ARTIFACTS,
                Optional.of(endpoint),
                Optional.of(REGION),
                Optional.of(true),
                Optional.of(NAME),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        client.resource(store).createOr(NonDeletingOperation::update);
    }

    private static Map<String, String> keysOf(KubernetesClient client) {
        var secret = client.secrets().inNamespace(NAMESPACE).withName(NAME).get();
        return secret == null ? Map.of() : secret.getData();
    }

    private static Map<String, String> encoded(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Base64.getEncoder()
                                .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8))));
    }

    private static boolean isOurs(ArtifactStore store) {
        return store.getSpec()
                .endpoint()
                .filter(endpoint -> endpoint.startsWith("http://127.0.0.1:"))
                .isPresent();
    }

    private DefaultArtifactStore() {}
}
