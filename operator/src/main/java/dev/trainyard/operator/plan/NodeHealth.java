package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Objects;

/** What is known of the node of a pod that should be gone. */
public enum NodeHealth {
    /** It is Ready: its kubelet will end the pod. */
    ANSWERS,
    /** It is not Ready. The pod may run on it all the same. */
    SILENT,
    /** It is not Ready, and somebody vouches that its machine is off. */
    OUT_OF_SERVICE,
    /** There is no such Node. */
    GONE,
    /** The operator may not look at it. */
    HIDDEN;

    static final String TAINT = "node.kubernetes.io/out-of-service";

    /** Reads a Node. */
    public static NodeHealth of(Node node) {
        var conditions =
                Objects.requireNonNullElseGet(node.getStatus(), NodeStatus::new).getConditions();
        boolean ready = Objects.requireNonNullElse(conditions, List.<NodeCondition>of()).stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        if (ready) {
            return ANSWERS;
        }
        var taints = Objects.requireNonNullElse(
                Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new).getTaints(), List.<Taint>of());
        return taints.stream().anyMatch(taint -> TAINT.equals(taint.getKey())) ? OUT_OF_SERVICE : SILENT;
    }
}
