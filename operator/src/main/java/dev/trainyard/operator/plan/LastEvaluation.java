package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long an Evaluator may go on when its job has succeeded: it has yet to look at the last checkpoint, which is the
 * one that people want to know about. One that never ends must not hold its GPU for ever.
 */
final class LastEvaluation {
    private static final Duration LENGTH = Duration.ofHours(1);

    /** Whether this pod still evaluates. */
    static boolean isIn(TrainingJob job, ReplicaPod pod) {
        return pod.alive()
                && job.roles().stream()
                        .anyMatch(role -> role.key().equals(pod.role())
                                && !job.framework().isJudged(role.name()));
    }

    /** What is left of it, always positive; absent when it is over, or where nothing evaluates. */
    static Optional<Duration> remaining(TrainingJob job, List<ReplicaPod> pods, Instant now) {
        return job.status()
                .completionTime()
                .filter(_ -> job.hasSucceeded() && pods.stream().anyMatch(pod -> isIn(job, pod)))
                .map(end -> Duration.between(now, Instant.parse(end).plus(LENGTH)))
                .filter(Duration::isPositive);
    }

    private LastEvaluation() {}
}
