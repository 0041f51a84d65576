package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server says that it has put an object together; what it holds is another matter. */
class CompletedObjectTest {
    private HttpServer server;
    private Optional<String> held = Optional.empty();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isThere() {
        held = Optional.of("\"of these parts-1\"");
        assertThatCode(this::complete).doesNotThrowAnyException();
    }

    @Test
    void isNotThere() {
        assertThatThrownBy(this::complete)
                .isInstanceOf(StoreException.NotThere.class)
                .hasMessageContaining("says that it has put big together, and it is not there");
    }

    @Test
    void isStillTheOneBefore() {
        held = Optional.of("\"of other parts-1\"");
        assertThatThrownBy(this::complete).isInstanceOf(StoreException.NotThere.class);
    }

    private void complete() throws StoreException {
        try (var store = new S3Store(TestStore.s3Location(server.getAddress().getPort(), ""), Bandwidth.unlimited())) {
            store.complete("big", "an upload", List.of(new Store.Part(1, "\"x\"", 0)));
        }
    }

    private void answer(HttpExchange request) throws IOException {
        try (request) {
            request.getRequestBody().readAllBytes();
            if (request.getRequestMethod().equals("POST")) {
                var body =
                        "<CompleteMultipartUploadResult><ETag>&quot;of these parts-1&quot;</ETag></CompleteMultipartUploadResult>"
                                .getBytes(StandardCharsets.UTF_8);
                request.sendResponseHeaders(200, body.length);
                request.getResponseBody().write(body);
            } else if (held.isPresent()) {
                request.getResponseHeaders().add("ETag", held.get());
                request.sendResponseHeaders(200, -1);
            } else {
                request.sendResponseHeaders(404, -1);
            }
        }
    }
}
