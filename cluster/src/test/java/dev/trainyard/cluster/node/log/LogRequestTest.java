package dev.trainyard.cluster.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogRequestTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @Test
    void readsFlagsInTheSpellingOfPython() {
        var request = LogRequest.parse("follow=True&previous=TRUE&timestamps", NOW);
        assertThat(request.follow()).isTrue();
        assertThat(request.previous()).isTrue();
        assertThat(request.timestamps()).isTrue();
        var none = LogRequest.parse("follow=False&previous=0", NOW);
        assertThat(none.follow()).isFalse();
        assertThat(none.previous()).isFalse();
        assertThat(none.timestamps()).isFalse();
    }

    @Test
    void readsNumbersAndTimes() {
        var request = LogRequest.parse("tailLines=5&sinceSeconds=60&limitBytes=7&sinceTime=", NOW);
        assertThat(request.tailLines()).contains(5L);
        assertThat(request.limitBytes()).contains(7L);
        assertThat(request.since()).contains(NOW.minusSeconds(60));
        assertThat(LogRequest.parse("sinceTime=2026-11-30T11:00:00%2B02:00", NOW)
                        .since())
                .contains(Instant.parse("2026-11-30T09:00:00Z"));
        assertThat(LogRequest.parse(null, NOW))
                .isEqualTo(new LogRequest(false, false, false, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void saysWhichValueMakesNoSense() {
        assertThatThrownBy(() -> LogRequest.parse("tailLines=-1", NOW)).hasMessageContaining("tailLines");
        assertThatThrownBy(() -> LogRequest.parse("sinceTime=noon", NOW)).hasMessageContaining("sinceTime");
    }
}
