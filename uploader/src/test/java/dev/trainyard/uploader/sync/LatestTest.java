package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of {@code docs/decisions/0603}. */
class LatestTest {
    @ParameterizedTest
    @CsvSource({
        "b, 2026-11-24T10:00:00Z, 1, abc, true",
        "b, 2026-11-22T10:00:00Z, 9, abc, false",
        "a, 2026-11-23T10:00:00Z, 3, abc, true",
        "a, 2026-11-24T10:00:00Z, 1, abc, false",
        "a, 2026-11-23T10:00:00Z, 2, abc, false",
        "a, 2026-11-23T10:00:00Z, 2, other, true",
    })
    void movesForwardOnly(String run, Instant created, int attempt, String sha256, boolean follows) {
        var there = new Latest("a", Instant.parse("2026-11-23T10:00:00Z"), 2, "abc");
        assertThat(new Latest(run, created, attempt, sha256).follows(there)).isEqualTo(follows);
    }

    /** Neither of two runs of one moment follows the other and is followed by it. */
    @Test
    void ordersRunsOfOneMoment() {
        var now = Instant.parse("2026-11-23T10:00:00Z");
        var a = new Latest("a", now, 1, "abc");
        var b = new Latest("b", now, 1, "abc");
        assertThat(a.follows(b)).isNotEqualTo(b.follows(a));
    }

    @Test
    void isAsWritten() throws IOException {
        var golden = Files.readString(Path.of("../docs/formats/golden/latest.json"));
        var latest = new Latest("7a1c", Instant.parse("2026-11-23T10:00:00Z"), 1, "9a129038");
        assertThat(latest.toJson()).asString(StandardCharsets.UTF_8).isEqualTo(golden);
        assertThat(Latest.parse(golden)).isEqualTo(latest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "{\"run\":\"a\",\"runCreated\":\"now\",\"attempt\":1,\"manifestSha256\":\"a\"}"
            })
    void saysWhatIsNoPointer(String there) {
        assertThatThrownBy(() -> Latest.parse(there)).isInstanceOf(IOException.class);
    }
}
