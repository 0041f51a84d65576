package dev.trainyard.operator.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

    /** How many replicas a message tells of. */
    int TOLD = 3;

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
            // A limit that was reached before is still the cause while the upload goes on.
            if (failed.stream().allMatch(ReplicaView::wasNotTriedAgain) && BackoffLimit.exceeded(job, views, 0)) {
                return backoffLimit(job, notTriedAgain(job, views, now));
            }
            return failure(
                    job,
                    "%s %s/%s has failed because %s replica(s) failed.%s"
                            .formatted(
                                    job.framework().kind(),
                                    job.namespace(),
                                    job.name(),
                                    SuccessPolicy.count(failed),
                                    causes(job, failed, notTriedAgain(job, views, now))),
                    false);
        }
        // A chief that was stopped for good means that the job has been failed: nothing takes that back.
        boolean stopped = views.stream().anyMatch(ReplicaView::interrupted);
        if (Suspend.isAskedFor(job) && !stopped) {
            return new Suspended();
        }
        if (BackoffLimit.exceeded(job, views, 0)) {
            return backoffLimit(job, notTriedAgain(job, views, now));
        }
        if (stopped || ActiveDeadline.passed(job, now)) {
            return failure(
                    job,
                    "Job %s has failed because it was active longer than specified deadline".formatted(job.name()),
                    true);
        }
        if (BackoffLimit.exceeded(job, views, WholeRestart.due(job, views))) {
            return backoffLimit(job, notTriedAgain(job, WholeRestart.notTriedAgain(job, views, now), now));
        }
        return new GoingOn();
    }

    private static List<ReplicaView> notTriedAgain(TrainingJob job, List<ReplicaView> views, Instant now) {
        return views.stream().map(view -> view.notTriedAgain(job, now)).toList();
    }

    private static Over backoffLimit(TrainingJob job, List<ReplicaView> views) {
        return failure(
                job,
                "Job %s has failed because it has reached the specified backoff limit.%s"
                        .formatted(job.name(), causes(job, views, views)),
                true);
    }

    /** How pods have failed, and how often they were tried again; v1 says neither. */
    private static String causes(TrainingJob job, List<ReplicaView> failed, List<ReplicaView> views) {
        var causes = failed.stream()
                .flatMap(view -> view.failure().stream())
                .limit(TOLD)
                .collect(Collectors.toCollection(ArrayList::new));
        if (views.stream().anyMatch(view -> view.restarts() > 0 || view.wasNotTriedAgain())) {
            causes.add(BackoffLimit.told(job, views));
        }
        return causes.stream().map(cause -> " " + cause).collect(Collectors.joining());
    }

    private static Over failure(TrainingJob job, String message, boolean byLimit) {
        return new Over(false, job.framework().kind() + "Failed", message, byLimit);
    }
}
