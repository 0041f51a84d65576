package dev.trainyard.operator.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

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
     * @param access who may read the metrics; anybody may ask for the health, for a kubelet bears no token
     * @param ready whether all that this replica serves can be called
     * @throws IOException if the port is taken
     */
    public Endpoint(InetSocketAddress address, Metrics metrics, MetricsAccess access, BooleanSupplier ready)
            throws IOException {
        server = HttpServer.create(address, 0);
        server.createContext("/metrics", exchange -> {
            switch (access.decide(exchange.getRequestHeaders().getFirst("Authorization"))) {
                case MetricsAccess.Allowed _ ->
                    answer(
                            exchange,
                            HttpURLConnection.HTTP_OK,
                            "text/plain; version=0.0.4; charset=utf-8",
                            metrics.text());
                case MetricsAccess.Denied(var why) -> {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                    answer(exchange, HttpURLConnection.HTTP_UNAUTHORIZED, "text/plain", why);
                }
            }
        });
        server.createContext("/healthz", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, "text/plain", "ok"));
        server.createContext("/readyz", exchange -> {
            boolean isReady = ready.getAsBoolean();
            answer(
                    exchange,
                    isReady ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                    "text/plain",
                    isReady ? "ok" : "the webhook has no certificate yet");
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int code, String type, String content) throws IOException {
        try (exchange) {
            var body = content.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
