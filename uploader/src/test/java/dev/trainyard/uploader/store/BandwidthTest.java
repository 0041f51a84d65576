package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BandwidthTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void letsEachWaitForThoseBefore() {
        var bandwidth = Bandwidth.of(1000);
        var now = System.nanoTime() + SECOND;
        assertThat(bandwidth.turn(500, now)).isZero();
        var first = bandwidth.turn(500, now);
        assertThat(first).isPositive().isLessThanOrEqualTo(SECOND / 2);
        assertThat(bandwidth.turn(500, now)).isEqualTo(first + SECOND / 2);
    }

    /** Who has paused may not make up for all of it. */
    @Test
    void forgetsWhatWasNotUsed() {
        var bandwidth = Bandwidth.of(1000);
        var now = System.nanoTime() + 3600 * SECOND;
        bandwidth.turn(1000, now);
        assertThat(bandwidth.turn(1, now)).isGreaterThan(SECOND / 2);
    }
}
