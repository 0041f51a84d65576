package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a pod's GPUs each of its containers sees: no two that run together the same. An init container has ended
 * before the others begin, so it has the use of theirs; a sidecar keeps its own.
 */
final class GpuShares {
    /** From where to where in the pod's list. */
    private record Range(int from, int to) {}

    private GpuShares() {}

    /** How many GPUs the pod holds, as schedulers count. */
    static int count(PodSpec spec) {
        return ranges(spec).values().stream().mapToInt(Range::to).max().orElse(0);
    }

    /** By the container's name. */
    static Map<String, List<String>> of(PodSpec spec, List<String> gpus) {
        var shares = new LinkedHashMap<String, List<String>>();
        ranges(spec).forEach((name, range) -> shares.put(name, gpus.subList(range.from(), range.to())));
        return shares;
    }

    private static Map<String, Range> ranges(PodSpec spec) {
        var ranges = new LinkedHashMap<String, Range>();
        var next = 0;
        for (var init : spec.getInitContainers()) {
            var range = range(next, init);
            ranges.put(init.getName(), range);
            next = "Always".equals(init.getRestartPolicy()) ? range.to() : next;
        }
        for (var container : spec.getContainers()) {
            var range = range(next, container);
            ranges.put(container.getName(), range);
            next = range.to();
        }
        return ranges;
    }

    private static Range range(int from, Container container) {
        return new Range(from, from + Gpus.wanted(container));
    }
}
