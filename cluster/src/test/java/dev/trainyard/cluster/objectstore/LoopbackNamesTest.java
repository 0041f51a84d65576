package dev.trainyard.cluster.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "artifacts.localhost", "127.0.0.1", "127.0.1.1", "::1", "[::1]"})
    void theMachinesOwnNamesAreTaken(String host) {
        assertThat(LoopbackNames.contains(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void allOthersAreNot(String host) {
        assertThat(LoopbackNames.contains(host)).isFalse();
    }
}
