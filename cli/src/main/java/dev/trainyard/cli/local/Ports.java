package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
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

    /** Picks a free port for each 0, and fails if one of the others is taken. */
    public Ports resolved() {
        return new Ports(
                resolve(api, "API server", "--port"),
                resolve(store, "object store", "--store-port"),
                resolve(node, "node agent", "--node-port"));
    }

    private static int resolve(int port, String user, String option) {
        try (var socket = new ServerSocket()) {
            // As the servers do it: a port whose last connections are in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new Failure(
                    "Port %d, which the %s would use, is taken: %s. Take another: trainyard up %s %d, or %s 0 for any."
                            .formatted(port, user, taken.getMessage(), option, port + 1, option),
                    taken);
        }
    }
}
