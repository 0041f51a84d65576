package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node and the pods that hold something of it.
 *
 * @param requested the sum of what these pods request
 */
record NodeState(NodeView node, List<PodView> pods, Map<String, Long> requested) {
    static NodeState of(NodeView node, List<PodView> pods) {
        var sum = new HashMap<String, Long>();
        for (var pod : pods) {
            pod.requests().forEach((resource, amount) -> sum.merge(resource, amount, Resources::sum));
        }
        return new NodeState(node, List.copyOf(pods), Map.copyOf(sum));
    }

    String name() {
        return node.name();
    }

    long allocatable(String resource) {
        return node.allocatable().getOrDefault(resource, 0L);
    }

    long requested(String resource) {
        return requested.getOrDefault(resource, 0L);
    }

    long free(String resource) {
        return allocatable(resource) - requested(resource);
    }
}
