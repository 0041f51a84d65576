package dev.trainyard.cluster.node.lifecycle;

import dev.trainyard.cluster.node.container.ContainerId;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which run of a container is meant when its log is asked for, by the pod's status; rule and words are a kubelet's. */
public sealed interface LogChoice {
    /**
     * The log of a run.
     *
     * @param number the run's
     */
    record Run(int number) implements LogChoice {}

    /**
     * There is no log.
     *
     * @param why for a person, as {@code kubectl logs} prints it
     */
    record None(String why) implements LogChoice {}

    /**
     * Chooses.
     *
     * @param previous whether the run before the current one is meant; for one that waits to start again, its last
     */
    static LogChoice of(String pod, @Nullable PodStatus status, String container, boolean previous) {
        var name = "container \"%s\" in pod \"%s\"".formatted(container, pod);
        var found = status(status, container);
        if (found.isEmpty()) {
            return new None(name + " is not available");
        }
        var last = ended(found.get().getLastState().getTerminated());
        var state = found.get().getState();
        if (previous) {
            return last.orElseGet(() -> new None("previous terminated " + name + " not found"));
        }
        if (state.getRunning() != null) {
            return run(found.get().getContainerID());
        }
        return ended(state.getTerminated()).or(() -> last).orElseGet(() -> new None(name + waits(state.getWaiting())));
    }

    private static Optional<ContainerStatus> status(@Nullable PodStatus status, String container) {
        return status == null
                ? Optional.empty()
                : Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                        .filter(candidate -> candidate.getName().equals(container))
                        .findFirst();
    }

    private static Optional<LogChoice> ended(@Nullable ContainerStateTerminated terminated) {
        return Optional.ofNullable(terminated).map(end -> run(end.getContainerID()));
    }

    private static LogChoice run(String containerId) {
        return new Run(ContainerId.parse(containerId).number());
    }

    private static String waits(@Nullable ContainerStateWaiting waiting) {
        if (waiting == null) {
            return " is waiting to start - no logs yet";
        }
        return " is waiting to start: "
                + switch (waiting.getReason()) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    case String reason -> reason;
                };
    }
}
