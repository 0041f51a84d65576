package dev.trainyard.operator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trainyard.operator.serving.BoundedExchanges;
import dev.trainyard.operator.serving.EvictingLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS for API servers. They show no certificate of their own unless they are told to, so everybody who can reach it
 * may ask, and hears where the artifacts of a namespace go; no key passes through here.
 *
 * <p>A client that sends its request slowly holds nothing that another one waits for: a body is decided on when all of
 * it is here.
 */
final class AdmissionEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionEndpoint.class);

    /** Some problems quote what the caller has sent. */
    private static final int LONGEST_PROBLEM = 1024;

    private final HttpsServer server;
    private final UnaryOperator<byte[]> answers;
    private final AdmissionLimits limits;
    private final BoundedExchanges exchanges;
    private final EvictingLimit largeBodies;
    private final Semaphore decided;

    /** What a client is told. */
    private record Response(int code, String type, String text) {
        static Response problem(int code, String sentence) {
            return new Response(
                    code,
                    "text/plain; charset=utf-8",
                    sentence.substring(0, Math.min(sentence.length(), LONGEST_PROBLEM)));
        }
    }

    /**
     * Begins to serve.
     *
     * @param answers from a question's body to the answer's
     * @throws IOException if the port is taken
     */
    AdmissionEndpoint(InetSocketAddress address, SSLContext tls, UnaryOperator<byte[]> answers, AdmissionLimits limits)
            throws IOException {
        this.answers = answers;
        this.limits = limits;
        exchanges = new BoundedExchanges(limits.exchanges(), limits.time());
        largeBodies = new EvictingLimit(limits.largeBodies());
        decided = new Semaphore(limits.decided(), true);
        server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext(WebhookConfig.PATH, this::serve);
        server.setExecutor(exchanges);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, Response.problem(HttpURLConnection.HTTP_BAD_METHOD, "only POST is served here"));
                return;
            }
            var body = exchange.getRequestBody().readNBytes(limits.smallBody() + 1);
            if (body.length <= limits.smallBody()) {
                send(exchange, decide(body));
            } else {
                largeBodies.run(() -> send(exchange, decideLarge(body, exchange.getRequestBody())));
            }
        }
    }

    private Response decideLarge(byte[] begin, InputStream rest) throws IOException {
        int room = AdmissionLimits.LARGEST_BODY + 1 - begin.length;
        var end = rest.readNBytes(room);
        if (end.length == room) {
            return Response.problem(
                    HttpURLConnection.HTTP_ENTITY_TOO_LARGE, "the body is larger than an object may be");
        }
        var body = Arrays.copyOf(begin, begin.length + end.length);
        System.arraycopy(end, 0, body, begin.length, end.length);
        return decide(body);
    }

    private Response decide(byte[] question) throws IOException {
        try {
            if (!decided.tryAcquire(question.length, limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return Response.problem(
                        HttpURLConnection.HTTP_UNAVAILABLE, "the operator is busy with other pods: try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the exchange has been ended while it waited");
        }
        try {
            return new Response(
                    HttpURLConnection.HTTP_OK,
                    "application/json",
                    new String(answers.apply(question), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Response.problem(HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a question was not answered", e);
            return Response.problem(HttpURLConnection.HTTP_INTERNAL_ERROR, "the operator failed: see its log");
        } finally {
            decided.release(question.length);
        }
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        var body = response.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", response.type());
        exchange.sendResponseHeaders(response.code(), body.length);
        // The stream, closed before the exchange, tells the server that the connection is done with.
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        exchanges.close();
    }
}
