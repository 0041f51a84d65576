package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PodBackoffTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void theFirstRestartIsImmediateAndThePauseDoublesUpTo5Minutes() {
        assertThat(IntStream.rangeClosed(0, 8).mapToObj(PodBackoff::pause).map(Duration::toSeconds))
                .containsExactly(0L, 0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
        assertThat(PodBackoff.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aReplicaThatHasNotFailedFor10MinutesAfterItsPauseBeginsAgain() {
        assertThat(next(failed(4, 40 + 599)).failures()).contains(5);
        assertThat(next(failed(4, 40 + 600)).failures()).contains(1);
    }

    @Test
    void aClockThatWasWrongHoldsNothingUpForLongerThanTheLongestPause() {
        assertThat(PodBackoff.remaining(failed(2, -20), NOW)).contains(Duration.ofSeconds(30));
        assertThat(PodBackoff.remaining(failed(2, -3600), NOW)).isEmpty();
    }

    private static ReplicaHistory failed(int failures, long secondsAgo) {
        return ReplicaHistory.BLANK.failed(
                Optional.of(failures), Optional.of(NOW.minusSeconds(secondsAgo).toString()), Optional.empty());
    }

    private static ReplicaHistory next(ReplicaHistory before) {
        return PodBackoff.failed(before, Optional.of(before), Optional.empty(), NOW);
    }
}
