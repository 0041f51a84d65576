package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory for the bodies of requests under way. A body is read whole, and the objects made of it are several times
 * as large. Requests wait for room, in the order in which they came.
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
     * @return what to give back
     * @throws ApiException TooManyRequests after a while without room
     */
    int take(long bytes) {
        int amount = Math.toIntExact(Math.ceilDiv(bytes, KIB));
        try {
            if (kibibytes.tryAcquire(amount, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
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
