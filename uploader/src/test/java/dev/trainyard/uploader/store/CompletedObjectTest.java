package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
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
    private static final String OF_OTHER_PARTS = "\"0f343b0931126a20f133d67c2b018a3b-1\"";
    private static final String GOOD =
            "<CompleteMultipartUploadResult><ETag>&quot;of these parts-1&quot;</ETag></CompleteMultipartUploadResult>";

    private HttpServer server;
    private String said = GOOD;
    private Optional<String> held = Optional.empty();
    private int heldBytes = 7;

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
                .hasMessageContaining("says that it has put big together, and it does not hold what was sent");
    }

    @Test
    void isStillTheOneBefore() {
        held = Optional.of(OF_OTHER_PARTS);
        assertThatThrownBy(this::complete).isInstanceOf(StoreException.NotThere.class);
    }

    @Test
    void isOfAnotherSize() {
        held = Optional.of("\"of these parts-1\"");
        heldBytes = 6;
        assertThatThrownBy(this::complete).isInstanceOf(StoreException.NotThere.class);
    }

    /** AWS sends spaces while it is at work, and what went wrong at the end. */
    @Test
    void isRefusedAfterA200() {
        said = "  \n <?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>try again</Message></Error>";
        held = Optional.of(OF_OTHER_PARTS);
        assertThatThrownBy(this::complete)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("InternalError try again");
    }

    @Test
    void isRefusedAfterA200WithACodeThatNobodyKnows() {
        said = "<Error><Code>Unheard</Code></Error>";
        held = Optional.of(OF_OTHER_PARTS);
        assertThatThrownBy(this::complete).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void provesNothingWithoutATag() {
        held = Optional.of(OF_OTHER_PARTS);
        for (var nothing :
                List.of("", "   ", "<html>of a proxy</html>", "<CompleteMultipartUploadResult><ETag>&quot;of")) {
            said = nothing;
            assertThatThrownBy(this::complete).as(nothing).isInstanceOf(StoreException.NotThere.class);
        }
    }

    @Test
    void isKnownByItsPartsWhereTheAnswerHasNoTag() {
        said = "   ";
        // The MD5 of the MD5 of the one part.
        held = Optional.of("\"59adb24ef3cdbe0297f05b395827453f-1\"");
        assertThatCode(this::complete).doesNotThrowAnyException();
    }

    @Test
    void isLookedForAfterALostAnswer() throws StoreException {
        assertThat(holds()).isFalse();
        held = Optional.of("\"59adb24ef3cdbe0297f05b395827453f-1\"");
        assertThat(holds()).isTrue();
        held = Optional.of(OF_OTHER_PARTS);
        assertThat(holds()).isFalse();
    }

    private void complete() throws StoreException {
        try (var store = open()) {
            store.complete("big", "an upload", parts(), 7);
        }
    }

    private boolean holds() throws StoreException {
        try (var store = open()) {
            return store.holds("big", parts(), 7);
        }
    }

    private S3Store open() {
        return new S3Store(TestStore.s3Location(server.getAddress().getPort(), ""), Bandwidth.unlimited());
    }

    private static List<Store.Part> parts() {
        return List.of(new Store.Part(1, "\"d41d8cd98f00b204e9800998ecf8427e\"", 0));
    }

    private void answer(HttpExchange request) throws IOException {
        try (request) {
            request.getRequestBody().readAllBytes();
            if (request.getRequestMethod().equals("POST")) {
                var body = said.getBytes(StandardCharsets.UTF_8);
                request.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                request.getResponseBody().write(body);
            } else if (held.isPresent()) {
                request.getResponseHeaders().add("ETag", held.get());
                request.getResponseHeaders().add("Content-Length", Integer.toString(heldBytes));
                request.sendResponseHeaders(200, -1);
            } else {
                request.sendResponseHeaders(404, -1);
            }
        }
    }
}
