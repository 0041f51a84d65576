package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A pod's status as a kubelet computes it: its phase, its conditions, its containers. */
final class PodStatuses {
    private PodStatuses() {}

    static PodStatus status(Pod pod, PodObservation observed, Optional<PodVerdict> verdict, Instant now) {
        var spec = pod.getSpec();
        var statuses = new ContainerStatuses(pod, observed, now);
        // A pod is over only when nothing of it runs: until then, its reason is shown but not its final phase.
        var phase = verdict.filter(found -> observed.rejection().isPresent() || !anyActive(observed))
                .map(PodVerdict::phase)
                .orElseGet(() -> phase(pod, observed));
        return new PodStatusBuilder()
                .withPhase(phase)
                .withReason(verdict.map(PodVerdict::reason)
                        .filter(text -> !text.isEmpty())
                        .orElse(null))
                .withMessage(verdict.map(PodVerdict::message)
                        .filter(text -> !text.isEmpty())
                        .orElse(null))
                .withStartTime(
                        observed.startTime().truncatedTo(ChronoUnit.SECONDS).toString())
                .withHostIP(observed.address())
                .withHostIPs(new HostIP(observed.address()))
                .withPodIP(observed.address())
                .withPodIPs(new PodIP(observed.address()))
                .withInitContainerStatuses(spec.getInitContainers().stream()
                        .map(container -> statuses.of(container, true))
                        .toList())
                .withContainerStatuses(spec.getContainers().stream()
                        .map(container -> statuses.of(container, false))
                        .toList())
                .withConditions(PodConditions.conditions(pod, observed, phase, now))
                .build();
    }

    private static boolean anyActive(PodObservation observed) {
        return observed.containers().values().stream()
                .anyMatch(container -> container.current() instanceof Current.Running);
    }

    private static String phase(Pod pod, PodObservation observed) {
        var spec = pod.getSpec();
        for (var init : spec.getInitContainers()) {
            if (!PodConditions.initialized(init, observed)) {
                return "Pending";
            }
        }
        var running = 0;
        var stopped = 0;
        var succeeded = 0;
        var waiting = 0;
        for (Container container : spec.getContainers()) {
            var seen = observed.container(container.getName());
            switch (seen.current()) {
                case Current.Running _ -> running++;
                case Current.Exited _ -> {
                    stopped++;
                    succeeded += seen.succeeded() ? 1 : 0;
                }
                case Current.Untouched _, Current.Starting _, Current.Stuck _ -> {
                    if (seen.last().isPresent()) {
                        stopped++;
                    } else {
                        waiting++;
                    }
                }
            }
        }
        if (waiting > 0) {
            return "Pending";
        }
        if (running > 0 || pod.getMetadata().getDeletionTimestamp() == null) {
            return "Running"; // Those that have ended will be started again, or there would be a verdict.
        }
        return stopped == succeeded ? "Succeeded" : "Failed";
    }
}
