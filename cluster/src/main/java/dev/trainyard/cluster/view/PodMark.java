package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A condition that others than its node agent put on a pod.
 *
 * @param phase the pod's phase from now on; empty if it stays
 */
public record PodMark(String type, String status, String reason, String message, Optional<String> phase) {

    /** Writes it, beside the pod's other conditions; a pod that has followed under the same name is left alone. */
    public void write(KubernetesClient client, PodView pod, Instant now) {
        var condition = new PodCondition();
        condition.setType(type);
        condition.setStatus(status);
        condition.setReason(reason);
        condition.setMessage(message);
        condition.setLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
        var patch = new PodBuilder()
                .withNewMetadata()
                .withUid(pod.uid())
                .endMetadata()
                .withNewStatus()
                .withPhase(phase.orElse(null))
                .withConditions(condition)
                .endStatus()
                .build();
        client.pods()
                .inNamespace(pod.namespace())
                .withName(pod.name())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }
}
