package dev.trainyard.operator.serving;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the exchanges of a {@link com.sun.net.httpserver.HttpServer}, each in a virtual thread: from the first byte of a
 * request, the TLS handshake included, to the last byte of its response. An exchange that exceeds its time, or that is
 * the oldest one of too many, is interrupted, which closes its connection.
 */
public final class BoundedExchanges implements Executor, AutoCloseable {
    private static final String MAX_CONNECTIONS = "jdk.httpserver.maxConnections";

    /** For each port. A connection without a request costs a few KiB, and the server closes it after 30 seconds. */
    private static final int CONNECTIONS = 4096;

    private final EvictingLimit limit;
    private final Duration time;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Discards what comes after it is closed. */
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("exchange-alarms").factory(), new ThreadPoolExecutor.DiscardPolicy());

    /**
     * Runs none yet.
     *
     * @param limit how many at once
     * @param time how long each may take
     */
    public BoundedExchanges(int limit, Duration time) {
        this.limit = new EvictingLimit(limit);
        this.time = time;
        alarms.setRemoveOnCancelPolicy(true);
    }

    /**
     * Bounds the connections of every port of this process, unless the command line of the JVM does. To be called
     * before the first server is made, since the JDK reads the property once.
     */
    public static void limitConnections() {
        if (System.getProperty(MAX_CONNECTIONS) == null) {
            System.setProperty(MAX_CONNECTIONS, Integer.toString(CONNECTIONS));
        }
    }

    @Override
    public void execute(Runnable exchange) {
        threads.execute(() -> {
            var alarm = alarms.schedule(Thread.currentThread()::interrupt, time.toMillis(), TimeUnit.MILLISECONDS);
            try {
                limit.run(exchange::run);
            } finally {
                alarm.cancel(false);
            }
        });
    }

    @Override
    public void close() {
        alarms.shutdownNow();
        threads.shutdownNow();
    }
}
