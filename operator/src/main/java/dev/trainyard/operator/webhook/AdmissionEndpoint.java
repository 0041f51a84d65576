package dev.trainyard.operator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS for API servers. They show no certificate of their own unless they are told to, so whoever can reach it may
 * ask, and hears where the artifacts of a namespace go; no key passes through here.
 */
final class AdmissionEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionEndpoint.class);

    /** A little more than an API server takes as an object: of a new pod there is no old one to go with it. */
    private static final int LARGEST_QUESTION = 4 << 20;

    private final HttpsServer server;

    /**
     * Begins to serve.
     *
     * @param answers from a question's body to the answer's
     * @throws IOException if the port is taken
     */
    AdmissionEndpoint(InetSocketAddress address, SSLContext tls, UnaryOperator<byte[]> answers) throws IOException {
        server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext(WebhookConfig.PATH, exchange -> serve(exchange, answers));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void serve(HttpExchange exchange, UnaryOperator<byte[]> answers) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, HttpURLConnection.HTTP_BAD_METHOD, "only POST is served here");
                return;
            }
            var question = exchange.getRequestBody().readNBytes(LARGEST_QUESTION + 1);
            if (question.length > LARGEST_QUESTION) {
                send(exchange, HttpURLConnection.HTTP_ENTITY_TOO_LARGE, "the body is larger than an object may be");
                return;
            }
            byte[] answer;
            try {
                answer = answers.apply(question);
            } catch (IllegalArgumentException e) {
                send(exchange, HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
                return;
            } catch (RuntimeException e) {
                LOG.error("a question was not answered", e);
                send(exchange, HttpURLConnection.HTTP_INTERNAL_ERROR, "the operator failed: see its log");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static void send(HttpExchange exchange, int code, String sentence) throws IOException {
        var body = sentence.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
