package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.ContainerState.Waiting;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.Optional;

/** How the upload of a run stands, read from the chief pod. */
public sealed interface Upload {
    String WAITING = "Waiting";
    String UPLOADING = "Uploading";
    String UPLOADED = "Uploaded";
    String FAILED = "Failed";

    /**
     * The uploader's exit code where another attempt's manifest is there already; {@code docs/formats/run.md} has them
     * all.
     */
    int FENCED = 3;

    /** What the status says of it. */
    ArtifactsStatus status();

    /** It has not come to an end. */
    record Pending(ArtifactsStatus status) implements Upload {}

    /** It has: phase Uploaded or Failed. */
    record Settled(ArtifactsStatus status) implements Upload {
        public boolean uploaded() {
            return status.phase().equals(UPLOADED);
        }
    }

    /**
     * The pod that could have ended it is gone, or has given up. What the trainer wrote to a volume that outlives its
     * pod is still there, and another pod can upload it.
     */
    record Lost(ArtifactsStatus status) implements Upload {}

    /**
     * Reads how it stands.
     *
     * @param pod the chief pod; absent where there is none
     * @param known what the status said at the last look
     * @param until when it must be done, known once the training is over
     */
    static Upload of(Optional<ReplicaPod> pod, Optional<ArtifactsStatus> known, Optional<Instant> until, Instant now) {
        if (known.filter(Upload::isSettled).isPresent()) {
            return new Settled(known.get());
        }
        var upload = pod.map(present -> inPod(present, until)).orElseGet(() -> withoutPod(until));
        if (upload instanceof Pending(var status)
                && until.filter(limit -> !now.isBefore(limit)).isPresent()) {
            return new Settled(failed("not finished at the upload deadline, " + until.get()
                    + status.message().map(message -> "; last: " + message).orElse("")));
        }
        return upload;
    }

    static ArtifactsStatus waiting(Optional<String> message) {
        return status(WAITING, message);
    }

    static ArtifactsStatus status(String phase, Optional<String> message) {
        return new ArtifactsStatus(
                phase,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                message);
    }

    private static Upload inPod(ReplicaPod pod, Optional<Instant> until) {
        var blocked = BlockedUploader.why(pod);
        if (blocked.isPresent()) {
            return new Pending(status(WAITING, blocked));
        }
        var unprepared = pod.initContainers().stream()
                .filter(container -> container.name().equals(Injection.PREPARE))
                .flatMap(container -> container.lastEnded().stream())
                .filter(end -> end.exitCode() != 0)
                .findFirst();
        if (unprepared.isPresent()) {
            return pod.ended()
                    ? new Settled(LastWords.of(unprepared.get()))
                    : new Pending(status(WAITING, unprepared.map(Upload::triedAgain)));
        }
        var uploader = pod.uploader();
        var state = uploader.map(PodContainer::state).orElse(new Waiting("", ""));
        return switch (state) {
            case Ended end when end.exitCode() == 0 -> new Settled(LastWords.of(end));
            case Ended end -> failed(pod, uploader.orElseThrow(), end);
            case Running _ when until.isPresent() -> new Pending(status(UPLOADING, Optional.empty()));
            case ContainerState _
            when pod.ended() ->
                new Lost(failed("pod %s has failed before its uploader was done".formatted(pod.name())));
            case ContainerState _ ->
                new Pending(
                        status(WAITING, uploader.flatMap(PodContainer::lastEnd).map(Upload::triedAgain)));
        };
    }

    private static Upload failed(ReplicaPod pod, PodContainer uploader, Ended end) {
        if (end.exitCode() == FENCED) {
            return new Settled(LastWords.of(end));
        }
        boolean again = pod.alive() && !pod.deleting() && pod.restartsOnFailure(uploader);
        return again ? new Pending(status(WAITING, Optional.of(triedAgain(end)))) : new Lost(LastWords.of(end));
    }

    private static String triedAgain(Ended end) {
        return "tried again: " + LastWords.of(end).message().orElse("exit code " + end.exitCode());
    }

    private static Upload withoutPod(Optional<Instant> until) {
        return until.isPresent()
                ? new Lost(failed("the chief pod has gone before its uploader was done"))
                : new Pending(status(WAITING, Optional.empty()));
    }

    private static ArtifactsStatus failed(String message) {
        return status(FAILED, Optional.of(message));
    }

    private static boolean isSettled(ArtifactsStatus status) {
        return status.phase().equals(UPLOADED) || status.phase().equals(FAILED);
    }
}
