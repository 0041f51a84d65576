package dev.trainyard.operator.reconcile;

import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The ArtifactStores of a namespace as the server has them now: a watch may not have brought one yet that was made just
 * before the job or pod that it is for. Jobs that ask while a question is under way share the answer to the next one.
 */
public final class ArtifactStores {
    private final KubernetesClient client;
    private final ConcurrentMap<String, SharedAnswer<List<ArtifactStore>>> byNamespace = new ConcurrentHashMap<>();

    public ArtifactStores(KubernetesClient client) {
        this.client = client;
    }

    /** Those of a namespace; none where the CRD is not installed. */
    public List<ArtifactStore> in(String namespace) {
        return byNamespace
                .computeIfAbsent(namespace, _ -> new SharedAnswer<>(() -> listed(namespace)))
                .get();
    }

    private List<ArtifactStore> listed(String namespace) {
        try {
            return client.resources(ArtifactStore.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }
}
