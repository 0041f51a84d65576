package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.store.Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server in a process with little memory, and a client that sends it more than fits. */
class FullMemoryTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path home = Path.of("");

    @Test
    void refusesBeforeItDiesAndStartsAgain() throws Exception {
        List<String> kept = new ArrayList<>();
        try (Server server = new Server()) {
            List<Callable<HttpResponse<String>>> creations = IntStream.range(0, 150)
                    .<Callable<HttpResponse<String>>>mapToObj(
                            i -> () -> server.send("POST", MAPS, map("big-" + i, 1_000_000)))
                    .toList();
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                List<Future<HttpResponse<String>>> answers = threads.invokeAll(creations);
                for (int i = 0; i < answers.size(); i++) {
                    HttpResponse<String> answer = answers.get(i).get();
                    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 403);
                    if (answer.statusCode() == 201) {
                        kept.add("big-" + i);
                    } else {
                        assertThat(answer.body())
                                .contains("memory for objects is full", "configmaps (", "kubectl delete configmaps");
                    }
                }
            }
            assertThat(kept).hasSizeBetween(5, 100);

            String grown = MAPS + "/" + kept.getFirst();
            assertThat(server.send("PATCH", grown, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.send("GET", MAPS, "").body()).contains(kept);
        }
        try (Server server = new Server()) {
            assertThat(server.send("GET", MAPS, "").body()).contains(kept);
            for (String name : kept) {
                assertThat(server.send("DELETE", MAPS + "/" + name, "").statusCode())
                        .isEqualTo(200);
            }
            assertThat(server.send("POST", MAPS, map("again", 1_000_000)).statusCode())
                    .isEqualTo(201);
        }
    }

    private static String map(String name, int size) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"a\":\"" + "x".repeat(size) + "\"}}";
    }

    /** A process of its own, which a lack of memory ends. */
    private final class Server implements AutoCloseable {
        private final Process process;
        private final URI url;
        private final HttpClient http;
        private final String token;

        Server() throws IOException {
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Xmx96m",
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeap.class.getName(),
                            home.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            url = URI.create(process.inputReader().readLine());
            Pki pki = Pki.open(home.resolve("pki"));
            token = pki.adminToken();
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(pki.apiServerAsNodeClient().sslContext())
                    .build();
        }

        HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                    .header("Authorization", "Bearer " + token)
                    .header(
                            "Content-Type",
                            method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.ofString());
        }

        @Override
        public void close() {
            http.shutdownNow();
            process.destroyForcibly().onExit().join();
        }
    }

    /** Serves until its process is ended. */
    static final class SmallHeap {
        public static void main(String[] args) throws InterruptedException {
            Path home = Path.of(args[0]);
            Store store = Store.open(home.resolve("store.db"));
            ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store));
            System.out.println(server.url());
            Thread.currentThread().join();
        }
    }
}
