package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final Refusals refusals = new Refusals(Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void eachObjectHasAPauseOfItsOwnThatDoublesUpTo30Seconds() {
        var pauses = IntStream.range(0, 7)
                .mapToObj(_ -> {
                    refusals.add("job", "worker-0", "no");
                    return refusals.pause("job", "worker-0").orElseThrow();
                })
                .map(Duration::toSeconds);

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(refusals.pause("job", "worker-1")).isEmpty();
    }

    @Test
    void onlyOtherWordsAreNews() {
        assertThat(refusals.add("job", "worker-0", "no quota")).isTrue();
        assertThat(refusals.add("job", "worker-0", "no quota")).isFalse();
        assertThat(refusals.add("job", "worker-0", "denied")).isTrue();
        assertThat(refusals.messages("job")).isEqualTo(Map.of("worker-0", "denied"));
    }

    @Test
    void whatHasBeenMadeIsForgotten() {
        refusals.add("job", "worker-0", "no");
        refusals.add("job", "worker-1", "no");

        refusals.remove("job", "worker-0");

        assertThat(refusals.pause("job", "worker-0")).isEmpty();
        assertThat(refusals.messages("job")).containsOnlyKeys("worker-1");
    }
}
