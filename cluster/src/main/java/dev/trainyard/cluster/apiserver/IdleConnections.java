package dev.trainyard.cluster.apiserver;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows how long each connection has had no request. Helidon itself counts from the beginning of the last request, and
 * would end a watch that lasts longer than an idle connection may.
 */
final class IdleConnections {
    private final InstantSource clock;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    /**
     * How a connection is used.
     *
     * @param requests how many are in progress
     * @param since when the last one ended, or the connection began
     */
    private record Use(int requests, Instant since) {}

    IdleConnections(InstantSource clock) {
        this.clock = clock;
    }

    void opened(String connection) {
        uses.put(connection, new Use(0, clock.instant()));
    }

    void closed(String connection) {
        uses.remove(connection);
    }

    void requestBegins(String connection) {
        uses.computeIfPresent(connection, (_, use) -> new Use(use.requests() + 1, use.since()));
    }

    void requestEnds(String connection) {
        uses.computeIfPresent(connection, (_, use) -> new Use(use.requests() - 1, clock.instant()));
    }

    /** How long the connection has had no request; zero while there is one. */
    Duration sinceLastRequest(String connection) {
        Use use = uses.get(connection);
        return use == null || use.requests() > 0 ? Duration.ZERO : Duration.between(use.since(), clock.instant());
    }

    /** A selector whose connections are known here. */
    ServerConnectionSelector watch(ServerConnectionSelector selector, Greetings greetings) {
        return new ServerConnectionSelector() {
            @Override
            public int bytesToIdentifyConnection() {
                return selector.bytesToIdentifyConnection();
            }

            @Override
            public Support supports(BufferData data) {
                return selector.supports(data);
            }

            @Override
            public Set<String> supportedApplicationProtocols() {
                return selector.supportedApplicationProtocols();
            }

            @Override
            public ServerConnection connection(ConnectionContext context) {
                greetings.greeted(context.remotePeer().port());
                return new Watched(context.childSocketId(), selector.connection(context));
            }
        };
    }

    private final class Watched implements ServerConnection {
        private final String id;
        private final ServerConnection connection;

        Watched(String id, ServerConnection connection) {
            this.id = id;
            this.connection = connection;
            opened(id);
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                connection.handle(limit);
            } finally {
                closed(id);
            }
        }

        @Override
        public Duration idleTime() {
            return sinceLastRequest(id);
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
