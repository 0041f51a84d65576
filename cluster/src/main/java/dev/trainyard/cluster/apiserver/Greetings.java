package dev.trainyard.cluster.apiserver;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hangs up on a client that connects and does not complete the TLS handshake. Helidon waits for it without a limit, and
 * does not count it among the connections that can be idle.
 */
final class Greetings {
    private static final Logger LOG = LoggerFactory.getLogger(Greetings.class);

    private final ScheduledExecutorService timer;
    private final Duration limit;

    /** The alarm of each connection that has not greeted, by the client's port. */
    private final Map<Integer, Future<?>> alarms = new ConcurrentHashMap<>();

    Greetings(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    private void accepted(SocketChannel channel) {
        int port = channel.socket().getPort();
        Future<?> alarm = timer.schedule(
                () -> {
                    if (alarms.remove(port) != null) {
                        hangUp(channel);
                    }
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        alarms.put(port, alarm);
    }

    /** Says that the connection from this port of the client speaks HTTP. */
    void greeted(int port) {
        Future<?> alarm = alarms.remove(port);
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private static void hangUp(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection that never spoke", e);
        }
    }

    /** Options that Helidon gives each accepted socket: this is how it tells of one. */
    SocketOptions watch(SocketOptions options) {
        return new SocketOptions() {
            @Override
            public void configureSocket(SocketChannel channel) {
                options.configureSocket(channel);
                accepted(channel);
            }

            @Override
            public Map<SocketOption<?>, Object> socketOptions() {
                return options.socketOptions();
            }

            @Override
            public Duration connectTimeout() {
                return options.connectTimeout();
            }

            @Override
            public Duration readTimeout() {
                return options.readTimeout();
            }

            @Override
            public Optional<Integer> socketReceiveBufferSize() {
                return options.socketReceiveBufferSize();
            }

            @Override
            public Optional<Integer> socketSendBufferSize() {
                return options.socketSendBufferSize();
            }

            @Override
            public boolean socketReuseAddress() {
                return options.socketReuseAddress();
            }

            @Override
            public boolean socketKeepAlive() {
                return options.socketKeepAlive();
            }

            @Override
            public boolean tcpNoDelay() {
                return options.tcpNoDelay();
            }
        };
    }
}
