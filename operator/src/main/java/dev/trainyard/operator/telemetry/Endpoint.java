package dev.trainyard.operator.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, and {@code /healthz} and {@code /readyz} for a kubelet's probes: a replica that waits to
 * lead is as ready as the one that does.
 */
public final class Endpoint implements AutoCloseable {
    private final HttpServer server;

    /**
     * Begins to serve.
     *
     * @param address where; port 0 for a free one
     * @throws IOException if the port is taken
     */
    public Endpoint(InetSocketAddress address, Metrics metrics) throws IOException {
        server = HttpServer.create(address, 0);
        serve("/metrics", "text/plain; version=0.0.4; charset=utf-8", metrics::text);
        serve("/healthz", "text/plain", () -> "ok");
        serve("/readyz", "text/plain", () -> "ok");
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, String type, Supplier<String> content) {
        server.createContext(path, exchange -> answer(exchange, type, content.get()));
    }

    private static void answer(HttpExchange exchange, String type, String content) throws IOException {
        try (exchange) {
            var body = content.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
