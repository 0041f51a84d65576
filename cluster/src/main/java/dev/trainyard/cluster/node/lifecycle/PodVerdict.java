package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That a pod is over, whatever still runs of it: once in the status, this stays.
 *
 * @param phase {@code Succeeded} or {@code Failed}
 * @param reason empty where the containers tell all
 * @param message empty likewise
 */
record PodVerdict(String phase, String reason, String message) {

    static Optional<PodVerdict> of(Pod pod, PodObservation observed, Instant now) {
        if (observed.rejection().isPresent()) {
            var rejection = observed.rejection().get();
            return Optional.of(new PodVerdict("Failed", rejection.reason(), rejection.message()));
        }
        var status = pod.getStatus();
        if (status != null && ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()))) {
            return Optional.of(new PodVerdict(status.getPhase(), text(status.getReason()), text(status.getMessage())));
        }
        if (exceeded(pod, observed, now)) {
            return Optional.of(new PodVerdict(
                    "Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"));
        }
        return pod.getMetadata().getDeletionTimestamp() == null ? ended(pod, observed) : Optional.empty();
    }

    /** The deadline has passed, and not all had ended by themselves before. */
    private static boolean exceeded(Pod pod, PodObservation observed, Instant now) {
        var deadline = deadline(pod, observed).filter(time -> !time.isAfter(now));
        return deadline.isPresent()
                && !(ended(pod, observed).isPresent()
                        && observed.containers().values().stream()
                                .flatMap(container -> container.latestEnd().stream())
                                .allMatch(end -> end.finishedAt().isBefore(deadline.get())));
    }

    static Optional<Instant> deadline(Pod pod, PodObservation observed) {
        return Optional.ofNullable(pod.getSpec().getActiveDeadlineSeconds())
                .map(seconds -> observed.startTime().plusSeconds(seconds));
    }

    /** All containers have ended for good; or an init container has, in failure. Sidecars do not count. */
    private static Optional<PodVerdict> ended(Pod pod, PodObservation observed) {
        var spec = pod.getSpec();
        for (var init : spec.getInitContainers()) {
            if (!RestartRule.isSidecar(init)
                    && observed.container(init.getName()).current() instanceof Current.Exited exited
                    && !exited.ended().exit().succeeded()
                    && !RestartRule.restarts(
                            spec, init, true, exited.ended().exit().exitCode())) {
                return Optional.of(new PodVerdict("Failed", "", ""));
            }
        }
        Stream<Boolean> forGood = spec.getContainers().stream()
                .map(container -> observed.container(container.getName()).current() instanceof Current.Exited exited
                        && !RestartRule.restarts(
                                spec, container, false, exited.ended().exit().exitCode()));
        if (!forGood.allMatch(gone -> gone)) {
            return Optional.empty();
        }
        var succeeded = spec.getContainers().stream()
                .allMatch(container -> observed.container(container.getName()).succeeded());
        return Optional.of(new PodVerdict(succeeded ? "Succeeded" : "Failed", "", ""));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
