package dev.trainyard.operator.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.ContainerState.Waiting;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * How the trainer ended, as the uploader reads it from its signals folder; {@code docs/formats/run.md} says what each
 * field means. The uploader cannot ask the API server, and does not share the trainer's process namespace.
 *
 * @param containerID the instance that ended; absent when the pod goes before it has
 * @param restarts the trainer's restart count
 * @param exitCode its exit code; absent where it has none
 * @param outcome Succeeded, Failed or Interrupted
 * @param isFinal whether no trainer of the run will run again
 * @param logs whether the logs of the run's pods come too; only where it is final
 * @param stopped whether the pod is being deleted and its trainer has ended, so that nothing writes to its volume
 */
@JsonPropertyOrder({"containerID", "restarts", "exitCode", "outcome", "final", "logs", "stopped"})
public record TrainerSignal(
        Optional<String> containerID,
        int restarts,
        Optional<Integer> exitCode,
        String outcome,
        @JsonProperty("final") boolean isFinal,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean logs,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean stopped) {

    /**
     * The signal that the pod's uploader is due.
     *
     * @param end how the run ended, where it has
     * @param logs whether the logs of its pods are kept
     * @return the signal; absent where there is nothing to tell, or it has been told
     */
    public static Optional<TrainerSignal> due(ReplicaPod pod, Optional<Outcome> end, boolean logs) {
        if (pod.attempt().isEmpty() || pod.ended() || saysFinal(pod)) {
            return Optional.empty();
        }
        return pod.trainer()
                .flatMap(trainer -> pod.deleting() ? stopped(trainer) : of(trainer, end, logs))
                .filter(signal -> pod.signal().filter(signal.json()::equals).isEmpty());
    }

    /** What a pod is told that takes over once the run has ended. */
    public static TrainerSignal afterTheEnd(Outcome outcome, Optional<Integer> exitCode, boolean logs) {
        return new TrainerSignal(Optional.empty(), 0, exitCode, outcome.toString(), true, logs, false);
    }

    /** Whether the uploader in the pod has been told that the run is over. */
    public static boolean saysFinal(ReplicaPod pod) {
        return pod.signal().filter(json -> json.contains("\"final\":true")).isPresent();
    }

    /** One line of JSON. */
    public String json() {
        try {
            return Serialization.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<TrainerSignal> of(PodContainer trainer, Optional<Outcome> end, boolean logs) {
        boolean over = end.isPresent();
        var ended = switch (trainer.state()) {
            case Ended now -> Optional.of(signal(now, trainer.restarts(), over, logs));
            // Between two instances: the restart count is still that of the one that ended.
            case Waiting _ -> trainer.lastEnd().map(last -> signal(last, trainer.restarts(), over, logs));
            case Running _ when over -> Optional.<TrainerSignal>empty();
            case Running _ -> trainer.lastEnd().map(last -> signal(last, trainer.restarts() - 1, false, false));
        };
        return ended.or(() -> end.map(outcome -> new TrainerSignal(
                Optional.empty(), trainer.restarts(), Optional.empty(), outcome.toString(), true, logs, false)));
    }

    private static TrainerSignal signal(Ended ended, int restarts, boolean isFinal, boolean logs) {
        var outcome = ended.exitCode() == 0 ? Outcome.SUCCEEDED : Outcome.FAILED;
        return new TrainerSignal(
                ended.containerID(),
                restarts,
                Optional.of(ended.exitCode()),
                outcome.toString(),
                isFinal,
                isFinal && logs,
                false);
    }

    /**
     * A kubelet does not start a trainer again in a pod that is being deleted. Kubernetes' own does not bring the
     * signal either; others do ({@code docs/decisions/0641}).
     */
    private static Optional<TrainerSignal> stopped(PodContainer trainer) {
        var end = switch (trainer.state()) {
            case Ended now -> Optional.of(now);
            case Waiting _ -> trainer.lastEnd();
            case Running _ -> Optional.<Ended>empty();
        };
        return end.map(ended -> signal(ended, trainer.restarts(), false, false))
                .map(signal -> new TrainerSignal(
                        signal.containerID(),
                        signal.restarts(),
                        signal.exitCode(),
                        signal.outcome(),
                        false,
                        false,
                        true));
    }
}
