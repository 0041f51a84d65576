package dev.trainyard.operator.pods;

import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod.
 *
 * @param name its name
 * @param state what it is doing
 * @param lastEnd how its previous instance ended; absent before the first restart
 * @param restarts how often the kubelet has started it again
 * @param restartPolicy the container's own restart policy, which overrides the pod's; absent where it has none
 */
public record PodContainer(
        String name, ContainerState state, Optional<Ended> lastEnd, int restarts, Optional<String> restartPolicy) {

    static PodContainer of(Container container, Optional<ContainerStatus> status) {
        return new PodContainer(
                container.getName(),
                status.map(PodContainer::state).orElse(new Waiting("", "")),
                status.map(ContainerStatus::getLastState)
                        .map(io.fabric8.kubernetes.api.model.ContainerState::getTerminated)
                        .map(PodContainer::ended),
                status.map(ContainerStatus::getRestartCount).orElse(0),
                Optional.ofNullable(container.getRestartPolicy()));
    }

    /** Whether it is an init container that runs beside the regular ones, and that the kubelet always restarts. */
    public boolean isSidecar() {
        return restartPolicy.filter("Always"::equals).isPresent();
    }

    /** How it has ended, where it does not run at the moment. */
    public Optional<Ended> ended() {
        return state instanceof Ended ended ? Optional.of(ended) : Optional.empty();
    }

    /** How it last ended, where it does not run at the moment. */
    public Optional<Ended> lastEnded() {
        return switch (state) {
            case Ended ended -> Optional.of(ended);
            case Waiting _ -> lastEnd;
            case Running _ -> Optional.empty();
        };
    }

    /** Whether no instance of it has ever run. */
    boolean hasNeverRun() {
        return state instanceof Waiting && lastEnd.isEmpty();
    }

    private static ContainerState state(ContainerStatus status) {
        var state = status.getState();
        if (state == null) {
            return new Waiting("", "");
        }
        if (state.getTerminated() != null) {
            return ended(state.getTerminated());
        }
        if (state.getRunning() != null) {
            return new Running();
        }
        var waiting = Optional.ofNullable(state.getWaiting());
        return new Waiting(
                waiting.map(w -> text(w.getReason())).orElse(""),
                waiting.map(w -> text(w.getMessage())).orElse(""));
    }

    private static Ended ended(ContainerStateTerminated terminated) {
        return new Ended(
                Objects.requireNonNullElse(terminated.getExitCode(), 0),
                text(terminated.getMessage()),
                Optional.ofNullable(terminated.getContainerID()),
                text(terminated.getReason()));
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
