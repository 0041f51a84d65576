package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Whether what a pod requests is free on a node. */
final class ResourceFit {
    private ResourceFit() {}

    static List<String> refusals(PodView pod, NodeState node) {
        var reasons = new ArrayList<String>();
        var limit = node.allocatable(Resources.PODS);
        // A node that does not say how many pods it takes has no such limit.
        if (node.node().allocatable().containsKey(Resources.PODS) && node.pods().size() + 1 > limit) {
            reasons.add("Too many pods");
        }
        new TreeMap<>(pod.requests()).forEach((resource, amount) -> {
            if (amount > 0 && amount > node.free(resource)) {
                reasons.add("Insufficient " + resource);
            }
        });
        return reasons;
    }

    /** 0 to 100: the mean share of cpu and memory that stays free; so that work spreads over the nodes. */
    static long room(PodView pod, NodeState node) {
        return (free(pod, node, Resources.CPU) + free(pod, node, Resources.MEMORY)) / 2;
    }

    private static long free(PodView pod, NodeState node, String resource) {
        var allocatable = node.allocatable(resource);
        if (allocatable <= 0) {
            return 0;
        }
        var free = node.free(resource) - pod.requests().getOrDefault(resource, 0L);
        return Math.clamp(Math.round(100.0 * free / allocatable), 0, 100);
    }
}
