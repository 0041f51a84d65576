package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a pod has failed, in one sentence that names the pod, the kubelet's reason, the container and its exit code. */
final class PodFailure {
    private static final String OUT_OF_MEMORY = "OOMKilled";
    private static final int LONGEST_MESSAGE = 300;

    /** Says of a container no more than its exit code does. */
    private static final String ERROR = "Error";

    static String of(ReplicaPod pod, Role role) {
        var how = Stream.of(ofPod(pod), ofContainer(pod, role))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return "Pod %s: %s.".formatted(pod.name(), how.isEmpty() ? "it died without an exit code" : how);
    }

    /** The exit code that the pod has failed with: its trainer's, or that of the init container it never got past. */
    static Optional<Integer> exitCode(ReplicaPod pod) {
        return pod.trainer()
                .flatMap(PodContainer::lastEnded)
                .or(() -> pod.failedInit().flatMap(PodContainer::lastEnded))
                .map(Ended::exitCode);
    }

    private static Optional<String> ofPod(ReplicaPod pod) {
        if (pod.reason().isEmpty()) {
            return Optional.empty();
        }
        var message = pod.message().strip().replaceFirst("\\.$", "");
        return Optional.of(pod.reason()
                + (message.isEmpty() ? "" : ": " + message.substring(0, Math.min(message.length(), LONGEST_MESSAGE))));
    }

    private static Optional<String> ofContainer(ReplicaPod pod, Role role) {
        return pod.trainer()
                .flatMap(trainer ->
                        trainer.lastEnded().map(end -> "container " + trainer.name() + ended(end) + limit(end, role)))
                .or(() -> pod.failedInit()
                        .flatMap(init -> init.lastEnded().map(end -> "init container " + init.name() + ended(end))));
    }

    private static String ended(Ended end) {
        boolean tells = !end.reason().isEmpty() && !end.reason().equals(ERROR);
        return " exited with code " + end.exitCode() + (tells ? ", " + end.reason() : "");
    }

    private static String limit(Ended end, Role role) {
        if (!end.reason().equals(OUT_OF_MEMORY)) {
            return "";
        }
        return role.template().getSpec().getContainers().stream()
                .filter(container -> role.container().equals(container.getName()))
                .flatMap(container -> memory(container).stream())
                .map(memory -> ": its memory limit is " + memory)
                .findFirst()
                .orElse("");
    }

    private static Optional<Quantity> memory(Container container) {
        return Optional.ofNullable(container.getResources())
                .map(ResourceRequirements::getLimits)
                .map(limits -> limits.get("memory"))
                .filter(Objects::nonNull);
    }

    private PodFailure() {}
}
