package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActiveDeadlineTest {
    private static final TrainingJob JOB = Jobs.job("activeDeadlineSeconds: 600", "", "Worker 1");

    @Test
    void itIsCountedFromTheStart() {
        var started = Jobs.withTimes(JOB, Optional.of("2026-11-23T10:00:00Z"), Optional.empty());
        assertThat(ActiveDeadline.remaining(started, Instant.parse("2026-11-23T10:09:59Z")))
                .contains(Duration.ofSeconds(1));
        assertThat(ActiveDeadline.passed(started, Instant.parse("2026-11-23T10:09:59Z")))
                .isFalse();
        assertThat(ActiveDeadline.passed(started, Instant.parse("2026-11-23T10:10:00Z")))
                .isTrue();
    }

    @Test
    void aJobThatHasNotStartedHasAllOfIt() {
        var now = Instant.parse("2026-11-23T10:00:00Z");
        assertThat(ActiveDeadline.remaining(JOB, now)).contains(Duration.ofMinutes(10));
        assertThat(ActiveDeadline.passed(JOB, now)).isFalse();
    }

    @Test
    void aJobWithoutOneIsNotLate() {
        assertThat(ActiveDeadline.remaining(Jobs.job("", "", "Worker 1"), Instant.MAX))
                .isEmpty();
    }
}
