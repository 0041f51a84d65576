package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusPaceTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final StatusPace pace = new StatusPace();

    @Test
    void progressIsWrittenASecondAfterThePodsAndThenEveryFiveSeconds() {
        assertThat(pace.wait("a", NOW)).isEmpty();
        pace.podsMade("a", NOW);
        assertThat(pace.wait("a", NOW.plusMillis(300))).contains(Duration.ofMillis(700));
        assertThat(pace.wait("a", NOW.plusSeconds(1))).isEmpty();
        pace.written("a", NOW.plusSeconds(1));
        assertThat(pace.wait("a", NOW.plusSeconds(3))).contains(Duration.ofSeconds(3));
        assertThat(pace.wait("b", NOW.plusSeconds(3))).isEmpty();
        assertThat(pace.wait("a", NOW.plusSeconds(6))).isEmpty();
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        pace.written("a", NOW);
        assertThat(pace.wait("a", NOW.minusSeconds(3600))).isEmpty();
    }
}
