package dev.trainyard.cluster.scheduler;

import java.util.Map;
import java.util.stream.Collectors;

/** Kubernetes' sentence for a pod that fits nowhere; tools and people look for exactly these words. */
final class Wording {
    private Wording() {}

    /** {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.} */
    static String noneAvailable(int nodes, Map<String, Integer> refusals) {
        var reasons = refusals.entrySet().stream()
                .map(refusal -> refusal.getValue() + " " + refusal.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
        return noneAvailable(nodes, reasons);
    }

    static String noneAvailable(int nodes, String reasons) {
        return "0/" + nodes + " nodes are available: " + reasons + ".";
    }
}
