package dev.trainyard.cluster.apiserver;

/** The port that the server was to listen on belongs to another program. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PortTakenException(String host, int port) {
        super("port " + port + " on " + host + " is taken by another program: stop that, or choose another port"
                + " with --port (0 takes a free one)");
    }
}
