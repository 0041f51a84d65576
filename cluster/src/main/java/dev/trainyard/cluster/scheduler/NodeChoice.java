package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import java.util.Optional;

/** What a pod says about its node: nodeSelector and node affinity. */
final class NodeChoice {
    private NodeChoice() {}

    static Optional<String> refusal(PodView pod, NodeView node) {
        var selected = node.labels().entrySet().containsAll(pod.nodeSelector().entrySet());
        var required = affinity(pod).map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution);
        var wanted = required.map(terms -> Selectors.matches(terms, node.name(), node.labels()))
                .orElse(true);
        return selected && wanted ? Optional.empty() : Optional.of("node(s) didn't match Pod's node affinity/selector");
    }

    /** The sum of the weights of the preferences that this node meets. */
    static long preference(PodView pod, NodeView node) {
        var preferred = affinity(pod).map(NodeAffinity::getPreferredDuringSchedulingIgnoredDuringExecution);
        return preferred.stream()
                .flatMap(terms -> terms.stream())
                .filter(term -> Selectors.matches(term.getPreference(), node.name(), node.labels()))
                .mapToLong(term -> term.getWeight())
                .sum();
    }

    private static Optional<NodeAffinity> affinity(PodView pod) {
        return pod.affinity().map(Affinity::getNodeAffinity);
    }
}
