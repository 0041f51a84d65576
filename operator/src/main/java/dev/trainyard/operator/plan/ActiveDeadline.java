package dev.trainyard.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a job may train, counted from its start, which a suspension resets. An upload has a deadline of its own. */
final class ActiveDeadline {
    static boolean passed(TrainingJob job, Instant now) {
        return remaining(job, now).filter(left -> !left.isPositive()).isPresent();
    }

    /** How long is left; absent where nothing limits the job or it has not started. */
    static Optional<Duration> remaining(TrainingJob job, Instant now) {
        return job.runPolicy()
                .activeDeadlineSeconds()
                .flatMap(seconds -> start(job, now)
                        .map(start -> Duration.between(now, Instant.parse(start).plusSeconds(seconds))));
    }

    /** A job that is still said to be suspended has just been resumed, and starts anew. */
    private static Optional<String> start(TrainingJob job, Instant now) {
        return Conditions.isTrue(job.status().conditions(), Conditions.SUSPENDED)
                ? Optional.of(now.toString())
                : job.status().startTime();
    }

    private ActiveDeadline() {}
}
