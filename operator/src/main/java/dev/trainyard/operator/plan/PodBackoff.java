package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * How long a replica waits for its next pod after its last one has failed, as a kubelet waits with a container: the
 * first restart is immediate, the next comes after 10 seconds, and the pause doubles up to 5 minutes. A replica that
 * has not failed for 10 minutes after its pause begins again. A pod that is deleted has not failed.
 */
final class PodBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    /** The pause after so many failures in a row. */
    static Duration pause(int failures) {
        if (failures < 2) {
            return Duration.ZERO;
        }
        var doubled = FIRST.multipliedBy(1L << Math.min(failures - 2, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /** What is left of the pause, always positive; absent where the next pod may be made. */
    static Optional<Duration> remaining(ReplicaHistory history, Instant now) {
        return until(history, now).map(end -> Duration.between(now, end));
    }

    /**
     * When the pause ends; absent where the next pod may be made.
     *
     * <p>A failure that lies so far in the future that the pause would be longer than the longest there is has been
     * written by a clock that was wrong, and does not count.
     */
    static Optional<Instant> until(ReplicaHistory history, Instant now) {
        return lastFailure(history)
                .map(last -> last.plus(pause(failures(history))))
                .filter(end -> now.isBefore(end) && !end.isAfter(now.plus(LONGEST)));
    }

    /**
     * The history after one more failure.
     *
     * @param before where the failures in a row are counted
     */
    static ReplicaHistory failed(
            ReplicaHistory history, Optional<ReplicaHistory> before, Optional<String> message, Instant now) {
        int failures = before.filter(known -> !isForgotten(known, now))
                        .map(PodBackoff::failures)
                        .orElse(0)
                + 1;
        return history.failed(
                Optional.of(failures),
                Optional.of(now.truncatedTo(ChronoUnit.SECONDS).toString()),
                message);
    }

    /** The history of the replica that has failed last; absent where none has. */
    static Optional<ReplicaHistory> latest(Collection<ReplicaHistory> histories) {
        return histories.stream()
                .filter(history -> history.lastFailure().isPresent())
                .max(Comparator.comparing(history -> lastFailure(history).orElseThrow()));
    }

    private static boolean isForgotten(ReplicaHistory history, Instant now) {
        return lastFailure(history)
                .map(last -> last.plus(pause(failures(history))).plus(FORGOTTEN_AFTER))
                .filter(now::isBefore)
                .isEmpty();
    }

    private static int failures(ReplicaHistory history) {
        return history.failures().orElse(0);
    }

    private static Optional<Instant> lastFailure(ReplicaHistory history) {
        return history.lastFailure().map(Instant::parse);
    }

    private PodBackoff() {}
}
