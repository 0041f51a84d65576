package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The watches that the scheduler and the controllers share, one of each kind. Listeners are added first, then
 * {@link #start} is called once by whoever made this.
 */
public final class ClusterView implements AutoCloseable {
    private final Watched<Pod, PodView> pods;
    private final Watched<Node, NodeView> nodes;
    private final Watched<PersistentVolumeClaim, ClaimView> claims;
    private final Watched<PersistentVolume, VolumeView> volumes;
    private final Watched<StorageClass, StorageClassView> storageClasses;
    private @Nullable CompletableFuture<Void> started;

    public ClusterView(KubernetesClient client) {
        pods = new Watched<>(client.pods().inAnyNamespace(), Pod::new, PodView::of);
        nodes = new Watched<>(client.nodes(), Node::new, NodeView::of);
        claims = new Watched<>(
                client.persistentVolumeClaims().inAnyNamespace(), PersistentVolumeClaim::new, ClaimView::of);
        volumes = new Watched<>(client.persistentVolumes(), PersistentVolume::new, VolumeView::of);
        storageClasses = new Watched<>(client.storage().v1().storageClasses(), StorageClass::new, StorageClassView::of);
    }

    /** Starts all watches where they have not begun; complete when the first lists have been viewed. */
    public synchronized CompletionStage<Void> start() {
        if (started == null) {
            started = CompletableFuture.allOf(all().map(Watched::start)
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture[]::new));
        }
        return started;
    }

    public Watched<Pod, PodView> pods() {
        return pods;
    }

    public Watched<Node, NodeView> nodes() {
        return nodes;
    }

    public Watched<PersistentVolumeClaim, ClaimView> claims() {
        return claims;
    }

    public Watched<PersistentVolume, VolumeView> volumes() {
        return volumes;
    }

    public Watched<StorageClass, StorageClassView> storageClasses() {
        return storageClasses;
    }

    @Override
    public void close() {
        all().forEach(Watched::close);
    }

    private Stream<Watched<?, ?>> all() {
        return Stream.of(pods, nodes, claims, volumes, storageClasses);
    }
}
