package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.uploader.sync.Manifest.Claim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of {@code docs/decisions/0600}. */
class ManifestTest {
    @ParameterizedTest
    @CsvSource({
        "2, Succeeded, OURS",
        "2, Failed, REPLACE",
        "1, Failed, REPLACE",
        "1, Interrupted, REPLACE",
        "1, Succeeded, FENCED",
        "3, Interrupted, FENCED",
        "3, Succeeded, FENCED",
    })
    void letsOneAttemptWin(int attemptThere, Outcome outcomeThere, Claim claim) throws IOException {
        var there = manifest(attemptThere, outcomeThere, "2026-11-23T09:00:00Z", "abc");
        assertThat(mine().claim(text(there))).isEqualTo(claim);
    }

    @Test
    void replacesItsOwnOfOtherFiles() throws IOException {
        var there = manifest(2, Outcome.Succeeded, "2026-11-23T10:00:00Z", "other");
        assertThat(mine().claim(text(there))).isEqualTo(Claim.REPLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "{\"attempt\":\"1\"}"})
    void saysWhatIsNoManifest(String there) {
        assertThatThrownBy(() -> mine().claim(there)).isInstanceOf(IOException.class);
    }

    private static String text(Manifest manifest) {
        return new String(manifest.toJson(), StandardCharsets.UTF_8);
    }

    private static Manifest mine() {
        return manifest(2, Outcome.Succeeded, "2026-11-23T10:00:00Z", "abc");
    }

    private static Manifest manifest(int attempt, Outcome outcome, String created, String sha256) {
        return new Manifest(
                new Identity("TFJob", "default", "digits", "7a1c", attempt, Optional.empty()),
                outcome,
                OptionalInt.of(0),
                Instant.parse(created),
                List.of(new Manifest.Entry("a", Optional.empty(), 1, sha256)),
                List.of());
    }
}
