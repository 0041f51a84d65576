package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How well a pod is kept when memory runs out; the names are those of {@code status.qosClass}. */
enum QualityOfService {
    /** Every container's limits are set, and its requests are the same. */
    Guaranteed,
    Burstable,
    /** No container asks for anything. */
    BestEffort;

    private static final List<String> COMPUTE = List.of("cpu", "memory");

    static QualityOfService of(ObjectNode podSpec) {
        var all = Stream.of("containers", "initContainers")
                .flatMap(field -> StreamSupport.stream(podSpec.path(field).spliterator(), false))
                .map(container -> container.path("resources"))
                .toList();
        if (all.stream().allMatch(resources -> COMPUTE.stream().allMatch(name -> isUnset(resources, name)))) {
            return BestEffort;
        }
        var guaranteed = all.stream()
                .allMatch(resources -> COMPUTE.stream()
                        .allMatch(name -> amount(resources, "limits", name).signum() > 0
                                && amount(resources, "limits", name).compareTo(amount(resources, "requests", name))
                                        == 0));
        return guaranteed ? Guaranteed : Burstable;
    }

    private static boolean isUnset(JsonNode resources, String name) {
        return amount(resources, "requests", name).signum() == 0
                && amount(resources, "limits", name).signum() == 0;
    }

    private static BigDecimal amount(JsonNode resources, String side, String name) {
        return CanonicalQuantity.amount(resources.path(side).path(name).asText())
                .orElse(BigDecimal.ZERO);
    }
}
