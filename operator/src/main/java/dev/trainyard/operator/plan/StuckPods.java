package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pods that should be gone and are not. Only their kubelet can tell that they have stopped; where it never will, since
 * its node is no more, they are deleted by force. From a node that merely does not answer nothing is taken: the pod may
 * still run there, and two would write to one volume. Nodes are asked for by name when a pod is overdue, and not
 * watched: there may be thousands.
 */
public final class StuckPods {
    /** What a kubelet may take to report the end of a pod whose grace period is over. */
    private static final Duration REPORT = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** The nodes that must be looked at. */
    public static Set<String> nodes(List<ReplicaPod> pods, Instant now) {
        return pods.stream()
                .filter(pod -> isOverdue(pod, now))
                .flatMap(pod -> pod.node().stream())
                .collect(Collectors.toSet());
    }

    /** The plan, and what is due about its stuck pods. */
    static Plan freed(Plan plan, Observed observed, Instant now) {
        var actions = new ArrayList<>(plan.actions());
        var events = new ArrayList<>(plan.events());
        for (var pod : observed.pods()) {
            Optional.of(pod)
                    .filter(it -> isOverdue(it, now))
                    .flatMap(overdue -> dead(observed, overdue))
                    .ifPresent(why -> {
                        actions.add(new Action.ForceDeletePod(pod.name(), pod.uid()));
                        events.add(JobEvent.warning(
                                "ForceDeletedPod", "Pod %s is deleted by force, since %s".formatted(pod.name(), why)));
                    });
        }
        waiting(observed)
                .map(message -> JobEvent.warning("WaitingForNode", message))
                .ifPresent(events::add);
        var next = Stream.concat(plan.next().stream(), observed.pods().stream().flatMap(pod -> untilLook(pod, now)))
                .min(Duration::compareTo);
        return new Plan(plan.status(), actions, events, next);
    }

    /** What the job waits for; absent where it waits for no node. */
    static Optional<String> waiting(Observed observed) {
        var waiting = observed.nodes().keySet().stream()
                .sorted()
                .flatMap(node -> silence(observed, node).stream())
                .toList();
        return waiting.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", waiting));
    }

    private static Optional<String> dead(Observed observed, ReplicaPod pod) {
        return pod.node().flatMap(node -> switch (health(observed, node)) {
            case GONE -> Optional.of("its node %s is gone".formatted(node));
            case OUT_OF_SERVICE -> Optional.of("its node %s is out of service".formatted(node));
            case ANSWERS, SILENT, HIDDEN -> Optional.empty();
        });
    }

    private static Optional<String> silence(Observed observed, String node) {
        var pods = observed.pods().stream()
                .filter(pod -> pod.node().filter(node::equals).isPresent() && isStuck(pod))
                .map(ReplicaPod::name)
                .collect(Collectors.joining(", "));
        return switch (health(observed, node)) {
            case SILENT ->
                Optional.of(
                        "Waiting for node %s, which does not answer, to stop %s: when its machine is off, delete the Node or taint it %s=nodeshutdown:NoExecute"
                                .formatted(node, pods, NodeHealth.TAINT));
            case HIDDEN ->
                Optional.of(
                        "Waiting for node %s to stop %s: whether it is alive cannot be told, since the operator may not get nodes"
                                .formatted(node, pods));
            case ANSWERS, OUT_OF_SERVICE, GONE -> Optional.empty();
        };
    }

    /** A node that was not asked for is none to worry about. */
    private static NodeHealth health(Observed observed, String node) {
        return observed.nodes().getOrDefault(node, NodeHealth.ANSWERS);
    }

    private static Stream<Duration> untilLook(ReplicaPod pod, Instant now) {
        if (pod.node().isEmpty()) {
            return Stream.empty();
        }
        return isOverdue(pod, now)
                ? Stream.of(BETWEEN_LOOKS)
                : pod.deletion().map(StuckPods::reported).map(due -> Duration.between(now, due)).stream();
    }

    private static boolean isOverdue(ReplicaPod pod, Instant now) {
        return isStuck(pod)
                && pod.deletion().filter(end -> now.isBefore(reported(end))).isEmpty();
    }

    private static boolean isStuck(ReplicaPod pod) {
        return pod.deleting() || pod.phase().equals("Unknown");
    }

    private static Instant reported(Instant graceEnds) {
        return graceEnds.plus(REPORT);
    }

    private StuckPods() {}
}
