package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
    private static final Optional<String> END = Optional.of("2026-11-23T10:00:00Z");

    @Test
    void itIsCountedFromTheEndAndGoesBelowZeroWhenMissed() {
        var job = Jobs.withTimes(Jobs.job("ttlSecondsAfterFinished: 60", "", "Worker 1"), Optional.empty(), END);
        assertThat(TimeToLive.remaining(job, Instant.parse("2026-11-23T10:00:45Z")))
                .contains(Duration.ofSeconds(15));
        assertThat(TimeToLive.remaining(job, Instant.parse("2026-11-23T11:00:00Z")))
                .hasValueSatisfying(left -> assertThat(left).isNegative());
    }

    @Test
    void withoutOneAJobIsKept() {
        var job = Jobs.withTimes(Jobs.job("", "", "Worker 1"), Optional.empty(), END);
        assertThat(TimeToLive.remaining(job, Instant.parse("2036-11-23T10:00:00Z")))
                .isEmpty();
    }
}
