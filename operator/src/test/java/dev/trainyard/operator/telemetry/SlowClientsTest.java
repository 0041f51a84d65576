package dev.trainyard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlowClientsTest {
    @Test
    @Timeout(60)
    void clientsThatSendHalfARequestMakeWayForProbes() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var slow = new ArrayList<Socket>();
        try (var endpoint = new Endpoint(address, new Metrics(), new MetricsAccess(Optional.empty()), () -> true)) {
            for (int i = 0; i < 2 * Endpoint.EXCHANGES; i++) {
                slow.add(send(endpoint, "GET /metr"));
            }
            try (var probe = send(endpoint, "GET /readyz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) {
                assertThat(new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("ok");
            }
            assertThat(slow.getFirst().getInputStream().read()).isEqualTo(-1);
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket send(Endpoint endpoint, String text) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
