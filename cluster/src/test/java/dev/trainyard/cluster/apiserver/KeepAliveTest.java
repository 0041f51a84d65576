package dev.trainyard.cluster.apiserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After each answer over HTTP/1.1 the connection is where the client believes it to be. */
@TestInstance(Lifecycle.PER_CLASS)
class KeepAliveTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final Store store = Store.inMemory();
    private final ApiServer server;

    KeepAliveTest(@TempDir Path home) {
        server = ApiServer.start(new ApiServerConfig(home, 0, store));
    }

    @AfterAll
    void stop() {
        server.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {MAPS, MAPS + "/none", MAPS + "?watch=true", "/version", "/healthz", "/nothing", "/openapi/v3"})
    void answersHeadWithoutABody(String path) throws IOException {
        try (Connection connection = new Connection()) {
            connection.send("HEAD " + path, "");
            Answer head = connection.readHead();
            assertThat(head.code()).isIn(200, 404);
            connection.expectAnotherAnswer();
        }
    }

    @Test
    void saysHowLongTheBodyWouldBe() throws IOException {
        try (Connection connection = new Connection()) {
            connection.send("GET /version", "");
            String length = connection.readAnswer().headers().get("content-length");
            connection.send("HEAD /version", "");
            assertThat(connection.readHead().headers()).containsEntry("content-length", length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST,  /nothing,   application/json, 404",
        "PUT,   " + MAPS + ", application/json, 405",
        "POST,  " + MAPS + ", application/yaml, 415",
        "PATCH, " + MAPS + "/none, text/plain,  415",
        "POST,  " + MAPS + "?dryRun=no, application/json, 400",
        "POST,  /version, application/json, 404",
    })
    void keepsInStepAfterItHasRefusedABodyThatWasAnnounced(String method, String path, String type, int code)
            throws IOException {
        try (Connection connection = new Connection()) {
            String body = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}";
            connection.send(
                    method + " " + path,
                    "Expect: 100-continue\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n");
            Answer answer = connection.readAnswer();
            if (answer.code() == 100) {
                connection.write(body);
                answer = connection.readAnswer();
            }
            assertThat(answer.code()).isEqualTo(code);
            connection.expectAnotherAnswer();
        }
    }

    private record Answer(int code, Map<String, String> headers) {}

    /** One connection, on which nothing is sent or read but what the test says. */
    private final class Connection implements AutoCloseable {
        private final SSLSocket socket;
        private final InputStream in;

        Connection() throws IOException {
            Pki pki = server.pki();
            URI address = URI.create(server.url());
            socket = (SSLSocket) pki.apiServerAsNodeClient()
                    .sslContext()
                    .getSocketFactory()
                    .createSocket(address.getHost(), address.getPort());
            socket.setSoTimeout(10_000);
            in = socket.getInputStream();
        }

        void send(String target, String headers) throws IOException {
            write(target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + server.pki().adminToken() + "\r\n" + headers + "\r\n");
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        Answer readHead() throws IOException {
            String status = readLine();
            assertThat(status).startsWith("HTTP/1.1 ");
            Map<String, String> headers = new HashMap<>();
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                String[] header = line.split(":", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
            }
            return new Answer(
                    Integer.parseInt(status.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())), headers);
        }

        Answer readAnswer() throws IOException {
            Answer answer = readHead();
            int length = Integer.parseInt(answer.headers().getOrDefault("content-length", "0"));
            assertThat(in.readNBytes(length)).hasSize(length);
            return answer;
        }

        /** The next request gets its own answer; a server may also have said that there is no next one. */
        void expectAnotherAnswer() throws IOException {
            send("GET /api/v1/namespaces/default", "");
            Answer next = readHead();
            assertThat(next.code()).isEqualTo(200);
            int length = Integer.parseInt(next.headers().get("content-length"));
            assertThat(new String(in.readNBytes(length), ISO_8859_1)).contains("\"kind\":\"Namespace\"");
        }

        private String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                assertThat(c).as("the connection has ended after: " + line).isNotNegative();
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
