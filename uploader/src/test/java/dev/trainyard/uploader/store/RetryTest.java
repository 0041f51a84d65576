package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void waitsLongerEachTimeUpToALimit() {
        assertThat(Retry.pause(0, 1)).isEqualTo(Duration.ofMillis(200));
        assertThat(Retry.pause(0, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(Retry.pause(3, 1)).isEqualTo(Duration.ofMillis(1600));
        assertThat(Retry.pause(1000, 1)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void asksAgainWhileTheStoreIsUnavailable() throws Exception {
        var asked = new ArrayList<Integer>();
        var answer = new Retry(Duration.ofMinutes(1), log::add).call(() -> {
            asked.add(1);
            if (asked.size() < 2) {
                throw new StoreException.Unavailable("down", new Exception());
            }
            return "up";
        });
        assertThat(answer).isEqualTo("up");
        assertThat(asked).hasSize(2);
        assertThat(log).hasSize(2);
        assertThat(log.getFirst())
                .matches("down \\(since [0-9-]+T[0-9:]+Z; next try in 0\\.[12] s, giving up in (59|60) s\\)");
        assertThat(log.getLast()).startsWith("the store answers again, after ");
    }

    @Test
    void givesUpAtTheLimit() {
        assertThatThrownBy(() -> new Retry(Duration.ZERO, log::add).run(() -> {
                    throw new StoreException.Unavailable("down", new Exception());
                }))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThat(log).isEmpty();
    }

    @Test
    void doesNotAskAgainWhatWouldFailAgain() {
        assertThatThrownBy(() -> new Retry(Duration.ofHours(1), log::add).run(() -> {
                    throw new StoreException.Refused("no such bucket", new Exception());
                }))
                .hasMessage("no such bucket");
    }
}
