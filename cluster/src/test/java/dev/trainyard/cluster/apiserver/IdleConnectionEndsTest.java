package dev.trainyard.cluster.apiserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection on which nobody asks anything ends, and so does one that never says what it is; a watch stays. */
class IdleConnectionEndsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @Test
    void endsAConnectionWithoutARequestAndKeepsAWatch(@TempDir Path home) throws IOException {
        try (Store store = Store.inMemory();
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store), Duration.ofSeconds(1));
                Socket watch = connect(server);
                Socket unknown = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(server.url()).getPort())) {
            send(server, watch, "GET " + MAPS + "?watch=true", "");
            BufferedReader events = new BufferedReader(new InputStreamReader(watch.getInputStream(), ISO_8859_1));
            readUntil(events, String::isEmpty);

            try (Socket idle = connect(server)) {
                send(server, idle, "GET /version", "");
                assertThat(new String(idle.getInputStream().readAllBytes(), ISO_8859_1))
                        .contains("gitVersion");
            }
            assertThat(unknown.getInputStream().readAllBytes()).isEmpty();

            try (Socket writer = connect(server)) {
                send(server, writer, "POST " + MAPS, "{\"metadata\":{\"name\":\"late\"}}");
                assertThat(readUntil(events, line -> line.contains("\"late\""))).contains("ADDED");
            }
        }
    }

    private static String readUntil(BufferedReader lines, Predicate<String> wanted) throws IOException {
        String line = lines.readLine();
        while (line != null && !wanted.test(line)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private static Socket connect(ApiServer server) throws IOException {
        URI address = URI.create(server.url());
        Socket socket = server.pki()
                .apiServerAsNodeClient()
                .sslContext()
                .getSocketFactory()
                .createSocket(address.getHost(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(ApiServer server, Socket socket, String target, String body) throws IOException {
        String head = target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + server.pki().adminToken() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
    }
}
