package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of a job at one look.
 *
 * @param pods its pods
 * @param services the names of its headless Services that are there
 * @param ports the ports set aside for its replicas, by replica name; empty where the operator hands out none
 * @param stores the ArtifactStores of its namespace
 * @param autoscaler its HorizontalPodAutoscaler, where its spec asks for one and it is there
 * @param nodes how the nodes are whose pods should be gone
 * @param podGroup its PodGroup, where the operator works with a gang scheduler and it is there
 * @param refused why the server refuses to make pods and Services, in its words, by their names
 * @param logs what has become of the logs of its pods
 */
public record Observed(
        List<ReplicaPod> pods,
        Set<String> services,
        Map<String, Integer> ports,
        List<ArtifactStore> stores,
        Optional<HorizontalPodAutoscaler> autoscaler,
        Map<String, NodeHealth> nodes,
        Optional<GenericKubernetesResource> podGroup,
        Map<String, String> refused,
        KeptLogs logs) {
    Optional<ReplicaPod> pod(Replica replica) {
        return pods.stream()
                .filter(pod -> pod.isOf(replica.role().key(), replica.index()))
                .findFirst();
    }
}
