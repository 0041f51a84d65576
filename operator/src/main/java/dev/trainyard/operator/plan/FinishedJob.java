package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A job whose verdict is in: its pods are cleaned up, and in the end it is itself. */
final class FinishedJob {
    static Plan plan(TrainingJob job, Observed observed, List<ReplicaView> views, Instant now) {
        var left = TimeToLive.remaining(job, now);
        if (left.filter(duration -> !duration.isPositive()).isPresent()) {
            return new Plan(
                    job.status(),
                    List.of(new Action.DeleteJob()),
                    List.of(JobEvent.normal("SuccessfulDeleteJob", "Deleted job: " + job.name())),
                    Optional.empty());
        }
        var chief = views.stream().filter(view -> job.isChief(view.replica())).findFirst();
        var artifacts = chief.flatMap(view -> lastNews(job, view, now))
                .or(() -> job.status().artifacts());
        var actions = new ArrayList<>(
                chief.stream().flatMap(view -> Artifacts.signal(view, false)).toList());
        var farewell = farewell(job, observed, now);
        var evaluation = LastEvaluation.remaining(job, observed.pods(), now);
        observed.pods().stream()
                .filter(pod -> !pod.deleting() && farewell.isEmpty() && goes(job, pod, views))
                .filter(pod -> evaluation.isEmpty() || !LastEvaluation.isIn(job, pod))
                .forEach(pod -> actions.add(new Action.DeletePod(pod.name(), pod.uid())));
        var status = new StatusBuilder(job, now).artifacts(artifacts);
        if (job.hasSucceeded() || !keepsRunning(job, views)) {
            status.replicas(ReplicaStatuses.stopped(job.status().replicaStatuses(), job.hasSucceeded()));
        }
        var next =
                Stream.of(left, farewell, evaluation).flatMap(Optional::stream).min(Comparator.naturalOrder());
        return new Plan(status.build(), actions, Artifacts.events(job.status().artifacts(), artifacts), next);
    }

    private static Optional<Duration> farewell(TrainingJob job, Observed observed, Instant now) {
        return job.status()
                .completionTime()
                .filter(_ -> observed.pods().stream().anyMatch(ReplicaPod::alive))
                .flatMap(end -> Farewell.remaining(job, job.hasSucceeded(), Instant.parse(end), now));
    }

    /** Under an explicit None a chief may go on after the verdict, and upload in the end. */
    private static Optional<ArtifactsStatus> lastNews(TrainingJob job, ReplicaView chief, Instant now) {
        return chief.pod()
                .filter(_ -> Artifacts.expected(chief))
                .map(pod -> Upload.of(Optional.of(pod), job.status().artifacts(), Optional.empty(), now))
                .map(Upload::status);
    }

    private static boolean goes(TrainingJob job, ReplicaPod pod, List<ReplicaView> views) {
        return CleanPodPolicy.of(job).deletes(pod)
                || (pod.alive() && (stoppedByLimit(job, views) || hasGivenUp(job, pod)));
    }

    private static boolean keepsRunning(TrainingJob job, List<ReplicaView> views) {
        return CleanPodPolicy.of(job) == CleanPodPolicy.NONE && !stoppedByLimit(job, views);
    }

    /**
     * The verdict is found again as it was given, since the operator may have died between writing it and acting on it.
     */
    private static boolean stoppedByLimit(TrainingJob job, List<ReplicaView> views) {
        return job.status()
                .completionTime()
                .map(time -> Verdict.of(job, views, Instant.parse(time)))
                .filter(verdict -> verdict instanceof Verdict.Over over && over.byLimit())
                .isPresent();
    }

    /** An uploader whose time is up would hold its pod for ever. */
    private static boolean hasGivenUp(TrainingJob job, ReplicaPod pod) {
        return job.status()
                        .artifacts()
                        .filter(status -> status.phase().equals(Upload.FAILED))
                        .isPresent()
                && pod.uploader().isPresent()
                && pod.trainer().map(trainer -> trainer.ended().isPresent()).orElse(true);
    }

    private FinishedJob() {}
}
