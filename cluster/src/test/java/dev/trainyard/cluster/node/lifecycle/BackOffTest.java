package dev.trainyard.cluster.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void doublesUpToTheLimit() {
        var delays = Stream.iterate(Duration.ZERO, delay -> BackOff.KUBELET.next(delay, SHORT))
                .limit(8)
                .map(Duration::toSeconds);

        assertThat(delays).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void startsAnewAfterALongRun() {
        assertThat(BackOff.KUBELET.next(Duration.ofSeconds(160), Duration.ofMinutes(11)))
                .isEqualTo(Duration.ofSeconds(10));
    }
}
