package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RepeatedEventTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void repeatsAreAllCountedAndWrittenAfterAPauseThatDoubles() {
        var event = RepeatedEvent.first("a.1", NOW);
        var written = new ArrayList<Integer>();
        for (int second = 1; second <= 1400; second++) {
            if (event.isDue(NOW.plusSeconds(second))) {
                written.add(second);
            }
            event = event.again(NOW.plusSeconds(second));
        }

        assertThat(written).containsExactly(10, 30, 70, 150, 310, 610, 910, 1210);
        assertThat(event.count()).isEqualTo(1401);
        assertThat(event.first()).isEqualTo(NOW);
        assertThat(event.last()).isEqualTo(NOW.plusSeconds(1400));
    }

    @Test
    void whatHasNotHappenedForAnHourIsAnEventOfItsOwn() {
        var event = RepeatedEvent.first("a.1", NOW);

        assertThat(event.isForgotten(NOW.plusSeconds(3600))).isFalse();
        assertThat(event.isForgotten(NOW.plusSeconds(3601))).isTrue();
    }
}
