package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Ended;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The status of each container of a pod. */
record ContainerStatuses(Pod pod, PodObservation observed, Instant now) {

    ContainerStatus of(Container container, boolean init) {
        var seen = observed.container(container.getName());
        var running =
                seen.current() instanceof Current.Running it ? Optional.of(it) : Optional.<Current.Running>empty();
        var crashLooping = backingOff(container, init, seen);
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(seen.image())
                .withContainerID(seen.containerId().isEmpty() ? null : seen.containerId())
                .withRestartCount(seen.restarts())
                .withReady(ready(container, init, seen))
                .withStarted(running.map(Current.Running::started).orElse(false))
                .withState(state(container, seen, crashLooping, init))
                .withLastState(lastState(seen, crashLooping.isPresent()))
                .build();
    }

    /** An init container is ready when it has succeeded; all others while they run and their probe passes. */
    static boolean ready(Container container, boolean init, ContainerObservation seen) {
        return (init && !RestartRule.isSidecar(container))
                ? seen.succeeded()
                : seen.current() instanceof Current.Running running && running.ready();
    }

    private Optional<Duration> backingOff(Container container, boolean init, ContainerObservation seen) {
        if (pod.getMetadata().getDeletionTimestamp() != null
                || !(seen.current() instanceof Current.Exited exited)
                || !exited.restartAt().isAfter(now)) {
            return Optional.empty();
        }
        var restarts = RestartRule.restarts(
                pod.getSpec(), container, init, exited.ended().exit().exitCode());
        return restarts ? Optional.of(exited.restartDelay()) : Optional.empty();
    }

    private ContainerState state(
            Container container, ContainerObservation seen, Optional<Duration> backOff, boolean init) {
        return switch (seen.current()) {
            case Current.Untouched _ -> waiting(creating(init), "");
            // A restart that has nothing to tell shows what was, as a kubelet does.
            case Current.Starting starting ->
                starting.message().isEmpty() && seen.last().isPresent()
                        ? terminated(seen.last().get())
                        : waiting("ContainerCreating", starting.message());
            case Current.Stuck stuck -> waiting(stuck.reason(), stuck.message());
            case Current.Running running ->
                new ContainerStateBuilder()
                        .withNewRunning(seconds(running.startedAt()))
                        .build();
            case Current.Exited exited ->
                backOff.map(delay -> waiting("CrashLoopBackOff", crashLoop(container, delay)))
                        .orElseGet(() -> terminated(exited.ended()));
        };
    }

    private String crashLoop(Container container, Duration delay) {
        var metadata = pod.getMetadata();
        return "back-off %s restarting failed container=%s pod=%s_%s(%s)"
                .formatted(
                        GoDuration.text(delay),
                        container.getName(),
                        metadata.getName(),
                        metadata.getNamespace(),
                        metadata.getUid());
    }

    private String creating(boolean init) {
        var initialized = pod.getSpec().getInitContainers().stream()
                .allMatch(container -> PodConditions.initialized(container, observed));
        return init || !initialized ? "PodInitializing" : "ContainerCreating";
    }

    private static ContainerState lastState(ContainerObservation seen, boolean crashLooping) {
        return (crashLooping ? seen.latestEnd() : seen.last())
                .map(ContainerStatuses::terminated)
                .orElseGet(ContainerState::new);
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder()
                .withNewWaiting(message.isEmpty() ? null : message, reason)
                .build();
    }

    private static ContainerState terminated(Ended ended) {
        var exit = ended.exit();
        var message = exit.error() != null ? exit.error() : exit.lost() != null ? exit.lost() : ended.message();
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withContainerID(ended.containerId())
                .withExitCode(exit.exitCode())
                .withReason(exit.reason())
                .withMessage(message.isEmpty() ? null : message)
                .withStartedAt(seconds(exit.startedAt()))
                .withFinishedAt(seconds(exit.finishedAt()))
                .endTerminated()
                .build();
    }

    /** Kubernetes keeps whole seconds. */
    private static String seconds(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
