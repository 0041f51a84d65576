package dev.trainyard.cluster.apiserver;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Hangs up on a client that has stopped reading: a virtual thread that is interrupted while it writes to a socket
 * closes that socket. Without this a client that was stopped or has hung would hold its thread, and what is on its way
 * to it, for ever.
 */
final class WriteDeadline {
    private final ScheduledExecutorService timer;
    private final Duration limit;

    WriteDeadline(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /** Something that writes to a client. */
    interface Writing {
        void run() throws IOException;
    }

    void run(Writing writing) throws IOException {
        Thread writer = Thread.currentThread();
        Future<?> alarm = timer.schedule(writer::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            writing.run();
        } finally {
            alarm.cancel(false);
        }
    }
}
