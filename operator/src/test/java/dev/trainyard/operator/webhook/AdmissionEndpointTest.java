package dev.trainyard.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.certificates.Certificates;
import dev.trainyard.operator.certificates.ServerKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that is slow, or asks for much, costs the operator and the other clients little. */
@Timeout(60)
class AdmissionEndpointTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final AdmissionLimits LIMITS = new AdmissionLimits(100, LONG, 1000, 100, 1 << 20, LONG);

    private final ServerKeys keys = new ServerKeys();
    private final SSLContext trusting;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    AdmissionEndpointTest() throws Exception {
        keys.show(Certificates.renewed(Map.of(), Set.of("127.0.0.1"), Instant.now(), Certificates.LIVES)
                .serving());
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new Everybody()}, null);
    }

    @AfterEach
    void close() throws Exception {
        for (var it : opened) {
            it.close();
        }
    }

    @Test
    void clientsThatSendHalfARequestMakeWayForOthers() throws IOException {
        var endpoint = endpoint(new AdmissionLimits(8, LONG, 1000, 8, 1 << 20, LONG), it -> it);
        var first = half(endpoint, 100);
        for (int i = 0; i < 40; i++) {
            half(endpoint, 100);
        }

        assertThat(answer(whole(endpoint, 100))).startsWith("HTTP/1.1 200");
        assertThat(answer(first)).isEmpty();
    }

    @Test
    void halvesOfLargeBodiesMakeWayForOthers() throws IOException {
        var endpoint = endpoint(new AdmissionLimits(100, LONG, 1000, 4, 1 << 20, LONG), it -> it);
        var first = half(endpoint, 10_000);
        for (int i = 0; i < 20; i++) {
            half(endpoint, 10_000);
        }

        assertThat(answer(whole(endpoint, 10_000))).startsWith("HTTP/1.1 200").endsWith("x".repeat(10_000));
        assertThat(answer(whole(endpoint, 100))).startsWith("HTTP/1.1 200").endsWith("x".repeat(100));
        assertThat(answer(first)).isEmpty();
    }

    @Test
    void anExchangeHasATimeLimit() throws IOException {
        var endpoint = endpoint(new AdmissionLimits(100, Duration.ofMillis(1), 1000, 100, 1 << 20, LONG), it -> it);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            // The type of a record of TLS, and nothing of the handshake that belongs in it.
            socket.getOutputStream().write(22);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aBodyThatCannotBeDecidedOnSoonIsRefused() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var endpoint = endpoint(new AdmissionLimits(100, LONG, 1000, 100, 150, Duration.ZERO), body -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return body;
        });
        var first = whole(endpoint, 100);
        begun.await();

        assertThat(answer(whole(endpoint, 100)))
                .startsWith("HTTP/1.1 503")
                .endsWith("the operator is busy with other pods: try again");
        goOn.countDown();
        assertThat(answer(first)).startsWith("HTTP/1.1 200");
        assertThat(answer(whole(endpoint, 100))).startsWith("HTTP/1.1 200");
    }

    @Test
    void whatCannotBeReadIsQuotedInPart() throws IOException {
        var endpoint = endpoint(LIMITS, body -> {
            throw new IllegalArgumentException(new String(body, StandardCharsets.UTF_8));
        });

        assertThat(answer(whole(endpoint, 5000))).startsWith("HTTP/1.1 400").endsWith("\r\n\r\n" + "x".repeat(1024));
    }

    @Test
    void aBodyLargerThanAnyObjectIsRefused() throws IOException {
        var endpoint = endpoint(LIMITS, it -> it);

        assertThat(answer(whole(endpoint, AdmissionLimits.LARGEST_BODY + 1))).startsWith("HTTP/1.1 413");
    }

    private AdmissionEndpoint endpoint(AdmissionLimits limits, UnaryOperator<byte[]> answers) throws IOException {
        return opened(new AdmissionEndpoint(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), keys.context(), answers, limits));
    }

    private SSLSocket whole(AdmissionEndpoint endpoint, int length) throws IOException {
        return client(endpoint, length, length);
    }

    private SSLSocket half(AdmissionEndpoint endpoint, int length) throws IOException {
        return client(endpoint, length, length / 2);
    }

    private SSLSocket client(AdmissionEndpoint endpoint, int length, int sent) throws IOException {
        var socket = opened((SSLSocket)
                trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), endpoint.port()));
        socket.startHandshake();
        var request = "POST /pods HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(length, "x".repeat(sent));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** What the server sends until it closes the connection; nothing where it breaks it off. */
    private static String answer(SSLSocket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private <T extends AutoCloseable> T opened(T it) {
        opened.addFirst(it);
        return it;
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
