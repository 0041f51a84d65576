package dev.trainyard.operator.reconcile;

import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * The ArtifactStores of a namespace as the server has them now: one that was made just before the job or pod that it is
 * for may not have come by a watch yet.
 */
public record ArtifactStores(KubernetesClient client) {
    public List<ArtifactStore> in(String namespace) {
        try {
            return client.resources(ArtifactStore.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // The CRD is not installed: then there is no store.
                return List.of();
            }
            throw e;
        }
    }
}
