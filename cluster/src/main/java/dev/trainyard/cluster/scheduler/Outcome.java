package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.Events;
import dev.trainyard.cluster.view.PodMark;
import dev.trainyard.cluster.view.PodView;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes down what has been decided: a Binding, or a condition; and an Event, so that {@code kubectl describe} shows
 * it.
 */
final class Outcome implements AutoCloseable {
    private final KubernetesClient client;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    /** What each pod has been told last, so that a retry with the same result writes nothing. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    Outcome(KubernetesClient client, String scheduler) {
        this.client = client;
        this.events = new Events(client, scheduler, clock);
    }

    /**
     * Binds by the pod's UID: a pod deleted and made anew under the same name must not get the decision of the first.
     */
    void bind(PodView pod, String node) {
        var binding = new BindingBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        client.raw(
                "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/binding",
                "POST",
                client.getKubernetesSerialization().asJson(binding));
        events.normal(reference(pod), "Scheduled", "Successfully assigned " + pod.key() + " to " + node);
    }

    void unschedulable(PodView pod, String message) {
        if (message.equals(told.put(pod.key(), message))) {
            return;
        }
        var mark = new PodMark("PodScheduled", "False", "Unschedulable", message, Optional.empty());
        try {
            mark.write(client, pod, clock.instant());
        } catch (RuntimeException e) {
            told.remove(pod.key());
            throw e;
        }
        events.warning(reference(pod), "FailedScheduling", message);
    }

    /** Asks the provisioner of these claims for volumes on this node. */
    void selectNode(ClaimView claim, String node) {
        if (claim.selectedNode().isPresent()) {
            return;
        }
        var patch = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withUid(claim.uid())
                .addToAnnotations(ClaimView.SELECTED_NODE, node)
                .endMetadata()
                .build();
        client.persistentVolumeClaims()
                .inNamespace(claim.namespace())
                .withName(claim.name())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }

    void forget(String pod) {
        told.remove(pod);
    }

    @Override
    public void close() {
        events.close();
    }

    private static ObjectReference reference(PodView pod) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .build();
    }
}
