package dev.trainyard.operator.plan;

import java.time.Instant;
import java.util.List;

/**
 * What the policies together say of the training. Their precedence: a success stands, whatever else happened meanwhile;
 * then a replica that failed for good; then what stops a job that could have gone on, a suspension before the limits,
 * since a suspended job neither ages nor restarts.
 */
sealed interface Verdict {
    /** The training goes on. */
    record GoingOn() implements Verdict {}

    /** The job waits without pods. */
    record Suspended() implements Verdict {}

    /**
     * The training has ended for good.
     *
     * @param succeeded whether it succeeded
     * @param reason the condition's reason, as v1 spells it
     * @param message the condition's message
     * @param byLimit whether a limit stopped it: then no pod goes on, under any cleanPodPolicy
     */
    record Over(boolean succeeded, String reason, String message, boolean byLimit) implements Verdict {}

    static Verdict of(TrainingJob job, List<ReplicaView> views, Instant now) {
        if (SuccessPolicy.succeeded(job, views)) {
            if (LastWorker.remaining(job, views, now).isPresent()) {
                return new GoingOn();
            }
            return new Over(
                    true, job.framework().kind() + "Succeeded", job.framework().succeeded(job), false);
        }
        var failed = SuccessPolicy.failed(job, views);
        if (!failed.isEmpty()) {
            return failure(
                    job,
                    "%s %s/%s has failed because %s replica(s) failed."
                            .formatted(
                                    job.framework().kind(), job.namespace(), job.name(), SuccessPolicy.count(failed)),
                    false);
        }
        // A chief that was stopped for good means that the job has been failed: nothing takes that back.
        boolean stopped = views.stream().anyMatch(ReplicaView::interrupted);
        if (Suspend.isAskedFor(job) && !stopped) {
            return new Suspended();
        }
        if (BackoffLimit.exceeded(job, views)) {
            return failure(
                    job,
                    "Job %s has failed because it has reached the specified backoff limit".formatted(job.name()),
                    true);
        }
        if (stopped || ActiveDeadline.passed(job, now)) {
            return failure(
                    job,
                    "Job %s has failed because it was active longer than specified deadline".formatted(job.name()),
                    true);
        }
        return new GoingOn();
    }

    private static Over failure(TrainingJob job, String message, boolean byLimit) {
        return new Over(false, job.framework().kind() + "Failed", message, byLimit);
    }
}
