package dev.trainyard.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spaces out the status writes that only tell progress: of each job at most one a second, so that the pods of a job
 * that start or end one after the other are one write.
 */
final class StatusPace {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Map<String, Instant> last = new ConcurrentHashMap<>();

    /** How long the next write of progress must wait; absent where it need not. */
    Optional<Duration> wait(String jobUid, Instant now) {
        return Optional.ofNullable(last.get(jobUid))
                .map(before -> Duration.between(now, before.plus(INTERVAL)))
                // A clock that was set back must not hold it up.
                .filter(wait -> wait.isPositive() && wait.compareTo(INTERVAL) <= 0);
    }

    /** The interval begins: the status was written, or pods were made whose progress comes in a moment. */
    void begin(String jobUid, Instant now) {
        last.put(jobUid, now);
    }

    void forget(String jobUid) {
        last.remove(jobUid);
    }
}
