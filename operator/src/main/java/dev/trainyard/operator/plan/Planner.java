package dev.trainyard.operator.plan;

import dev.trainyard.operator.artifacts.Injection;
import dev.trainyard.operator.artifacts.StoreChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what is to be done about a job. A pure function: the same job, seen the same at the same time, gets the same
 * plan.
 *
 * @param clusterDomain what follows {@code .svc} in the names of pods; empty for nothing, as v1 has it
 * @param uploaderImage the uploader's image where an ArtifactStore names none
 * @param restartsContainers whether the server knows restart policies of single containers (Kubernetes 1.35 and later)
 * @param gangScheduler what starts the pods of a job together; absent where they start one by one
 */
public record Planner(
        String clusterDomain, String uploaderImage, boolean restartsContainers, Optional<GangScheduler> gangScheduler) {
    public Plan plan(TrainingJob job, Observed observed, Instant now) {
        if (job.handsOff()) {
            return Plan.nothing(job.status());
        }
        return StuckPods.freed(decided(job, observed, now), observed, now);
    }

    private Plan decided(TrainingJob job, Observed observed, Instant now) {
        var seen = ReplicaView.all(job, observed, now);
        if (Conditions.isFinished(job.status().conditions())) {
            return FinishedJob.plan(job, observed, seen, now).and(trainsNoMore(observed));
        }
        if (!job.problems().isEmpty() && !HeldJob.hasBegun(job, observed)) {
            return rejected(job, now);
        }
        if (!job.problems().isEmpty() && !HeldJob.isExplained(job, observed)) {
            return Suspend.isAskedFor(job)
                    ? SuspendedJob.plan(job, observed, seen, now).and(trainsNoMore(observed))
                    : HeldJob.plan(job, observed, seen, now);
        }
        return switch (Verdict.of(job, seen, now)) {
            case Verdict.GoingOn _ ->
                job.problems().isEmpty()
                        ? new GoingJob(this, job, observed, seen, now).plan()
                        : HeldJob.plan(job, observed, seen, now);
            case Verdict.Suspended _ ->
                SuspendedJob.plan(job, observed, seen, now).and(trainsNoMore(observed));
            case Verdict.Over over ->
                EndingJob.plan(this, job, observed, seen, over, now).and(trainsNoMore(observed));
        };
    }

    Injection injection(StoreChoice choice) {
        return new Injection(choice.store(), uploaderImage, restartsContainers);
    }

    /** What serves a job only while it trains. */
    private static List<Action> trainsNoMore(Observed observed) {
        return Stream.concat(
                        Autoscaling.removed(observed.autoscaler()).stream(),
                        PodGroups.removed(observed.podGroup()).stream())
                .toList();
    }

    private static Plan rejected(TrainingJob job, Instant now) {
        var reason = job.framework().kind() + "FailedValidation";
        var message = String.join("; ", job.problems());
        var status = new StatusBuilder(job, now)
                .created()
                .with(Conditions.FAILED, reason, message)
                .completed()
                .build();
        return new Plan(status, List.of(), List.of(JobEvent.warning(reason, message)), Optional.of(Duration.ZERO));
    }
}
