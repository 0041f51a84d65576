package dev.trainyard.cluster.objectstore;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points the jobs of a namespace at an object store: the Secret {@code artifacts-credentials} and the ArtifactStore
 * {@code default} (trainyard.dev/v1alpha1). What a person has made or changed under these names stays as it is: only
 * objects with the label {@code app.kubernetes.io/managed-by: trainyard} are brought up to date.
 */
public final class DefaultArtifactStore {
    public static final String SECRET = "artifacts-credentials";
    public static final String NAME = "default";

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final Map<String, String> OURS = Map.of(MANAGED_BY, "trainyard");
    private static final int NOT_FOUND = 404;
    private static final ResourceDefinitionContext ARTIFACT_STORE = new ResourceDefinitionContext.Builder()
            .withGroup("trainyard.dev")
            .withVersion("v1alpha1")
            .withKind("ArtifactStore")
            .withPlural("artifactstores")
            .withNamespaced(true)
            .build();

    private DefaultArtifactStore() {}

    /**
     * Makes the two objects, or brings them up to date; does nothing where they are already as they should be.
     *
     * @throws IllegalStateException where the CRD of ArtifactStore is not installed
     */
    public static void ensure(KubernetesClient client, String namespace, URI endpoint, Credentials credentials) {
        ensureSecret(client, namespace, credentials);
        Map<String, Object> spec = Map.of(
                "url",
                "s3://" + ObjectStoreConfig.ARTIFACTS,
                "endpoint",
                endpoint.toString(),
                "region",
                "us-east-1",
                "pathStyle",
                true,
                "credentialsSecret",
                SECRET);
        try {
            ensureStore(client, namespace, spec);
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                throw new IllegalStateException(
                        "The server does not know ArtifactStore (trainyard.dev/v1alpha1): apply Trainyard's CRDs first.",
                        e);
            }
            throw e;
        }
    }

    private static void ensureSecret(KubernetesClient client, String namespace, Credentials credentials) {
        var secrets = client.secrets().inNamespace(namespace);
        var wanted = new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withLabels(OURS)
                .endMetadata()
                .withType("Opaque")
                .addToStringData("AWS_ACCESS_KEY_ID", credentials.accessKey())
                .addToStringData("AWS_SECRET_ACCESS_KEY", credentials.secretKey())
                .build();
        var present = secrets.withName(SECRET).get();
        if (present == null) {
            secrets.resource(wanted).create();
        } else if (isOurs(present.getMetadata().getLabels())) {
            present.setStringData(wanted.getStringData());
            secrets.resource(present).update();
        }
    }

    private static void ensureStore(KubernetesClient client, String namespace, Map<String, Object> spec) {
        var stores = client.genericKubernetesResources(ARTIFACT_STORE).inNamespace(namespace);
        GenericKubernetesResource present = stores.withName(NAME).get();
        if (present == null) {
            var store = new GenericKubernetesResourceBuilder()
                    .withApiVersion("trainyard.dev/v1alpha1")
                    .withKind("ArtifactStore")
                    .withNewMetadata()
                    .withName(NAME)
                    .withLabels(OURS)
                    .endMetadata()
                    .addToAdditionalProperties("spec", spec)
                    .build();
            stores.resource(store).create();
        } else if (isOurs(present.getMetadata().getLabels())
                && !spec.equals(present.getAdditionalProperties().get("spec"))) {
            present.setAdditionalProperty("spec", spec);
            stores.resource(present).update();
        }
    }

    private static boolean isOurs(@Nullable Map<String, String> labels) {
        return labels != null && "trainyard".equals(labels.get(MANAGED_BY));
    }
}
