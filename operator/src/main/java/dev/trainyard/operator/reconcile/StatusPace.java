package dev.trainyard.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spaces out the status writes that only tell progress, so that the pods of a job that start or end one after the other
 * are one write. Kubernetes' own Job controller does the same.
 */
final class StatusPace {
    /** From the making of pods to the write that says how they run. */
    static final Duration AFTER_PODS = Duration.ofSeconds(1);

    /** From one write to the next. */
    private static final Duration AFTER_A_WRITE = Duration.ofSeconds(5);

    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    /** How long the next write of progress must wait; absent where it need not. */
    Optional<Duration> wait(String jobUid, Instant now) {
        return Optional.ofNullable(next.get(jobUid))
                .map(due -> Duration.between(now, due))
                // A clock that was set back must not hold it up.
                .filter(wait -> wait.isPositive() && wait.compareTo(AFTER_A_WRITE) <= 0);
    }

    void podsMade(String jobUid, Instant now) {
        next.put(jobUid, now.plus(AFTER_PODS));
    }

    void written(String jobUid, Instant now) {
        next.put(jobUid, now.plus(AFTER_A_WRITE));
    }

    void forget(String jobUid) {
        next.remove(jobUid);
    }
}
