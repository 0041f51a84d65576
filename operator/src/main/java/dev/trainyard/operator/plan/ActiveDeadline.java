package dev.trainyard.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a job may train, counted from its start, which a suspension resets. An upload has a deadline of its own. */
final class ActiveDeadline {
    static boolean passed(TrainingJob job, Instant now) {
        return remaining(job, now).filter(left -> !left.isPositive()).isPresent();
    }

    /** How long is left; absent where nothing limits the job. */
    static Optional<Duration> remaining(TrainingJob job, Instant now) {
        return job.runPolicy()
                .activeDeadlineSeconds()
                .map(seconds -> Duration.between(now, start(job, now).plusSeconds(seconds)));
    }

    /**
     * A job that has not started does so at this look, and nothing may bring about another before its deadline. One
     * whose status still says suspended has just been resumed, and starts again.
     */
    private static Instant start(TrainingJob job, Instant now) {
        return job.status()
                .startTime()
                .filter(_ -> !Conditions.isTrue(job.status().conditions(), Conditions.SUSPENDED))
                .map(Instant::parse)
                .orElse(now);
    }

    private ActiveDeadline() {}
}
