package dev.trainyard.cluster.scheduler;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether labels match, by the rules of {@code metav1.LabelSelector} and {@code v1.NodeSelector}. */
final class Selectors {
    private Selectors() {}

    /** Matches a selector of objects; an empty one matches all, an absent one none. */
    static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        var equal = selector.getMatchLabels() == null ? Map.<String, String>of() : selector.getMatchLabels();
        var expressions = selector.getMatchExpressions() == null
                ? List.<LabelSelectorRequirement>of()
                : selector.getMatchExpressions();
        return labels.entrySet().containsAll(equal.entrySet())
                && expressions.stream().allMatch(e -> matches(e.getKey(), e.getOperator(), e.getValues(), labels));
    }

    /** Matches a selector of nodes: one of its terms must. */
    static boolean matches(NodeSelector selector, String node, Map<String, String> labels) {
        return selector.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node, labels));
    }

    /** Matches all of a term; an empty term matches nothing. */
    static boolean matches(NodeSelectorTerm term, String node, Map<String, String> labels) {
        var expressions = orEmpty(term.getMatchExpressions());
        var fields = orEmpty(term.getMatchFields());
        if (expressions.isEmpty() && fields.isEmpty()) {
            return false;
        }
        // metadata.name is the only field that the API allows here.
        var fieldValues = Map.of("metadata.name", node);
        return expressions.stream().allMatch(e -> matches(e.getKey(), e.getOperator(), e.getValues(), labels))
                && fields.stream().allMatch(e -> matches(e.getKey(), e.getOperator(), e.getValues(), fieldValues));
    }

    private static boolean matches(
            String key, String operator, @Nullable List<String> wanted, Map<String, String> labels) {
        var value = labels.get(key);
        var values = wanted == null ? List.<String>of() : wanted;
        return switch (operator) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compares(value, values, 1);
            case "Lt" -> compares(value, values, -1);
            default -> false;
        };
    }

    private static boolean compares(@Nullable String value, List<String> values, int sign) {
        if (value == null || values.size() != 1) {
            return false;
        }
        var have = integer(value);
        var bound = integer(values.getFirst());
        return have.isPresent() && bound.isPresent() && Long.compare(have.getAsLong(), bound.getAsLong()) == sign;
    }

    private static OptionalLong integer(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static List<NodeSelectorRequirement> orEmpty(@Nullable List<NodeSelectorRequirement> list) {
        return list == null ? List.of() : list;
    }
}
