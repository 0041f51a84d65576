package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod needs of its node, counted as Kubernetes does (KEP-753, KEP-2837): containers run together; init
 * containers run one after another, each beside the sidecars (init containers that restart always) that started before
 * it; requests for the whole pod replace the sum; the overhead of the runtime comes on top.
 */
public final class PodRequests {
    private PodRequests() {}

    public static Map<String, Long> of(PodSpec spec) {
        var together = Map.<String, Long>of();
        for (var container : spec.getContainers()) {
            together = Resources.sum(together, requests(container.getResources()));
        }
        var sidecars = Map.<String, Long>of();
        var peak = Map.<String, Long>of();
        for (var container : initContainers(spec)) {
            var own = requests(container.getResources());
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = Resources.sum(sidecars, own);
                peak = Resources.max(peak, sidecars);
            } else {
                peak = Resources.max(peak, Resources.sum(sidecars, own));
            }
        }
        var total = Resources.max(Resources.sum(together, sidecars), peak);
        var whole = requests(spec.getResources());
        var replaced = new TreeMap<>(total);
        replaced.putAll(whole);
        return Map.copyOf(Resources.sum(replaced, Resources.of(spec.getOverhead())));
    }

    private static List<Container> initContainers(PodSpec spec) {
        return spec.getInitContainers() == null ? List.of() : spec.getInitContainers();
    }

    /** The requests, and the limits where there are no requests: that is how the API server fills them in. */
    private static Map<String, Long> requests(@Nullable ResourceRequirements resources) {
        if (resources == null) {
            return Map.of();
        }
        var amounts = Resources.of(resources.getLimits());
        amounts.putAll(Resources.of(resources.getRequests()));
        return amounts;
    }
}
