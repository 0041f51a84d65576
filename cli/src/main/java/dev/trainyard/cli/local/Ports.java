package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * What the local cluster listens on, all on 127.0.0.1.
 *
 * @param api the API server
 * @param store the object store
 * @param node the node agent
 */
public record Ports(int api, int store, int node) {
    /** The ports that other programs expect. */
    public static final Ports USUAL = new Ports(6443, 9000, 10250);

    private static final int LARGEST = 65_535;

    /** Picks a free port for each 0, and fails if one of the others is taken. */
    public Ports resolved() {
        // All held until the last is found, so that no two are the same.
        try (var first = hold(api, "API server", "--port");
                var second = hold(store, "object store", "--store-port");
                var third = hold(node, "node agent", "--node-port")) {
            return new Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
        } catch (IOException notFreed) {
            throw new UncheckedIOException(notFreed);
        }
    }

    private static ServerSocket hold(int port, String user, String option) throws IOException {
        if (port < 0 || port > LARGEST) {
            throw new Failure("%s %d is no port: give the %s one from 1 to %d, or 0 for any."
                    .formatted(option, port, user, LARGEST));
        }
        var socket = new ServerSocket();
        try {
            // As the servers do it: a port whose last connections are in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException taken) {
            socket.close();
            throw new Failure(
                    "Port %d, which the %s would use, is taken: %s. Take another: trainyard up %s %d, or %s 0 for any."
                            .formatted(port, user, taken.getMessage(), option, port + 1, option),
                    taken);
        }
    }
}
