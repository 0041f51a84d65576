package dev.trainyard.cluster.node.lifecycle;

import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to happen to a pod.
 *
 * @param actions in order
 * @param status what the pod's status is to say
 * @param wakeAt when to look again even if nothing happens
 */
public record Plan(List<Action> actions, PodStatus status, Optional<Instant> wakeAt) {}
