package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class S3ExchangeTest {
    /** The kernel takes the connection and the first few megabytes; nobody takes them from there. */
    @Test
    void givesUpOnAServerThatStandsStill() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var exchange = new S3Exchange(
                    TestStore.s3Location(server.getLocalPort(), ""),
                    Clock.systemUTC(),
                    Bandwidth.unlimited(),
                    Duration.ofMillis(200));
            var body = S3Exchange.Body.of(new byte[64 << 20]);
            var keys = new Credentials(TestStore.ACCESS_KEY, TestStore.SECRET_KEY, Optional.empty());
            assertThatThrownBy(() ->
                            exchange.send(new S3Exchange.Request("PUT", "x", new TreeMap<>(), Map.of(), body), keys))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("takes nothing any more");
        }
    }
}
