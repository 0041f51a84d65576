package dev.trainyard.uploader.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * A bucket of AWS, "artifacts", for what no server on one machine does: to whoever may not list it, a key that is not
 * there is forbidden; and a refusal can be ordered. It keeps small objects only, and looks at no signature.
 */
public final class AwsBucket implements AutoCloseable {
    /** An answer of the server. */
    public record Refusal(int status, String code) {}

    /** What the policy of the key has not. */
    public volatile boolean mayList = true;

    public volatile boolean mayRead = true;

    /** What the server says to a request, {@code METHOD key}, if it does not do what it is asked. */
    public volatile Function<String, Optional<Refusal>> refuses = _ -> Optional.empty();

    public final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    public AwsBucket() throws IOException {
        this(HttpServer.create());
    }

    /** Over TLS. */
    AwsBucket(SSLContext tls) throws IOException {
        this(over(tls));
    }

    private AwsBucket(HttpServer server) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private static HttpServer over(SSLContext tls) throws IOException {
        var server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public S3Location location() {
        return TestStore.s3Location(port(), "");
    }

    public Map<String, String> environment() {
        return TestStore.s3Environment(location());
    }

    public Optional<String> object(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var key = exchange.getRequestURI().getPath().replaceFirst("^/artifacts/?", "");
            var request = exchange.getRequestMethod() + " " + key;
            requests.add(request);
            var refusal = refuses.apply(request);
            if (refusal.isPresent()) {
                refuse(exchange, refusal.get());
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET", "HEAD" -> get(exchange, key);
                case "PUT" -> put(exchange, key, body);
                case "DELETE" -> {
                    objects.remove(key);
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> refuse(exchange, new Refusal(501, "NotImplemented"));
            }
        }
    }

    private void get(HttpExchange exchange, String key) throws IOException {
        var there = objects.get(key);
        if (key.isEmpty() && mayList) {
            send(exchange, 200, "<ListMultipartUploadsResult/>".getBytes(StandardCharsets.UTF_8));
        } else if (there == null) {
            refuse(exchange, mayList ? new Refusal(404, "NoSuchKey") : new Refusal(403, "AccessDenied"));
        } else if (!mayRead) {
            refuse(exchange, new Refusal(403, "AccessDenied"));
        } else {
            exchange.getResponseHeaders().add("ETag", etag(there));
            send(exchange, 200, there);
        }
    }

    private void put(HttpExchange exchange, String key, byte[] body) throws IOException {
        var there = objects.get(key);
        var mustBeNew = exchange.getRequestHeaders().containsKey("If-None-Match");
        var mustBe = exchange.getRequestHeaders().getFirst("If-Match");
        if ((mustBeNew && there != null) || (mustBe != null && there != null && !mustBe.equals(etag(there)))) {
            refuse(exchange, new Refusal(412, "PreconditionFailed"));
        } else if (mustBe != null && there == null) {
            refuse(exchange, new Refusal(404, "NoSuchKey"));
        } else {
            objects.put(key, body);
            exchange.getResponseHeaders().add("ETag", etag(body));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        var body = "<Error><Code>%s</Code></Error>".formatted(refusal.code());
        send(
                exchange,
                refusal.status(),
                refusal.code().isEmpty() ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        var isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    private static String etag(byte[] content) {
        try {
            return "\""
                    + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
