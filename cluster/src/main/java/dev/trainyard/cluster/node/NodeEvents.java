package dev.trainyard.cluster.node;

import dev.trainyard.cluster.view.Events;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EventSource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/** What the node agent tells people about its pods, their containers and itself, in a kubelet's name. */
final class NodeEvents implements AutoCloseable {
    private final Events events;
    private final String node;

    NodeEvents(KubernetesClient client, String node) {
        this.events = new Events(client, new EventSource("kubelet", node), Clock.systemUTC());
        this.node = node;
    }

    /** Tells of one object. */
    record About(Events events, ObjectReference object) {
        void normal(String reason, String message) {
            events.normal(object, reason, message);
        }

        void warning(String reason, String message) {
            events.warning(object, reason, message);
        }
    }

    /** Of a pod as a whole. */
    About pod(Pod pod) {
        return new About(events, reference(pod).build());
    }

    /** Of one container of it. */
    About container(Pod pod, Container container) {
        var init = pod.getSpec().getInitContainers().stream()
                .anyMatch(candidate -> candidate.getName().equals(container.getName()));
        var field = "spec." + (init ? "initContainers" : "containers") + "{" + container.getName() + "}";
        return new About(events, reference(pod).withFieldPath(field).build());
    }

    /** Of the node, which has its name for a UID here, as with a kubelet. */
    About node() {
        var reference = new ObjectReferenceBuilder()
                .withKind("Node")
                .withName(node)
                .withUid(node)
                .build();
        return new About(events, reference);
    }

    private static ObjectReferenceBuilder reference(Pod pod) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion());
    }

    @Override
    public void close() {
        events.close();
    }
}
