package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.pods.Shortened;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortenedTest {
    @Test
    void cutsNoCharacterInTwo() {
        assertThat(Shortened.to(5, "12345")).isEqualTo("12345");
        assertThat(Shortened.to(5, "123456")).isEqualTo("1234…");
        assertThat(Shortened.to(5, "123🙂56")).isEqualTo("123…");
    }

    /** An annotation can have 256 KiB, and the operator remembers thousands of events. */
    @Test
    void whatOthersWriteIsNotCopiedWhole() {
        var message = "x".repeat(1 << 20);
        assertThat(JobEvent.warning("Reason", message).message()).hasSizeLessThanOrEqualTo(1024);
        var conditions = Conditions.with(List.of(), Conditions.WAITING, "Reason", message, Instant.EPOCH);
        assertThat(conditions.getFirst().message()).hasSizeLessThanOrEqualTo(4096);
        assertThat(Conditions.with(conditions, Conditions.WAITING, "Reason", message, Instant.MAX))
                .as("no change")
                .isEqualTo(conditions);
    }
}
