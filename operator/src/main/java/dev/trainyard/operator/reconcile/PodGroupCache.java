package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The PodGroups of the jobs of one kind, as a watch brings them. */
final class PodGroupCache implements AutoCloseable {
    private final SharedIndexInformer<GenericKubernetesResource> podGroups;
    private final Recent<GenericKubernetesResource> recent;
    private final boolean known;
    private Optional<CompletableFuture<Void>> seen = Optional.empty();

    PodGroupCache(
            KubernetesClient client,
            GangScheduler scheduler,
            String controller,
            Optional<String> namespace,
            Clock clock) {
        podGroups = Cache.untiring(Cache.in(PodGroupResource.of(client, scheduler.apiVersion()), namespace)
                .withLabel(Labels.OPERATOR_NAME, controller));
        recent = new Recent<>(podGroups, clock);
        known = PodGroupResource.isKnown(client, scheduler);
    }

    /** Begins to watch, and has seen them all when it returns: a cluster that does not know them has none. */
    void start(Consumer<GenericKubernetesResource> changed) {
        podGroups.addEventHandler(new Changes<>(changed));
        if (known) {
            watch().join();
        }
    }

    /** The newest version known; empty where there is none. */
    Optional<GenericKubernetesResource> get(String namespace, String name) {
        return recent.get(namespace, name);
    }

    /** What was just written, which means that the cluster knows them by now. */
    void remember(GenericKubernetesResource podGroup) {
        recent.remember(podGroup);
        var _ = watch();
    }

    private synchronized CompletableFuture<Void> watch() {
        var watched = seen.orElseGet(() -> podGroups.start().toCompletableFuture());
        seen = Optional.of(watched);
        return watched;
    }

    @Override
    public void close() {
        podGroups.close();
    }
}
