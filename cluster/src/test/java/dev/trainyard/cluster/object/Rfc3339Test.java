package dev.trainyard.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.999999Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+02:00, 2026-01-02T01:04:05Z",
        "2026-01-02T03:04:05.5-00:30, 2026-01-02T03:34:05Z"
    })
    void aTimeIsWrittenInUtcAndWholeSeconds(String text, String canonical) {
        assertThat(Rfc3339.time(text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "2026-01-02",
                "2026-01-02T03:04Z",
                "2026-01-02t03:04:05z",
                "2026-02-30T00:00:00Z",
                "2026-01-02T24:00:00Z",
                "2026-01-02T03:04:60Z",
                "2026-01-02T03:04:05",
                "+12026-01-02T03:04:05Z",
                "2026-01-02T03:04:05+0200",
                "9999-12-31T23:59:59-01:00",
                "0000-01-01T00:00:00+01:00"
            })
    void whatGoDoesNotReadIsNoTime(String text) {
        assertThat(Rfc3339.time(text)).isEmpty();
    }

    @Test
    void aMicroTimeHasSixDigitsAfterThePoint() {
        assertThat(Rfc3339.microTime("2026-01-02T03:04:05.120000+01:00")).contains("2026-01-02T02:04:05.120000Z");
        assertThat(Rfc3339.microTime("2026-01-02T03:04:05Z")).isEmpty();
        assertThat(Rfc3339.microTime("2026-01-02T03:04:05.123Z")).isEmpty();
        assertThat(Rfc3339.microTime("2026-01-02T03:04:05.123456789Z")).isEmpty();
    }
}
