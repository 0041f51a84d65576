package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which ArtifactStore of the namespace takes a job's artifacts: of those whose selector matches the job, the oldest,
 * and of equally old ones the first by name. So a store that is added later takes nothing away from one that is in use.
 *
 * @param store the store
 * @param passedOver the names of the others that apply
 */
public record StoreChoice(ArtifactStore store, List<String> passedOver) {
    public static Optional<StoreChoice> among(List<ArtifactStore> stores, Map<String, String> jobLabels) {
        var applying = stores.stream()
                .filter(store -> store.getSpec() != null)
                .filter(store -> store.getSpec()
                        .jobSelector()
                        .map(selector -> matches(selector, jobLabels))
                        .orElse(true))
                .sorted(Comparator.comparing(StoreChoice::created)
                        .thenComparing(store -> store.getMetadata().getName()))
                .toList();
        return applying.stream()
                .findFirst()
                .map(first -> new StoreChoice(
                        first,
                        applying.stream()
                                .skip(1)
                                .map(store -> store.getMetadata().getName())
                                .toList()));
    }

    private static String created(ArtifactStore store) {
        // RFC 3339 in UTC sorts as text.
        return Objects.requireNonNullElse(store.getMetadata().getCreationTimestamp(), "");
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        var exact = Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of());
        return exact.entrySet().stream().allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())))
                && selector.getMatchExpressions().stream().allMatch(expression -> matches(expression, labels));
    }

    private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
        var value = labels.get(expression.getKey());
        return switch (expression.getOperator()) {
            case "In" -> value != null && expression.getValues().contains(value);
            case "NotIn" -> value == null || !expression.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
