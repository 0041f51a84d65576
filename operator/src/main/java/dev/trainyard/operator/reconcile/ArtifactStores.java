package dev.trainyard.operator.reconcile;

import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The ArtifactStores of a namespace. The server is asked, since a watch may not have brought one yet that was made just
 * before the job or pod that it is for; jobs that come together share an answer.
 */
public final class ArtifactStores {
    private final KubernetesClient client;
    private final ConcurrentMap<String, SharedAnswer<List<ArtifactStore>>> byNamespace = new ConcurrentHashMap<>();

    public ArtifactStores(KubernetesClient client) {
        this.client = client;
    }

    /** As the server has them now; none where the CRD is not installed. */
    public List<ArtifactStore> in(String namespace) {
        return in(namespace, System.nanoTime());
    }

    /**
     * As the server has had them at some time after this one.
     *
     * @param since a time of {@link System#nanoTime}
     */
    List<ArtifactStore> in(String namespace, long since) {
        return byNamespace
                .computeIfAbsent(namespace, _ -> new SharedAnswer<>(() -> listed(namespace), System::nanoTime))
                .get(since);
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
