package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a kubelet does with a pod: init containers one after the other, sidecars among them stay, then all others at
 * once; restarts by policy with back-off; an orderly end.
 */
public final class PodPlanner {
    private final Pod pod;
    private final PodObservation observed;
    private final BackOff backOff;
    private final Instant now;
    private final List<Action> actions = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();

    private PodPlanner(Pod pod, PodObservation observed, BackOff backOff, Instant now) {
        this.pod = pod;
        this.observed = observed;
        this.backOff = backOff;
        this.now = now;
    }

    public static Plan plan(Pod pod, PodObservation observed, BackOff backOff, Instant now) {
        return new PodPlanner(pod, observed, backOff, now).plan();
    }

    private Plan plan() {
        var verdict = PodVerdict.of(pod, observed, now);
        var deleting = pod.getMetadata().getDeletionTimestamp() != null;
        if (deleting || verdict.isPresent()) {
            end(deleting, verdict);
        } else {
            PodVerdict.deadline(pod, observed).ifPresent(this::wake);
            run();
        }
        return new Plan(List.copyOf(actions), PodStatuses.status(pod, observed, verdict, now), wakeAt);
    }

    private void run() {
        if (observed.preparation() != PodObservation.Preparation.DONE) {
            if (observed.preparation() == PodObservation.Preparation.TO_DO) {
                actions.add(new Action.Prepare());
            }
            return;
        }
        for (var container : pod.getSpec().getInitContainers()) {
            advance(container, true);
            if (!allowsNext(container)) {
                return;
            }
        }
        for (var container : pod.getSpec().getContainers()) {
            advance(container, false);
        }
    }

    private boolean allowsNext(Container init) {
        var container = observed.container(init.getName());
        if (RestartRule.isSidecar(init)) {
            // Once the others run, a sidecar that restarts does not hold them up.
            return (container.current() instanceof Current.Running running && running.started())
                    || pod.getSpec().getContainers().stream()
                            .anyMatch(other ->
                                    !(observed.container(other.getName()).current() instanceof Current.Untouched));
        }
        return container.succeeded();
    }

    private void advance(Container container, boolean init) {
        var seen = observed.container(container.getName());
        switch (seen.current()) {
            case Current.Untouched _ -> start(container, 0, Duration.ZERO);
            case Current.Starting _ -> {}
            case Current.Stuck stuck -> {
                if (stuck.retryAt().isAfter(now)) {
                    wake(stuck.retryAt());
                } else {
                    again(container, seen);
                }
            }
            case Current.Running running -> {
                if (running.unhealthy().isPresent() && !running.stopping()) {
                    actions.add(new Action.Stop(
                            container.getName(), grace(), running.unhealthy().get()));
                }
            }
            case Current.Exited exited -> {
                var exitCode = exited.ended().exit().exitCode();
                if (!RestartRule.restarts(pod.getSpec(), container, init, exitCode)) {
                    return;
                }
                if (exited.restartAt().isAfter(now)) {
                    wake(exited.restartAt());
                } else {
                    again(container, seen);
                }
            }
        }
    }

    private void again(Container container, ContainerObservation seen) {
        var delay = seen.current() instanceof Current.Exited exited ? exited.restartDelay() : Duration.ZERO;
        var next = seen.latestEnd()
                .map(end -> backOff.next(
                        delay, Duration.between(Instant.parse(end.exit().startedAt()), end.finishedAt())))
                .orElse(Duration.ZERO);
        start(container, seen.latestEnd().isPresent() ? seen.restarts() + 1 : 0, next);
    }

    private void start(Container container, int number, Duration restartDelay) {
        actions.add(new Action.Start(container.getName(), number, restartDelay));
    }

    /** Sidecars outlive the containers that they serve, and end in reverse order. */
    private void end(boolean deleting, Optional<PodVerdict> verdict) {
        var why =
                verdict.map(PodVerdict::message).filter(text -> !text.isEmpty()).orElse("the pod is being ended");
        var served = Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream().filter(init -> !RestartRule.isSidecar(init)))
                .toList();
        if (stop(served, why)) {
            return;
        }
        for (var sidecar : pod.getSpec().getInitContainers().reversed()) {
            if (RestartRule.isSidecar(sidecar) && stop(List.of(sidecar), why)) {
                return;
            }
        }
        if (deleting) {
            actions.add(new Action.Remove());
        }
    }

    private boolean stop(List<Container> containers, String why) {
        var active = containers.stream()
                .filter(container -> observed.container(container.getName()).active())
                .toList();
        for (var container : active) {
            if (observed.container(container.getName()).current() instanceof Current.Running running
                    && !running.stopping()) {
                actions.add(new Action.Stop(container.getName(), grace(), why));
            }
        }
        return !active.isEmpty();
    }

    private Duration grace() {
        var seconds = pod.getMetadata().getDeletionGracePeriodSeconds() != null
                ? pod.getMetadata().getDeletionGracePeriodSeconds()
                : pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? 30 : seconds);
    }

    private void wake(Instant at) {
        if (wakeAt.isEmpty() || at.isBefore(wakeAt.get())) {
            wakeAt = Optional.of(at);
        }
    }
}
