package dev.trainyard.cluster.objectstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody can do to the object store who may not write to it. */
final class ObjectStoreBoundsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path home;

    @Test
    void anotherMachinesNameIsRefused() throws IOException {
        try (var store = ObjectStore.start(ObjectStoreConfig.in(home, 0))) {
            assertThat(get(store, "rebound.example")).startsWith("HTTP/1.1 403").contains("127.0.0.1 or localhost");
            assertThat(get(store, "localhost:" + store.port()))
                    .startsWith("HTTP/1.1 403")
                    .contains("AccessDenied")
                    .doesNotContain("Host header");
        }
    }

    private static String get(ObjectStore store, String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), store.port())) {
            socket.getOutputStream()
                    .write(("GET /artifacts HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void aSignedBodyLargerThanTheRoomIsRefusedWithAWayOut() throws Exception {
        var config = ObjectStoreConfig.in(home, 0);
        var small = new ObjectStoreConfig(config.folder(), config.credentials(), 0, config.buckets(), MIB);
        try (var store = ObjectStore.start(small);
                var http = HttpClient.newHttpClient()) {
            var answer = put(http, store.endpoint(), store.credentials().accessKey(), MIB + 1);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("EntityTooLarge", "1 MiB", "in parts");

            var fitting = put(http, store.endpoint(), store.credentials().accessKey(), MIB);
            assertThat(fitting.body()).contains("SignatureDoesNotMatch");
        }
    }

    @Test
    void whatIsStreamedTakesNoRoom() {
        assertThat(BufferedBodies.isStreamed("PUT", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
                .isTrue();
        assertThat(BufferedBodies.isStreamed("PUT", "UNSIGNED-PAYLOAD")).isTrue();
        assertThat(BufferedBodies.isStreamed("PUT", "e3b0")).isFalse();
        assertThat(BufferedBodies.isStreamed("PUT", "null")).isFalse();
        assertThat(BufferedBodies.isStreamed("POST", "UNSIGNED-PAYLOAD")).isFalse();
    }

    /** The uploads have more than twice the memory that the process has. */
    @Test
    void wrongSignaturesDoNotFillTheMemory() throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (AutoCloseable _ = process::destroyForcibly;
                var http = HttpClient.newHttpClient();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var said = process.inputReader().readLine().split(" ", 2);
            var endpoint = URI.create(said[0]);
            Callable<String> put = () -> put(http, endpoint, said[1], 7 * MIB).body();
            for (var answer :
                    threads.invokeAll(Stream.generate(() -> put).limit(24).toList())) {
                assertThat(answer.get()).contains("SignatureDoesNotMatch");
            }
            assertThat(process.isAlive()).isTrue();
        }
    }

    private static HttpResponse<String> put(HttpClient http, URI endpoint, String key, int length) throws Exception {
        var body = new byte[length];
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        var date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        var request = HttpRequest.newBuilder(endpoint.resolve("/artifacts/x"))
                .PUT(BodyPublishers.ofByteArray(body))
                .header("x-amz-content-sha256", hash)
                .header("x-amz-date", date)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + key + "/" + date.substring(0, 8)
                                + "/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
                                + " Signature=" + "0".repeat(64));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** An object store in a process of its own, until that process is ended. */
    static final class SmallHeap {
        public static void main(String[] args) throws Exception {
            var store = ObjectStore.start(ObjectStoreConfig.in(Path.of(args[0]), 0));
            System.out.println(store.endpoint() + " " + store.credentials().accessKey());
            Thread.currentThread().join();
        }
    }
}
