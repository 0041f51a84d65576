package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FarewellTest {
    private static final Instant END = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void podsOfAJobThatHasSucceededGetTenSeconds() {
        var job = Jobs.job("", "", "Worker 1");
        assertThat(Farewell.remaining(job, true, END, END.plusSeconds(4))).contains(Duration.ofSeconds(6));
        assertThat(Farewell.remaining(job, true, END, END.plusSeconds(10))).isEmpty();
    }

    @Test
    void aFailedJobLetsItsGpusGoAtOnce() {
        assertThat(Farewell.remaining(Jobs.job("", "", "Worker 1"), false, END, END))
                .isEmpty();
    }

    @Test
    void whoAsksForCleaningUpGetsItAtOnceAsInV1() {
        assertThat(Farewell.remaining(Jobs.job("cleanPodPolicy: Running", "", "Worker 1"), true, END, END))
                .isEmpty();
    }
}
