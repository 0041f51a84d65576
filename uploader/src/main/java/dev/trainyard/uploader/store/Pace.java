package dev.trainyard.uploader.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Holds one body to a least rate. A timeout per read or write lets a server move a byte a minute for ever. Only time
 * that is spent waiting for the server counts: not that for the bandwidth limit, and not that for the disk.
 */
final class Pace {
    /** A store may put an object of many parts together for some minutes, and send blanks meanwhile. */
    static final Duration START = Duration.ofMinutes(10);

    /** Eight connections over a line of 256 kbit/s have this much each. */
    static final long BYTES_PER_SECOND = 4 << 10;

    private final LongSupplier clock;
    private long waited;
    private long moved;

    Pace() {
        this(System::nanoTime);
    }

    /** @param clock in nanoseconds */
    Pace(LongSupplier clock) {
        this.clock = clock;
    }

    /** One read or write; returns how many bytes it has moved. */
    @FunctionalInterface
    interface Move {
        int run() throws IOException;
    }

    /** @throws SocketTimeoutException if the body is too slow on the whole */
    int measure(Move move) throws IOException {
        var start = clock.getAsLong();
        var bytes = move.run();
        waited += clock.getAsLong() - start;
        moved += Math.max(0, bytes);
        // The last byte may be as late as it is.
        if (bytes >= 0 && isTooSlow(Duration.ofNanos(waited), moved)) {
            throw new SocketTimeoutException("it has moved %d bytes in %d s, less than %d bytes a second"
                    .formatted(moved, Duration.ofNanos(waited).toSeconds(), BYTES_PER_SECOND));
        }
        return bytes;
    }

    static boolean isTooSlow(Duration waited, long moved) {
        return waited.compareTo(START.plusSeconds(moved / BYTES_PER_SECOND)) > 0;
    }

    /** The same content, held to this pace. */
    InputStream reading(InputStream body) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return measure(() -> body.read(target, offset, length));
            }

            @Override
            public void close() throws IOException {
                body.close();
            }
        };
    }
}
