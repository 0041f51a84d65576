package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server whose first watch goes wrong, and whose second tells of what a pod waits for. */
class ReferencedObjectsTest {
    private static final String OBJECT =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"late\",\"namespace\":\"default\",\"resourceVersion\":\"7\"}}";
    private static final String LIST =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[]}";

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger watches = new AtomicInteger();
    private final HttpServer server;
    private String firstWatch = "";

    ReferencedObjectsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/namespaces/default/configmaps", exchange -> {
            var query = String.valueOf(exchange.getRequestURI().getQuery());
            if (exchange.getRequestURI().getPath().endsWith("/late")) {
                answer(
                        exchange,
                        404,
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
            } else if (!query.contains("watch=true")) {
                answer(exchange, 200, LIST);
            } else if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                answer(exchange, 200, ""); // No web sockets here: the client asks again without.
            } else if (watches.getAndIncrement() == 0) {
                answer(exchange, 200, firstWatch);
            } else {
                goOnWith(exchange, "{\"type\":\"ADDED\",\"object\":" + OBJECT + "}\n");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"Conf\n",
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}}\n",
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"InternalError\",\"code\":500}}\n"
            })
    void hearsOfAnObjectThoughAWatchHasBroken(String broken) throws InterruptedException {
        firstWatch = broken;
        BlockingQueue<String> changed = new LinkedBlockingQueue<>();
        var config = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withWatchReconnectInterval(10)
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build();
                var references = new ReferencedObjects(client, changed::add)) {
            assertThat(references.of("default").configMap("late")).isEmpty();

            assertThat(changed.poll(60, TimeUnit.SECONDS)).isEqualTo("default");
            assertThat(references.of("default").configMap("late"))
                    .map(ConfigMap::getMetadata)
                    .hasValueSatisfying(found -> assertThat(found.getName()).isEqualTo("late"));
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void goOnWith(HttpExchange exchange, String line) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(line.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
