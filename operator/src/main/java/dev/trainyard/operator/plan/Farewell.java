package dev.trainyard.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long the pods of a job that has succeeded may take to end by themselves before they are deleted, where the
 * manifest says nothing of cleaning up. A worker that has taken the last step with its chief writes its last lines and
 * ends, and its logs stay; a parameter server never ends.
 */
final class Farewell {
    private static final Duration LENGTH = Duration.ofSeconds(10);

    /** What is left of it, always positive; absent when it is over, or where there is none. */
    static Optional<Duration> remaining(TrainingJob job, boolean succeeded, Instant end, Instant now) {
        if (!succeeded || job.runPolicy().cleanPodPolicy().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, end.plus(LENGTH))).filter(Duration::isPositive);
    }

    private Farewell() {}
}
