package dev.trainyard.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a finished job is deleted, with all that belongs to it; suspended or not. */
final class TimeToLive {
    /** How long it is still kept, not positive when it is over; absent where it is kept for ever. */
    static Optional<Duration> remaining(TrainingJob job, Instant now) {
        return job.runPolicy()
                .ttlSecondsAfterFinished()
                .flatMap(seconds -> job.status()
                        .completionTime()
                        .map(end -> Duration.between(now, Instant.parse(end).plusSeconds(seconds))));
    }

    private TimeToLive() {}
}
