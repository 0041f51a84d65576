package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(now::get);

    /** No read of it takes longer than a read may. */
    @Test
    void aBodyThatDripsEnds() {
        var drips = new AtomicLong();
        var body = pace.reading(new InputStream() {
            @Override
            public int read() {
                drips.incrementAndGet();
                now.addAndGet(Duration.ofMinutes(1).toNanos());
                return 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        });
        assertThatThrownBy(body::readAllBytes)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("moved 11 bytes in 660 s");
        assertThat(drips).hasValue(11);
    }

    @Test
    void whatIsSentIsHeldToItToo() {
        assertThatThrownBy(() -> {
                    while (true) {
                        pace.measure(() -> {
                            now.addAndGet(Duration.ofSeconds(119).toNanos());
                            return 64 << 10;
                        });
                    }
                })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aSlowLineIsFastEnough() {
        assertThat(Pace.isTooSlow(Pace.START, 0)).isFalse();
        assertThat(Pace.isTooSlow(Pace.START.plusNanos(1), 0)).isTrue();
        var megabytes = 100L << 20;
        assertThat(Pace.isTooSlow(Duration.ofSeconds(megabytes / Pace.BYTES_PER_SECOND), megabytes))
                .isFalse();
    }
}
