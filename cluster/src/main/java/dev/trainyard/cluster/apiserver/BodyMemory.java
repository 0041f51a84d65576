package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory for the bodies of requests under way. A body is read whole, and the objects made of it are several times
 * as large.
 */
final class BodyMemory {
    private static final int KIB = 1 << 10;

    /** Longer than any request with a body takes, webhooks included. */
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final Semaphore kibibytes;

    /** @param bytes how much all bodies together may have */
    BodyMemory(long bytes) {
        kibibytes = new Semaphore(Math.toIntExact(bytes / KIB), true);
    }

    /**
     * Takes memory, which is given back with {@link #release}.
     *
     * @param wait whether to wait for it. A request over HTTP/2 must not: what it does not read fills the window of its
     *     connection, and the requests that have memory could not read on
     * @return what to give back
     * @throws ApiException TooManyRequests where there is no room
     */
    int take(long bytes, boolean wait) {
        int amount = Math.toIntExact(Math.ceilDiv(bytes, KIB));
        try {
            if (kibibytes.tryAcquire(amount, wait ? LONGEST_WAIT_SECONDS : 0, TimeUnit.SECONDS)) {
                return amount;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ApiException.of(
                Reason.TOO_MANY_REQUESTS,
                "the server has no memory for another request's body: send fewer large requests at once");
    }

    void release(int amount) {
        kibibytes.release(amount);
    }
}
