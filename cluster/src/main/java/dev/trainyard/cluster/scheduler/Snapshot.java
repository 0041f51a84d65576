package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.VolumeView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster at one moment, as far as it counts for placing a pod.
 *
 * @param nodes sorted by name
 * @param claims by {@code namespace/name}
 * @param volumes by name
 * @param storageClasses by name
 */
public record Snapshot(
        List<NodeState> nodes,
        Map<String, ClaimView> claims,
        Map<String, VolumeView> volumes,
        Map<String, StorageClassView> storageClasses) {

    /** Sorts the pods to their nodes; finished ones hold nothing and are left out, as are pods of no known node. */
    public static Snapshot of(
            Collection<NodeView> nodes,
            Collection<PodView> pods,
            Map<String, ClaimView> claims,
            Map<String, VolumeView> volumes,
            Map<String, StorageClassView> storageClasses) {
        var byNode = new HashMap<String, List<PodView>>();
        for (var pod : pods) {
            if (!pod.finished() && pod.node().isPresent()) {
                byNode.computeIfAbsent(pod.node().get(), name -> new ArrayList<>())
                        .add(pod);
            }
        }
        var states = nodes.stream()
                .sorted(Comparator.comparing(NodeView::name))
                .map(node -> NodeState.of(node, byNode.getOrDefault(node.name(), List.of())))
                .toList();
        return new Snapshot(states, claims, volumes, storageClasses);
    }
}
