package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.PodView;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Whether a pod may come here without its group getting too uneven. Only {@code DoNotSchedule} counts; domains are
 * those of the nodes that the pod could choose (nodeAffinityPolicy Honor, nodeTaintsPolicy Ignore, the defaults);
 * {@code matchLabelKeys} are left out.
 */
final class TopologySpread {
    private TopologySpread() {}

    static Optional<String> refusal(PodView pod, NodeState node, List<NodeState> nodes) {
        for (var constraint : pod.spread()) {
            if ("DoNotSchedule".equals(constraint.getWhenUnsatisfiable())) {
                var domain = node.node().labels().get(constraint.getTopologyKey());
                if (domain == null) {
                    return Optional.of("node(s) didn't match pod topology spread constraints (missing required label)");
                }
                if (skew(pod, domain, constraint, nodes) > constraint.getMaxSkew()) {
                    return Optional.of("node(s) didn't match pod topology spread constraints");
                }
            }
        }
        return Optional.empty();
    }

    /** How many more of the group this domain would have than the one with the fewest. */
    private static long skew(PodView pod, String domain, TopologySpreadConstraint constraint, List<NodeState> nodes) {
        var counts = new HashMap<String, Long>();
        for (var node : nodes) {
            var value = node.node().labels().get(constraint.getTopologyKey());
            if (value != null && NodeChoice.refusal(pod, node.node()).isEmpty()) {
                var group = node.pods().stream()
                        .filter(other -> !other.deleting() && other.namespace().equals(pod.namespace()))
                        .filter(other -> Selectors.matches(constraint.getLabelSelector(), other.labels()))
                        .count();
                counts.merge(value, group, Long::sum);
            }
        }
        var wanted = constraint.getMinDomains() == null ? 1 : constraint.getMinDomains();
        var fewest = counts.size() < wanted
                ? 0
                : counts.values().stream().mapToLong(Long::longValue).min().orElse(0);
        var self = Selectors.matches(constraint.getLabelSelector(), pod.labels()) ? 1 : 0;
        return counts.getOrDefault(domain, 0L) + self - fewest;
    }
}
