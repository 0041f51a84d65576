package dev.trainyard.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "940, 0.9 s",
        "9949, 9.9 s",
        "9951, 10 s",
        "24400, 24 s",
        "59600, 1 m 0 s",
        "108000, 1 m 48 s",
        "7500000, 2 h 5 m"
    })
    void durations(long milliseconds, String text) {
        assertThat(Quantities.duration(Duration.ofMillis(milliseconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 MiB", "212345, 0.2 MiB", "3328599654, 3.1 GiB"})
    void sizes(long bytes, String text) {
        assertThat(Quantities.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void bars() {
        assertThat(Quantities.bar(0)).isEqualTo("┄┄┄┄┄┄┄┄┄┄");
        assertThat(Quantities.bar(0.5)).isEqualTo("━━━━━┄┄┄┄┄");
        assertThat(Quantities.bar(1.5)).isEqualTo("━━━━━━━━━━");
    }
}
