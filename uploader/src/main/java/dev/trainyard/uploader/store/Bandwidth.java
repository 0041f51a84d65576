package dev.trainyard.uploader.store;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** How many bytes a second may leave, over all threads together. */
public final class Bandwidth {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Who has paused may catch up on this much. */
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(50);

    private final long bytesPerSecond;
    private long next = System.nanoTime();

    private Bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public static Bandwidth unlimited() {
        return new Bandwidth(Long.MAX_VALUE);
    }

    public static Bandwidth of(long bytesPerSecond) {
        return new Bandwidth(bytesPerSecond);
    }

    /** Returns once so many bytes may leave. */
    void spend(int bytes) throws InterruptedIOException {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(turn(bytes, System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for bandwidth");
        }
    }

    /** How long to wait before so many bytes leave; those that are asked for next have to wait for these. */
    synchronized long turn(int bytes, long now) {
        next = Math.max(next, now - BURST);
        var wait = next - now;
        next += (long) (bytes * (double) SECOND / bytesPerSecond);
        return Math.max(0, wait);
    }
}
