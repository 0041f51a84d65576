package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.artifacts.FinisherPod;
import dev.trainyard.operator.artifacts.Injection;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a pod of its own uploads in the chief's place: the chief's pod has gone or failed, its uploader has given up, or
 * it is not done {@link #PATIENCE} after the training and holds the trainer's GPUs all the while. Nothing is trained
 * again. The chief's pod goes first, so that no two pods ever write as the same attempt.
 */
final class Finisher {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A node that rejects it must not be asked several times a second. */
    private static final Duration BETWEEN_FINISHERS = Duration.ofMinutes(1);

    private final Planner planner;
    private final TrainingJob job;
    private final Observed observed;
    private final ReplicaView chief;
    private final Instant now;
    private final Optional<Injection> injection;

    Finisher(Planner planner, TrainingJob job, Observed observed, ReplicaView chief, Instant now) {
        this.planner = planner;
        this.job = job;
        this.observed = observed;
        this.chief = chief;
        this.now = now;
        injection = Artifacts.choice(job, observed).map(planner::injection);
    }

    /**
     * Where the upload is, and what is to be done about it.
     *
     * @param upload how it stands; Lost where nothing more can be done
     * @param action one change to the cluster; absent where there is nothing to do but wait
     */
    record Step(Upload upload, Optional<Action> action) {
        private static Step rests(Upload upload) {
            return new Step(upload, Optional.empty());
        }

        private static Step waits(String message) {
            return rests(new Upload.Pending(Upload.waiting(Optional.of(message))));
        }

        private Step by(Action change) {
            return new Step(upload, Optional.of(change));
        }
    }

    /**
     * Decides.
     *
     * @param byChief how the upload of the chief's own uploader stands
     * @param handsOver whether the chief's pod may be deleted before its uploader is done
     */
    Step step(Upload byChief, boolean handsOver) {
        if (Injection.isUsersOwn(chief.replica().role().template().getSpec())) {
            return Step.rests(byChief);
        }
        var finisher = observed.pods().stream().filter(FinisherPod::is).findFirst();
        return switch (byChief) {
            case Upload.Settled _ -> Step.rests(byChief);
            case Upload.Lost _ when finisher.isEmpty() && isTooLate() -> Step.rests(byChief);
            case Upload.Pending _ when !handsOver || !isOverdue() -> Step.rests(byChief);
            case Upload.Pending(var status)
            when obstacle().isPresent() ->
                Step.rests(new Upload.Pending(Upload.status(
                        status.phase(),
                        because(status, "the chief pod keeps its resources until the upload is done"))));
            case Upload.Lost(var status)
            when finisher.isEmpty() && obstacle().isPresent() ->
                Step.rests(new Upload.Lost(Upload.status(Upload.FAILED, because(status, "no other pod can upload"))));
            case Upload.Pending(var status) ->
                takeOver(finisher, status.message().orElse("the upload takes long"), true);
            case Upload.Lost(var status) ->
                takeOver(finisher, status.message().orElse("its uploader has given up"), handsOver);
        };
    }

    /** What has been said so far, and what follows from the obstacle. */
    private Optional<String> because(ArtifactsStatus status, String consequence) {
        return obstacle()
                .map(why -> status.message().map(said -> said + "; ").orElse("") + consequence + ", since " + why);
    }

    /** When the chief's uploader has had its time. */
    Optional<Instant> patienceUntil() {
        return chief.history()
                .flatMap(ReplicaHistory::ended)
                .map(ended -> Instant.parse(ended).plus(PATIENCE));
    }

    private boolean isOverdue() {
        return patienceUntil().filter(until -> !now.isBefore(until)).isPresent();
    }

    private boolean isTooLate() {
        return Artifacts.until(job, observed, chief)
                .filter(until -> !now.isBefore(until))
                .isPresent();
    }

    /** How long a finisher that has failed stays before another is made; absent where it may go. */
    Optional<Duration> untilAgain() {
        return observed.pods().stream()
                .filter(pod -> FinisherPod.is(pod) && pod.ended())
                .findFirst()
                .flatMap(this::untilAgain);
    }

    private Optional<Duration> untilAgain(ReplicaPod finisher) {
        return finisher.created()
                .map(made -> Duration.between(now, made.plus(BETWEEN_FINISHERS)))
                .filter(Duration::isPositive);
    }

    private Step takeOver(Optional<ReplicaPod> finisher, String why, boolean handsOver) {
        if (finisher.isPresent()) {
            return by(finisher.get());
        }
        var name = FinisherPod.name(job.name());
        var waits = Step.waits(Optional.ofNullable(observed.refused().get(name))
                .map(refusal -> "pod %s cannot be made: %s".formatted(name, refusal))
                .orElse("pod %s uploads in the chief's place: %s".formatted(name, why)));
        var leaving = chief.pod().filter(pod -> pod.alive() && (handsOver || pod.deleting()));
        if (leaving.isEmpty()) {
            return waits.by(new Action.CreatePod(pod()));
        }
        return leaving.filter(pod -> !pod.deleting())
                .map(pod -> waits.by(new Action.DeletePod(pod.name(), pod.uid())))
                .orElse(waits);
    }

    private Step by(ReplicaPod finisher) {
        var waitsForNode = finisher.unschedulable()
                .map(reason -> Step.waits("pod %s cannot be scheduled: %s".formatted(finisher.name(), reason)));
        var upload = Upload.of(Optional.of(finisher), Optional.empty(), Artifacts.until(job, observed, chief), now);
        return switch (upload) {
            case Upload.Pending _ -> waitsForNode.orElse(Step.rests(upload));
            case Upload.Settled _ -> Step.rests(upload);
            // It was evicted, or its node is gone: once it is away, another is made.
            case Upload.Lost _ -> {
                var again = Step.waits("pod %s has failed and is made again".formatted(finisher.name()));
                yield finisher.deleting() || untilAgain(finisher).isPresent()
                        ? again
                        : again.by(new Action.DeletePod(finisher.name(), finisher.uid()));
            }
        };
    }

    /** Why there can be no finisher; absent where there can. */
    private Optional<String> obstacle() {
        if (injection.isEmpty()) {
            return Optional.of("no ArtifactStore applies any more");
        }
        return injection.get().outlivesItsPod(template(), chief.replica().role().container())
                ? Optional.empty()
                : Optional.of("what is at %s goes with the pod: mount a PersistentVolumeClaim there"
                        .formatted(injection.get().path()));
    }

    private Pod template() {
        return NewPod.of(job, chief.replica(), new Addresses(job, planner.clusterDomain(), observed.ports()));
    }

    private Pod pod() {
        var history = chief.history().orElseThrow();
        var outcome = history.outcome().flatMap(Outcome::of).orElseThrow();
        return injection
                .orElseThrow()
                .finisher(
                        template(),
                        chief.replica().role().container(),
                        Artifacts.run(job, chief, now),
                        TrainerSignal.afterTheEnd(outcome, history.exitCode(), RunLogs.come(observed)));
    }
}
