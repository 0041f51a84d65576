package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.PodView;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What pods say about each other: pod affinity and anti-affinity, within one value of a topology label. A
 * {@code namespaceSelector} is honoured where it is empty (all namespaces); one with rules matches no namespace, since
 * the labels of namespaces are not watched.
 */
final class PodChoice {
    private PodChoice() {}

    static Optional<String> refusal(PodView pod, NodeState node, List<NodeState> nodes) {
        for (var other : nodes) {
            for (var placed : other.pods()) {
                if (repels(placed, pod, other, node)) {
                    return Optional.of("node(s) didn't satisfy existing pods anti-affinity rules");
                }
            }
        }
        if (required(anti(pod)).anyMatch(term -> holds(term, pod, node, nodes))) {
            return Optional.of("node(s) didn't match pod anti-affinity rules");
        }
        var near = required(affinity(pod)).toList();
        var met = near.stream().allMatch(term -> holds(term, pod, node, nodes));
        return met || isFirstOfItsKind(near, pod, node, nodes)
                ? Optional.empty()
                : Optional.of("node(s) didn't match pod affinity rules");
    }

    /** The weights of the preferences met here, less those of the anti-affinities. */
    static long preference(PodView pod, NodeState node, List<NodeState> nodes) {
        return weigh(preferred(affinity(pod)), pod, node, nodes) - weigh(preferred(anti(pod)), pod, node, nodes);
    }

    private static long weigh(
            Stream<WeightedPodAffinityTerm> terms, PodView pod, NodeState node, List<NodeState> nodes) {
        return terms.filter(term -> holds(term.getPodAffinityTerm(), pod, node, nodes))
                .mapToLong(WeightedPodAffinityTerm::getWeight)
                .sum();
    }

    private static boolean repels(PodView placed, PodView pod, NodeState there, NodeState here) {
        return required(anti(placed))
                .anyMatch(term -> sameTopology(term, there, here) && matches(term, placed.namespace(), pod));
    }

    private static boolean holds(PodAffinityTerm term, PodView pod, NodeState node, List<NodeState> nodes) {
        return nodes.stream()
                .filter(other -> sameTopology(term, other, node))
                .flatMap(other -> other.pods().stream())
                .anyMatch(other -> matches(term, pod.namespace(), other));
    }

    /** A pod that wants to be near its like, and there is none yet, may come first: or a group could never begin. */
    private static boolean isFirstOfItsKind(
            List<PodAffinityTerm> near, PodView pod, NodeState node, List<NodeState> nodes) {
        return near.stream()
                .allMatch(term -> node.node().labels().containsKey(term.getTopologyKey())
                        && matches(term, pod.namespace(), pod)
                        && nodes.stream()
                                .flatMap(other -> other.pods().stream())
                                .noneMatch(other -> matches(term, pod.namespace(), other)));
    }

    private static boolean sameTopology(PodAffinityTerm term, NodeState a, NodeState b) {
        var value = a.node().labels().get(term.getTopologyKey());
        return value != null && value.equals(b.node().labels().get(term.getTopologyKey()));
    }

    private static boolean matches(PodAffinityTerm term, String owner, PodView pod) {
        return inNamespaces(term, owner, pod.namespace()) && Selectors.matches(term.getLabelSelector(), pod.labels());
    }

    private static boolean inNamespaces(PodAffinityTerm term, String owner, String namespace) {
        var named = term.getNamespaces() == null ? List.<String>of() : term.getNamespaces();
        var selector = term.getNamespaceSelector();
        if (named.isEmpty() && selector == null) {
            return namespace.equals(owner);
        }
        return named.contains(namespace) || (selector != null && isEmpty(selector));
    }

    private static boolean isEmpty(LabelSelector selector) {
        return orEmpty(selector.getMatchExpressions()).isEmpty()
                && (selector.getMatchLabels() == null
                        || selector.getMatchLabels().isEmpty());
    }

    private record Terms(List<PodAffinityTerm> required, List<WeightedPodAffinityTerm> preferred) {}

    private static Optional<Terms> affinity(PodView pod) {
        return pod.affinity()
                .map(Affinity::getPodAffinity)
                .map(a -> new Terms(
                        orEmpty(a.getRequiredDuringSchedulingIgnoredDuringExecution()),
                        orEmpty(a.getPreferredDuringSchedulingIgnoredDuringExecution())));
    }

    private static Optional<Terms> anti(PodView pod) {
        return pod.affinity()
                .map(Affinity::getPodAntiAffinity)
                .map(a -> new Terms(
                        orEmpty(a.getRequiredDuringSchedulingIgnoredDuringExecution()),
                        orEmpty(a.getPreferredDuringSchedulingIgnoredDuringExecution())));
    }

    private static Stream<PodAffinityTerm> required(Optional<Terms> terms) {
        return terms.stream().flatMap(t -> t.required().stream());
    }

    private static Stream<WeightedPodAffinityTerm> preferred(Optional<Terms> terms) {
        return terms.stream().flatMap(t -> t.preferred().stream());
    }

    private static <E> List<E> orEmpty(@Nullable List<E> list) {
        return list == null ? List.of() : list;
    }
}
