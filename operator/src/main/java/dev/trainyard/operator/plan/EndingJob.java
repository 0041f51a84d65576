package dev.trainyard.operator.plan;

import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job whose training has ended for good. The other replicas are stopped, since they hold GPUs for nothing; the
 * verdict is given once the artifacts are safe, or cannot be saved.
 */
final class EndingJob {
    static final String UPLOAD_FAILED = "UploadFailed";

    /**
     * A kubelet shows a changed annotation within a second or so, and no longer once the deletion has begun. The status
     * keeps whole seconds, so that one of these three may have passed when they begin.
     */
    private static final Duration TO_BE_HEARD = Duration.ofSeconds(3);

    static Plan plan(
            Planner planner,
            TrainingJob job,
            Observed observed,
            List<ReplicaView> seen,
            Verdict.Over over,
            Instant now) {
        boolean stops = over.byLimit() || CleanPodPolicy.of(job) != CleanPodPolicy.NONE;
        boolean isLimit = over.byLimit() && BackoffLimit.exceeded(job, seen, WholeRestart.due(job, seen));
        var left = isLimit ? WholeRestart.notTriedAgain(job, seen, now) : seen;
        // Under an explicit None the kubelet goes on with what it restarts.
        var views = left.stream()
                .map(view ->
                        stops || view.state() instanceof ReplicaState.Replaced ? view.notTriedAgain(job, now) : view)
                .map(view -> job.isChief(view.replica()) ? ended(view, stops, now) : view)
                .toList();
        var chief = views.stream()
                .filter(view -> job.isChief(view.replica())
                        && view.history().flatMap(h -> h.ended()).isPresent())
                .findFirst();
        var finisher = chief.map(view -> new Finisher(planner, job, observed, view, now));
        var step = chief.flatMap(view -> Artifacts.upload(job, observed, view, now))
                .map(byChief -> finisher.orElseThrow().step(byChief, stops));
        var upload = step.map(Finisher.Step::upload);
        var deletion = upload.flatMap(it -> RunLogs.deleted(job, observed, chief.orElseThrow(), it));
        if (deletion.isPresent()) {
            // Whoever dies after this finds the job as it is now, and deletes them again.
            return new Plan(job.status(), List.of(deletion.get()), List.of(), Optional.of(Duration.ZERO));
        }
        var artifacts = upload.map(Upload::status).or(() -> job.status().artifacts());
        var events = new ArrayList<>(PodWarnings.ofViews(job, views));
        events.addAll(Artifacts.events(job.status().artifacts(), artifacts));
        var status = new StatusBuilder(job, now)
                .created()
                .history(views)
                .replicas(ReplicaStatuses.of(job, views))
                .artifacts(artifacts);
        boolean uploads = upload.isPresent() && upload.get() instanceof Upload.Pending;
        var actions = new ArrayList<Action>();
        chief.filter(_ -> uploads)
                .flatMap(view -> RunLogs.keep(job, observed, view))
                .ifPresent(actions::add);
        chief.stream()
                .flatMap(view -> Artifacts.signal(view, RunLogs.come(observed)))
                .forEach(actions::add);
        if (uploads) {
            step.orElseThrow().action().ifPresent(actions::add);
            var farewell = Farewell.remaining(job, over.succeeded(), endOf(chief.get(), now), now);
            stop(job, views, stops && farewell.isEmpty(), now)
                    .filter(pod -> !over.succeeded() || !LastEvaluation.isIn(job, pod))
                    .map(pod -> new Action.DeletePod(pod.name(), pod.uid()))
                    .forEach(actions::add);
            var next = Stream.of(
                            farewell,
                            Optional.of(untilNextLook(job, observed, chief.get(), now)),
                            handOver(finisher.get(), now),
                            finisher.get().untilAgain())
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder());
            return new Plan(status.build(), actions, events, next);
        }
        finish(job, views, status, events, over, upload.map(EndingJob::isSaved).orElse(true));
        // The pods are cleaned up at the next look, once the verdict is written.
        return new Plan(status.build(), actions, events, Optional.of(Duration.ZERO));
    }

    private static boolean isSaved(Upload upload) {
        return switch (upload) {
            case Upload.Pending _ -> false;
            case Upload.Settled settled -> settled.uploaded();
            case Upload.Lost _ -> false;
        };
    }

    private static void finish(
            TrainingJob job,
            List<ReplicaView> views,
            StatusBuilder status,
            List<JobEvent> events,
            Verdict.Over over,
            boolean saved) {
        if (over.succeeded() && !saved) {
            var message = "%s %s/%s has trained, but its artifacts are not saved: %s"
                    .formatted(
                            job.framework().kind(),
                            job.namespace(),
                            job.name(),
                            status.artifacts().flatMap(a -> a.message()).orElse("the uploader left no message"));
            status.with(Conditions.FAILED, UPLOAD_FAILED, message);
            events.add(JobEvent.warning(UPLOAD_FAILED, message));
        } else if (over.succeeded()) {
            status.with(Conditions.SUCCEEDED, over.reason(), over.message())
                    .replicas(ReplicaStatuses.stopped(ReplicaStatuses.of(job, views), true));
            events.add(JobEvent.normal(over.reason(), over.message()));
        } else {
            status.with(Conditions.FAILED, over.reason(), over.message());
            events.add(JobEvent.warning(over.reason(), over.message()));
        }
        status.completed();
    }

    private static ReplicaView ended(ReplicaView chief, boolean stops, Instant now) {
        if (chief.over()) {
            return WholeRestart.withTime(chief, now);
        }
        return stops ? stopped(chief, now) : chief;
    }

    /** The chief's trainer is stopped for good; one that has just failed and waits to run again has failed. */
    private static ReplicaView stopped(ReplicaView view, Instant now) {
        var failure = view.pod().flatMap(ReplicaPod::trainer).flatMap(EndingJob::failure);
        var outcome = failure.isPresent() ? Outcome.FAILED : Outcome.INTERRUPTED;
        return view.withHistory(History.ended(view.history(), outcome, failure.map(Ended::exitCode), now));
    }

    private static Optional<Ended> failure(PodContainer trainer) {
        return switch (trainer.state()) {
            case Ended ended -> Optional.of(ended);
            case ContainerState.Waiting _ -> trainer.lastEnd();
            case ContainerState.Running _ -> Optional.empty();
        };
    }

    /**
     * While the upload goes on, all pods go but the chief's; that too where its trainer is to be stopped and its
     * uploader knows.
     */
    private static Stream<ReplicaPod> stop(TrainingJob job, List<ReplicaView> views, boolean stops, Instant now) {
        return views.stream()
                .filter(_ -> stops)
                .filter(view -> !job.isChief(view.replica()) || mayGo(view, now))
                .flatMap(view -> view.pod().stream())
                .filter(pod -> pod.alive() && !pod.deleting());
    }

    private static boolean mayGo(ReplicaView chief, Instant now) {
        boolean trainerRests = chief.pod()
                .flatMap(ReplicaPod::trainer)
                .map(trainer -> trainer.ended().isPresent() && !restarts(chief))
                .orElse(true);
        boolean heard = chief.pod()
                .map(pod -> pod.attempt().isEmpty() || TrainerSignal.saysFinal(pod))
                .orElse(true);
        return !trainerRests && heard && !now.isBefore(heardAt(chief, now));
    }

    /** Whether the kubelet would run the trainer again. */
    private static boolean restarts(ReplicaView chief) {
        return !chief.succeeded()
                && chief.pod()
                        .map(pod -> pod.trainer().map(pod::restartsOnFailure).orElse(false))
                        .orElse(false);
    }

    private static Instant heardAt(ReplicaView chief, Instant now) {
        return endOf(chief, now).plus(TO_BE_HEARD);
    }

    private static Instant endOf(ReplicaView chief, Instant now) {
        return chief.history()
                .flatMap(history -> history.ended())
                .map(Instant::parse)
                .orElse(now);
    }

    private static Duration untilNextLook(TrainingJob job, Observed observed, ReplicaView chief, Instant now) {
        var toBeHeard = Duration.between(now, heardAt(chief, now));
        if (toBeHeard.isPositive()) {
            return toBeHeard;
        }
        return Artifacts.until(job, observed, chief)
                .map(until -> Duration.between(now, until))
                .orElse(TO_BE_HEARD);
    }

    private static Optional<Duration> handOver(Finisher finisher, Instant now) {
        return finisher.patienceUntil()
                .map(until -> Duration.between(now, until))
                .filter(Duration::isPositive);
    }

    private EndingJob() {}
}
