package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdleConnectionsTest {
    private Instant now = Instant.EPOCH;
    private final IdleConnections connections = new IdleConnections(() -> now);

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void countsFromTheOpeningAndFromTheEndOfTheLastRequest() {
        connections.opened("c");
        pass(10);
        assertThat(connections.sinceLastRequest("c")).isEqualTo(Duration.ofSeconds(10));
        connections.requestBegins("c");
        connections.requestEnds("c");
        pass(3);
        assertThat(connections.sinceLastRequest("c")).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aWatchKeepsItsConnectionWhateverElseEnds() {
        connections.opened("c");
        connections.requestBegins("c");
        connections.requestBegins("c");
        connections.requestEnds("c");
        pass(10_000);
        assertThat(connections.sinceLastRequest("c")).isZero();
        connections.requestEnds("c");
        pass(1);
        assertThat(connections.sinceLastRequest("c")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRequestThatOutlivesItsConnectionLeavesNothing() {
        connections.opened("c");
        connections.requestBegins("c");
        connections.closed("c");
        connections.requestEnds("c");
        pass(10);
        assertThat(connections.sinceLastRequest("c")).isZero();
    }
}
