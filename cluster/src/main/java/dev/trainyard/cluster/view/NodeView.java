package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a node when pods are placed; its heartbeats are not part of it.
 *
 * @param ready the status of its condition Ready: True, False or Unknown; empty where it has said nothing yet
 * @param unschedulable whether it is cordoned
 * @param allocatable what its pods may take together, in the units of {@link Resources}
 */
public record NodeView(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        Optional<String> ready,
        boolean unschedulable,
        Map<String, Long> allocatable) {

    /** Views a node; where it does not say what is allocatable, its capacity counts. */
    public static NodeView of(Node node) {
        var spec = node.getSpec();
        var status = node.getStatus();
        var labels = node.getMetadata().getLabels();
        var allocatable = Resources.of(status == null ? null : status.getCapacity());
        allocatable.putAll(Resources.of(status == null ? null : status.getAllocatable()));
        var ready = status == null || status.getConditions() == null
                ? Optional.<String>empty()
                : status.getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .map(condition -> condition.getStatus())
                        .findFirst();
        return new NodeView(
                node.getMetadata().getName(),
                labels == null ? Map.of() : Map.copyOf(labels),
                spec == null || spec.getTaints() == null ? List.of() : List.copyOf(spec.getTaints()),
                ready,
                spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
                Map.copyOf(allocatable));
    }
}
