package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.PodView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The choice of a node, as kube-scheduler makes it: each node is asked in the order of its filter plugins and gives the
 * first refusal; of those that fit, the one with the highest score wins, by the weights of its score plugins. Nothing
 * is preempted.
 */
public final class Placement {
    private Placement() {}

    /** Decides where this pod goes in this cluster. */
    public static Decision decide(Snapshot snapshot, PodView pod) {
        if (snapshot.nodes().isEmpty()) {
            return new Decision.NoFit("no nodes available to schedule pods");
        }
        return switch (Claims.of(pod, snapshot)) {
            case Claims.Look.NotReady(var reason) ->
                new Decision.NoFit(
                        Wording.noneAvailable(snapshot.nodes().size(), reason) + Advice.forClaims(pod, snapshot));
            case Claims.Look.Ready(var claims) -> choose(snapshot, pod, claims);
        };
    }

    private static Decision choose(Snapshot snapshot, PodView pod, Claims claims) {
        var refusals = new TreeMap<String, Integer>();
        var fitting = new ArrayList<NodeState>();
        for (var node : snapshot.nodes()) {
            var reasons = refusals(snapshot, pod, claims, node);
            reasons.forEach(reason -> refusals.merge(reason, 1, Integer::sum));
            if (reasons.isEmpty()) {
                fitting.add(node);
            }
        }
        if (fitting.isEmpty()) {
            return new Decision.NoFit(
                    Wording.noneAvailable(snapshot.nodes().size(), refusals) + Advice.forNodes(pod, snapshot));
        }
        var node = best(snapshot, pod, fitting).name();
        return claims.waiting().isEmpty() ? new Decision.Bind(node) : new Decision.SelectNode(node, claims.waiting());
    }

    private static List<String> refusals(Snapshot snapshot, PodView pod, Claims claims, NodeState node) {
        var first = Stream.<Supplier<Optional<String>>>of(
                        () -> Taints.refusal(pod, node.node()),
                        () -> NodeChoice.refusal(pod, node.node()),
                        () -> portsTaken(pod, node))
                .flatMap(filter -> filter.get().stream())
                .findFirst();
        if (first.isPresent()) {
            return List.of(first.get());
        }
        var resources = ResourceFit.refusals(pod, node);
        if (!resources.isEmpty()) {
            return resources;
        }
        return claims.refusal(node.node(), snapshot)
                .or(() -> TopologySpread.refusal(pod, node, snapshot.nodes()))
                .or(() -> PodChoice.refusal(pod, node, snapshot.nodes()))
                .map(List::of)
                .orElse(List.of());
    }

    private static Optional<String> portsTaken(PodView pod, NodeState node) {
        var taken = node.pods().stream()
                .flatMap(other -> other.hostPorts().stream())
                .anyMatch(port -> pod.hostPorts().stream().anyMatch(port::conflicts));
        return taken ? Optional.of("node(s) didn't have free ports for the requested pod ports") : Optional.empty();
    }

    private static NodeState best(Snapshot snapshot, PodView pod, List<NodeState> fitting) {
        var taints = Scores.of(fitting, node -> -Taints.reluctance(pod, node.node()));
        var nodes = Scores.of(fitting, node -> NodeChoice.preference(pod, node.node()));
        var pods = Scores.of(fitting, node -> PodChoice.preference(pod, node, snapshot.nodes()));
        // Weights of kube-scheduler's default profile; the first by name wins a tie, so that the choice is the same
        // each time.
        return fitting.stream()
                .max(Comparator.comparingLong((NodeState node) -> 3 * taints.of(node)
                                + 2 * nodes.of(node)
                                + 2 * pods.of(node)
                                + ResourceFit.room(pod, node))
                        .thenComparing(NodeState::name, Comparator.reverseOrder()))
                .orElseThrow();
    }
}
