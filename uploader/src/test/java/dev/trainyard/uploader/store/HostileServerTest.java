package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that sends what no store does harms neither the uploader nor its keys. */
class HostileServerTest {
    private ServerSocket server;
    private volatile String answer = "";
    private volatile String endlessly = "";

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void readsNoEndlessAnswer() {
        answer = "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nConnection: close\r\n\r\n";
        endlessly = "x".repeat(1 << 16);
        assertThatThrownBy(() -> store(Optional.empty()).read("manifest.json"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void readsNoEndlessRefusal() {
        answer = "HTTP/1.1 503 Slow Down\r\nConnection: close\r\n\r\n";
        endlessly = "x".repeat(1 << 16);
        assertThatThrownBy(() -> store(Optional.empty()).delete("model"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void continuesNoHundredThousandTimes() {
        answer = "HTTP/1.1 100 Continue\r\n\r\n".repeat(200_000) + ok("{}");
        assertThatThrownBy(() -> store(Optional.empty()).read("manifest.json"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("100 Continue");
    }

    @Test
    void readsWhatIsNearlyXml() {
        // The JDK's reader lacks the words for a control character in a DTD.
        for (var broken : List.of("<!DOCTYPE a [<!ENTI\u001fY b 'c'>]><E/>", "<E><Code", "\u0000", "", "<E>&b;</E>")) {
            assertThat(Xml.of(broken.getBytes(StandardCharsets.UTF_8)).text("Code"))
                    .as(broken)
                    .isEmpty();
        }
    }

    @Test
    void givesAnotherHostNoSignature() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answer = "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:%d/x\r\nContent-Length: 0\r\n\r\n"
                    .formatted(other.getLocalPort());
            assertThatThrownBy(() -> store(Optional.empty()).read("manifest.json"))
                    .isInstanceOf(StoreException.class);
            other.setSoTimeout(1);
            assertThatThrownBy(other::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void expandsNoEntity() {
        answer = ok("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
                + "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><x><UploadId>&b;&f;</UploadId></x>");
        var thrown = catchThrowable(() -> store(Optional.empty()).begin("model", false));
        assertThat(String.valueOf(thrown)).doesNotContain("aaaa", "root:");
    }

    /** A token that was pasted with its line breaks. */
    @Test
    void tellsNobodyATokenThatHttpDoesNotHave() {
        answer = ok("");
        assertThat(catchThrowable(
                        () -> store(Optional.of("secret-token\nsecret-token")).read("manifest.json")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("x-amz-security-token")
                .hasMessageContaining("on one line")
                .hasMessageNotContaining("secret-token");
        assertThat(catchThrowable(() -> KeyIssuers.send(
                        Network.DIRECT,
                        "GET",
                        URI.create("http://127.0.0.1:" + server.getLocalPort()),
                        Map.of("Authorization", "secret\ntoken"),
                        Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    private S3Store store(Optional<String> token) {
        var at = TestStore.s3Location(server.getLocalPort(), "");
        return new S3Store(
                new S3Location(
                        at.bucket(),
                        at.prefix(),
                        at.endpoint(),
                        at.region(),
                        at.pathStyle(),
                        at.checksums(),
                        new FixedKeys(new Credentials(TestStore.ACCESS_KEY, TestStore.SECRET_KEY, token)),
                        at.objectHeaders(),
                        at.storageClass(),
                        at.network()),
                Bandwidth.unlimited());
    }

    private void accept() {
        while (!server.isClosed()) {
            try (var client = server.accept()) {
                var in = client.getInputStream();
                var request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) in.read());
                }
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                while (!endlessly.isEmpty()) {
                    client.getOutputStream().write(endlessly.getBytes(StandardCharsets.ISO_8859_1));
                }
                client.shutdownOutput();
            } catch (IOException e) {
                // Closed.
            }
        }
    }
}
