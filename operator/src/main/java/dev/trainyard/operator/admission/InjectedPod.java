package dev.trainyard.operator.admission;

import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.Optional;

/**
 * How a pod stands that the webhook has put an uploader into.
 *
 * @param signal what its uploader has not been told yet of the trainer
 * @param artifacts how its upload stands
 */
public record InjectedPod(Optional<TrainerSignal> signal, ArtifactsStatus artifacts) {
    /** Nobody gives its upload up: the pod is its owner's, and only a deadline of his own ends it. */
    private static final Instant NO_DEADLINE = Instant.MAX;

    /** Looks at it. */
    public static InjectedPod of(ReplicaPod pod, Instant now) {
        var end = end(pod);
        return new InjectedPod(
                TrainerSignal.due(pod, end, false),
                Upload.of(Optional.of(pod), Optional.empty(), end.map(_ -> NO_DEADLINE), now)
                        .status());
    }

    /**
     * How its trainer ended for good. A pod that is deleted ends its uploader by SIGTERM, which then says Interrupted
     * by itself.
     */
    static Optional<Outcome> end(ReplicaPod pod) {
        return pod.trainer().flatMap(trainer -> trainer.ended().flatMap(end -> end(pod, trainer, end)));
    }

    private static Optional<Outcome> end(ReplicaPod pod, PodContainer trainer, Ended end) {
        if (end.exitCode() == 0) {
            return Optional.of(Outcome.SUCCEEDED);
        }
        return pod.restartsOnFailure(trainer) ? Optional.empty() : Optional.of(Outcome.FAILED);
    }
}
