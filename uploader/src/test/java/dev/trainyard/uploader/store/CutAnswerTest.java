package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that is cut short, or that another server gave, proves nothing. */
class CutAnswerTest {
    @TempDir
    Path folder;

    private ServerSocket server;
    private S3Store store;
    private volatile String answer = "";

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        store = new S3Store(TestStore.s3Location(server.getLocalPort(), ""), Bandwidth.unlimited());
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
    }

    @Test
    void readsNoHalfOfAManifest() {
        answer = "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 20\r\n\r\n{\"version\":1";
        assertThatThrownBy(() -> store.read("manifest.json")).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void fetchesNoHalfOfAFile() {
        answer = "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 20\r\n\r\n12 bytes fit";
        var fetched = new ByteArrayOutputStream();
        assertThatThrownBy(() -> store.fetch("model", 5, fetched)).isInstanceOf(StoreException.Unavailable.class);
        assertThat(fetched).as("what can be gone on from").hasToString("tes fit");
    }

    @Test
    void takesNoYesWithoutATag() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>ok</html>";
        var slice = new Slice(Files.writeString(folder.resolve("file"), "x"), 0, 1);
        var sha256 = Signature.sha256("x".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> store.put("file", slice, sha256)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.putPart("file", "upload", 1, slice, 0))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.begin("file", false)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.create("manifest.json", new byte[1]))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.read("manifest.json"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("is there a proxy");
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
                client.shutdownOutput();
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Closed.
            }
        }
    }
}
