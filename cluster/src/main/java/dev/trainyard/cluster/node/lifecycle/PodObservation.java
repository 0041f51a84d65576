package dev.trainyard.cluster.node.lifecycle;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a pod at one moment, beside the pod object itself.
 *
 * @param containers by name, init containers included
 * @param preparation how far its volumes are
 * @param rejection why this node will never run it
 * @param startTime when the node took it on
 * @param address the pod's, which is the host's: every pod is on its network
 */
public record PodObservation(
        Map<String, ContainerObservation> containers,
        Preparation preparation,
        Optional<Rejection> rejection,
        Instant startTime,
        String address) {

    /** How far the pod's volumes are. */
    public enum Preparation {
        TO_DO,
        UNDER_WAY,
        DONE
    }

    /** A pod that this node does not admit. */
    public record Rejection(String reason, String message) {}

    ContainerObservation container(String name) {
        return containers.getOrDefault(name, ContainerObservation.untouched());
    }
}
