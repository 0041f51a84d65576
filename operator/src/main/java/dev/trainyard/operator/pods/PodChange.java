package dev.trainyard.operator.pods;

import java.util.List;
import java.util.Optional;

/** What one change of a pod means for its job. */
public enum PodChange {
    /** Nothing that a decision is made from has changed, such as a probe's result or an IP address. */
    NONE,
    /** The pod is on its way to run. The job's status says so, and nothing else depends on it. */
    PROGRESS,
    /** Something may have to be done. */
    DECISIVE;

    /** Compares two versions of one pod. */
    public static PodChange between(ReplicaPod before, ReplicaPod after) {
        if (before.equals(after)) {
            return NONE;
        }
        return withoutProgress(before).equals(withoutProgress(after)) ? PROGRESS : DECISIVE;
    }

    /** The pod as it would be whether it waits for its node, for its containers, or runs. */
    private static ReplicaPod withoutProgress(ReplicaPod pod) {
        boolean begins = pod.phase().equals("Pending") || pod.phase().equals("Running");
        return new ReplicaPod(
                pod.name(),
                pod.uid(),
                pod.role(),
                pod.index(),
                begins ? "" : pod.phase(),
                pod.deletion(),
                Optional.empty(),
                pod.restartPolicy(),
                pod.attempt(),
                pod.round(),
                pod.signal(),
                pod.primary(),
                Optional.empty(),
                withoutProgress(pod.containers()),
                withoutProgress(pod.initContainers()));
    }

    private static List<PodContainer> withoutProgress(List<PodContainer> containers) {
        return containers.stream()
                .map(container -> new PodContainer(
                        container.name(),
                        withoutProgress(container.state()),
                        container.lastEnd(),
                        container.restarts(),
                        container.restartPolicy()))
                .toList();
    }

    /** A kubelet that has something to say about a container that waits says it in the message. */
    private static ContainerState withoutProgress(ContainerState state) {
        return switch (state) {
            case ContainerState.Waiting(var _, var message) -> new ContainerState.Waiting("", message);
            case ContainerState.Running _ -> new ContainerState.Waiting("", "");
            case ContainerState.Ended ended -> ended;
        };
    }
}
