package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.artifacts.Injection;
import dev.trainyard.operator.artifacts.Run;
import dev.trainyard.operator.artifacts.StoreChoice;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a job's chief has to do with artifacts. */
public final class Artifacts {
    /** A store may be away for an hour; what comes after that takes time too ({@code docs/decisions/0615}). */
    private static final Duration UPLOAD_DEADLINE = Duration.ofHours(4);

    /** An uploader that a user wrote waits for a DONE that a failed trainer never writes. */
    private static final Duration PATIENCE_AFTER_FAILURE = Duration.ofMinutes(5);

    /** The store that takes the artifacts of the job's next chief pod; absent where none is to be injected. */
    static Optional<StoreChoice> choice(TrainingJob job, Observed observed) {
        return job.chief()
                .filter(_ -> job.wantsArtifacts())
                .filter(chief -> !isUsersOwn(chief))
                .flatMap(_ -> StoreChoice.among(observed.stores(), job.labels()));
    }

    /** The attempt that the chief's pod is, once it has been numbered. */
    static Run run(TrainingJob job, ReplicaView chief, Instant now) {
        return new Run(
                job.framework().kind(),
                job.namespace(),
                job.name(),
                job.uid(),
                chief.history().flatMap(ReplicaHistory::attempt).orElseThrow(),
                job.status().startTime().orElse(now.toString()),
                true);
    }

    /** Whether the job's verdict waits for an upload. */
    static boolean expected(ReplicaView chief) {
        return isUsersOwn(chief.replica())
                || chief.history().flatMap(ReplicaHistory::attempt).isPresent();
    }

    /** How the upload stands; absent where none is expected. */
    static Optional<Upload> upload(TrainingJob job, Observed observed, ReplicaView chief, Instant now) {
        if (!expected(chief)) {
            return Optional.empty();
        }
        // What was said before the end was said of a pod that may have had a successor.
        boolean endedBefore = chief.before().flatMap(ReplicaHistory::outcome).isPresent();
        var known = job.status().artifacts().filter(_ -> endedBefore);
        var upload = Upload.of(chief.pod(), known, until(job, observed, chief), now);
        return Optional.of(
                chief.over() || chief.history().flatMap(ReplicaHistory::outcome).isPresent()
                        ? upload
                        : soFar(chief, upload));
    }

    /**
     * While the training goes on nothing is lost: another pod, or the same one, will upload again. A pod that is being
     * deleted stops its uploader, as after a suspension, and that is no failure.
     */
    private static Upload soFar(ReplicaView chief, Upload upload) {
        if (chief.pod().filter(ReplicaPod::deleting).isPresent()) {
            return new Upload.Pending(Upload.waiting(Optional.empty()));
        }
        return upload.status().phase().equals(Upload.FAILED)
                ? new Upload.Pending(Upload.waiting(upload.status().message()))
                : upload;
    }

    /** When the upload must be done; absent while the chief's training goes on. */
    static Optional<Instant> until(TrainingJob job, Observed observed, ReplicaView chief) {
        var deadline = isUsersOwn(chief.replica()) && !chief.succeeded()
                ? PATIENCE_AFTER_FAILURE
                : StoreChoice.among(observed.stores(), job.labels())
                        .flatMap(choice -> choice.store().getSpec().uploadDeadlineSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(UPLOAD_DEADLINE);
        return chief.history()
                .flatMap(ReplicaHistory::ended)
                .map(Instant::parse)
                .map(deadline::addTo)
                .map(Instant::from);
    }

    /**
     * What the chief's uploader has not been told yet.
     *
     * @param logs whether the logs are kept when it is told of the end
     */
    static Stream<Action> signal(ReplicaView chief, boolean logs) {
        // An end without a time is not final: all may have to start again.
        var end = chief.history()
                .filter(history -> history.ended().isPresent())
                .flatMap(ReplicaHistory::outcome)
                .flatMap(Outcome::of);
        return chief.pod().stream().flatMap(pod -> signal(pod, end, logs));
    }

    static Stream<Action> signal(ReplicaPod pod, Optional<Outcome> end, boolean logs) {
        return TrainerSignal.due(pod, end, logs).stream()
                .map(signal -> new Action.Signal(pod.name(), pod.uid(), signal.json()));
    }

    /** What people are told when the status of the artifacts changes. */
    public static List<JobEvent> events(Optional<ArtifactsStatus> before, Optional<ArtifactsStatus> after) {
        if (Objects.equals(before, after)) {
            return List.of();
        }
        return after.map(status -> switch (status.phase()) {
                    case Upload.UPLOADED -> List.of(JobEvent.normal("ArtifactsUploaded", uploaded(status)));
                    case Upload.FAILED -> List.of(JobEvent.warning("ArtifactsFailed", message(status)));
                    default ->
                        status.message().isPresent()
                                ? List.of(JobEvent.warning("ArtifactsWaiting", message(status)))
                                : List.<JobEvent>of();
                })
                .orElse(List.of());
    }

    private static boolean isUsersOwn(Replica replica) {
        return Injection.isUsersOwn(replica.role().template().getSpec());
    }

    private static String uploaded(ArtifactsStatus status) {
        return status.url()
                .map(url -> "Uploaded %d files, %d bytes, to %s"
                        .formatted(status.files().orElse(0L), status.bytes().orElse(0L), url))
                .orElse("The uploader has finished");
    }

    private static String message(ArtifactsStatus status) {
        return status.message().orElse("the uploader left no message");
    }

    private Artifacts() {}
}
