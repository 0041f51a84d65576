package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.PodMark;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The rule for pods that are bound to a node that does not exist: 40 seconds after that was first seen, and after the
 * server has said again that there is no such node, the pod is marked Failed and deleted, since nobody is left to do
 * it. Finished pods on nodes that exist are never deleted.
 */
final class LostPods implements Controller {
    /** The quarantine of Kubernetes' pod garbage collector: a node may only be registering again. */
    static final Duration QUARANTINE = Duration.ofSeconds(40);

    private static final PodMark LOST = new PodMark(
            "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists", Optional.of("Failed"));

    private final KubernetesClient client;
    private final ClusterView view;
    private final Clock clock;
    private final WorkQueue<String> queue = new WorkQueue<>("lost-pods", this::look);

    LostPods(KubernetesClient client, ClusterView view, Clock clock) {
        this.client = client;
        this.view = view;
        this.clock = clock;
        view.pods()
                .listen((key, before, after) -> after.filter(this::isLost)
                        .ifPresentOrElse(pod -> queue.addAfter(key, QUARANTINE), () -> queue.remove(key)));
        view.nodes().listen((name, before, after) -> {
            if (after.isEmpty()) {
                view.pods().all().stream()
                        .filter(pod -> pod.node().filter(name::equals).isPresent())
                        .forEach(pod -> queue.addAfter(pod.key(), QUARANTINE));
            }
        });
    }

    private boolean isLost(PodView pod) {
        return pod.node().isPresent() && view.nodes().get(pod.node().get()).isEmpty();
    }

    @Override
    public void start() {
        queue.start();
    }

    private Optional<Duration> look(String key) {
        var lost = view.pods().get(key).filter(this::isLost);
        if (lost.isPresent()
                && client.nodes().withName(lost.get().node().orElseThrow()).get() == null) {
            var pod = lost.get();
            if (!pod.finished()) {
                LOST.write(client, pod, clock.instant());
            }
            client.pods()
                    .inNamespace(pod.namespace())
                    .withName(pod.name())
                    .withGracePeriod(0)
                    .delete();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        queue.close();
    }
}
