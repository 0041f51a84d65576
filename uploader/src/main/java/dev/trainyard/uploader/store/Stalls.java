package dev.trainyard.uploader.store;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Breaks connections that take nothing any more. The JDK ends a read that takes too long, and no write: a server that
 * stands still, behind a kernel that does not, would keep its client for ever.
 */
final class Stalls {
    private final Set<Sending> sendings = ConcurrentHashMap.newKeySet();
    private final Duration patience;
    private boolean watches;

    Stalls(Duration patience) {
        this.patience = patience;
    }

    /** A request body under way; to be closed when it has been sent. */
    final class Sending implements AutoCloseable {
        private final HttpURLConnection connection;
        private volatile OptionalLong since = OptionalLong.empty();
        private volatile boolean broken;

        private Sending(HttpURLConnection connection) {
            this.connection = connection;
        }

        /** A piece of it is to be taken now. */
        void offers() {
            since = OptionalLong.of(System.nanoTime());
        }

        /** It has been. */
        void isTaken() {
            since = OptionalLong.empty();
        }

        boolean isBroken() {
            return broken;
        }

        private void breakIfStalled() {
            var offered = since;
            if (offered.isPresent() && System.nanoTime() - offered.getAsLong() > patience.toNanos()) {
                broken = true;
                connection.disconnect();
            }
        }

        @Override
        public void close() {
            sendings.remove(this);
        }
    }

    Sending watch(HttpURLConnection connection) {
        var sending = new Sending(connection);
        sendings.add(sending);
        begin();
        return sending;
    }

    private synchronized void begin() {
        if (!watches) {
            watches = true;
            Thread.ofPlatform().name("stalls").daemon().start(this::look);
        }
    }

    private void look() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(patience.toNanos() / 10);
                sendings.forEach(Sending::breakIfStalled);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }
}
