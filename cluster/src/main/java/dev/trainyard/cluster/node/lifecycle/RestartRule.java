package dev.trainyard.cluster.node.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Objects;

/** Whether a container that has ended is started again. */
final class RestartRule {
    private RestartRule() {}

    /** The rules of the container (Kubernetes 1.35) come before its own policy, and that before the pod's. */
    static boolean restarts(PodSpec pod, Container container, boolean init, int exitCode) {
        for (var rule : container.getRestartPolicyRules()) {
            var codes = rule.getExitCodes();
            if ("Restart".equals(rule.getAction()) && codes != null) {
                var listed = codes.getValues().contains(exitCode);
                if ("In".equals(codes.getOperator()) ? listed : !listed) {
                    return true;
                }
            }
        }
        return switch (policy(pod, container)) {
            // An init container that has succeeded is done, unless it is a sidecar.
            case "Always" -> !init || isSidecar(container) || exitCode != 0;
            case "OnFailure" -> exitCode != 0;
            default -> false;
        };
    }

    /** Whether an init container is one that runs beside the others. */
    static boolean isSidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    static String policy(PodSpec pod, Container container) {
        return container.getRestartPolicy() != null
                ? container.getRestartPolicy()
                : Objects.requireNonNullElse(pod.getRestartPolicy(), "Always");
    }
}
