package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.lifecycle.ContainerObservation.Current;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A pod's conditions, with a kubelet's reasons; those of others, such as the scheduler's, stay as they are. */
final class PodConditions {
    private static final Set<String> OWN =
            Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");

    /** A condition's truth, and where it is false the reason and message. */
    private record Truth(boolean holds, String reason, String message) {
        static final Truth YES = new Truth(true, "", "");
    }

    private PodConditions() {}

    static List<PodCondition> conditions(Pod pod, PodObservation observed, String phase, Instant now) {
        var conditions = new ArrayList<PodCondition>();
        var over = phase.equals("Succeeded") || phase.equals("Failed");
        var prepared = observed.preparation() == PodObservation.Preparation.DONE && !over;
        var containersReady = containersReady(pod, observed, phase);
        conditions.add(condition(pod, "PodReadyToStartContainers", new Truth(prepared, "", ""), now));
        conditions.add(condition(pod, "Initialized", initialized(pod, observed, phase), now));
        conditions.add(condition(pod, "Ready", ready(pod, containersReady), now));
        conditions.add(condition(pod, "ContainersReady", containersReady, now));
        existing(pod).filter(condition -> !OWN.contains(condition.getType())).forEach(conditions::add);
        if (conditions.stream().noneMatch(condition -> condition.getType().equals("PodScheduled"))) {
            conditions.add(condition(pod, "PodScheduled", Truth.YES, now));
        }
        return conditions;
    }

    /** Whether an init container no longer holds the others up. */
    static boolean initialized(Container init, PodObservation observed) {
        var seen = observed.container(init.getName());
        return RestartRule.isSidecar(init)
                ? seen.last().isPresent()
                        || seen.current() instanceof Current.Exited
                        || (seen.current() instanceof Current.Running running && running.started())
                : seen.succeeded();
    }

    private static Truth initialized(Pod pod, PodObservation observed, String phase) {
        if (phase.equals("Succeeded")) {
            return new Truth(true, "PodCompleted", "");
        }
        var missing = names(pod.getSpec().getInitContainers(), init -> !initialized(init, observed));
        return missing.isEmpty()
                ? Truth.YES
                : new Truth(
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: [" + String.join(" ", missing) + "]");
    }

    private static Truth containersReady(Pod pod, PodObservation observed, String phase) {
        if (phase.equals("Succeeded")) {
            return new Truth(false, "PodCompleted", "");
        }
        if (phase.equals("Failed")) {
            return new Truth(false, "PodFailed", "");
        }
        var sidecars = names(
                pod.getSpec().getInitContainers(), init -> RestartRule.isSidecar(init) && !ready(init, true, observed));
        var others = names(pod.getSpec().getContainers(), container -> !ready(container, false, observed));
        var unready = Stream.concat(sidecars.stream(), others.stream()).toList();
        return unready.isEmpty()
                ? Truth.YES
                : new Truth(
                        false,
                        "ContainersNotReady",
                        "containers with unready status: [" + String.join(" ", unready) + "]");
    }

    private static Truth ready(Pod pod, Truth containersReady) {
        if (!containersReady.holds()) {
            return containersReady;
        }
        var gates = pod.getSpec().getReadinessGates().stream()
                .map(gate -> gate.getConditionType())
                .filter(type -> existing(pod)
                        .noneMatch(condition -> condition.getType().equals(type)
                                && condition.getStatus().equals("True")))
                .toList();
        return gates.isEmpty()
                ? Truth.YES
                : new Truth(
                        false, "ReadinessGatesNotReady", "the status of pod readiness gate is not \"True\": " + gates);
    }

    private static boolean ready(Container container, boolean init, PodObservation observed) {
        return ContainerStatuses.ready(container, init, observed.container(container.getName()));
    }

    private static List<String> names(List<Container> containers, Predicate<Container> which) {
        return containers.stream().filter(which).map(Container::getName).toList();
    }

    private static PodCondition condition(Pod pod, String type, Truth truth, Instant now) {
        var status = truth.holds() ? "True" : "False";
        var before = existing(pod)
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
        var since = before.filter(condition -> condition.getStatus().equals(status))
                .flatMap(condition -> Optional.ofNullable(condition.getLastTransitionTime()))
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(truth.reason().isEmpty() ? null : truth.reason())
                .withMessage(truth.message().isEmpty() ? null : truth.message())
                .withLastTransitionTime(since)
                .build();
    }

    private static Stream<PodCondition> existing(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getConditions().stream();
    }
}
