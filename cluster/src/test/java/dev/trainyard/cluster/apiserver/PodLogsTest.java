package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import dev.trainyard.cluster.apiserver.TestClient.Events;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs come from the node agent's endpoint, which here answers as docs/formats/local-cluster.md says. */
class PodLogsTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final CountDownLatch more = new CountDownLatch(1);
    private final TestClient client;
    private final HttpsServer node;

    PodLogsTest(@TempDir Path home) throws IOException {
        client = TestClient.start(home);
        node = nodeAgent();
    }

    private HttpsServer nodeAgent() throws IOException {
        SSLContext tls = client.server().pki().nodeAgent().sslContext();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/containerLogs/default/p/main", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write((exchange.getRequestURI().getRawQuery() + "\n").getBytes(StandardCharsets.UTF_8));
                if (exchange.getRequestURI().toString().contains("follow=true")) {
                    out.flush();
                    more.await();
                    out.write("more\n".getBytes(StandardCharsets.UTF_8));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.createContext("/containerLogs/default/p/side", exchange -> {
            byte[] message = "previous terminated container side not found".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, message.length);
            exchange.getResponseBody().write(message);
            exchange.close();
        });
        server.start();
        return server;
    }

    @BeforeEach
    void createPodOnNode() {
        client.post("/api/v1/nodes", "metadata: {name: n1}");
        client.patch("/api/v1/nodes/n1/status", "merge-patch", """
                {"status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
                            "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}
                """.formatted(
                        node.getAddress().getPort()));
        client.post(
                PODS,
                "{metadata: {name: p}, spec: {nodeName: n1, containers:"
                        + " [{name: main, image: busybox}, {name: side, image: busybox}]}}");
    }

    @AfterEach
    void stop() {
        node.stop(0);
        client.close();
    }

    @Test
    void passesTheWishesOn() {
        Answer log = client.get(PODS + "/p/log?container=main&tailLines=5&timestamps=true");
        assertThat(log.code()).isEqualTo(200);
        assertThat(log.body().asText()).isEqualTo("tailLines=5&timestamps=true\n");
    }

    @Test
    void streamsAsTheLogGrows() throws IOException {
        try (Events lines = client.watch(PODS + "/p/log?container=main&follow=true")) {
            assertThat(lines.lines().readLine()).isEqualTo("follow=true");
            more.countDown();
            assertThat(lines.lines().readLine()).isEqualTo("more");
            assertThat(lines.hasEnded()).isTrue();
        }
    }

    @Test
    void tellsWhatTheNodeAgentSays() {
        Answer log = client.get(PODS + "/p/log?container=side&previous=true");
        assertThat(log.code()).isEqualTo(400);
        assertThat(log.text("/message")).isEqualTo("previous terminated container side not found");
    }

    @Test
    void asksWhichContainer() {
        assertThat(client.get(PODS + "/p/log").text("/message"))
                .isEqualTo("a container name must be specified for pod p, choose one of: [main side]");
        assertThat(client.get(PODS + "/p/log?container=none").text("/message"))
                .isEqualTo("container none is not valid for pod p");
    }

    @Test
    void saysThatTheNodeAgentIsGone() {
        node.stop(0);
        Answer log = client.get(PODS + "/p/log?container=main");
        assertThat(log.code()).isEqualTo(500);
        assertThat(log.text("/message")).contains("node agent").contains("does not answer");
    }
}
