package dev.trainyard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {
    @TempDir
    Path folder;

    @Test
    void withoutATokenAnybodyReadsTheMetrics() throws Exception {
        try (var endpoint = endpoint(Optional.empty())) {
            assertThat(get(endpoint, "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withOneTheRequestMustBearIt() throws Exception {
        var file = Files.writeString(folder.resolve("token"), "secret\n");
        try (var endpoint = endpoint(Optional.of(file))) {
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer secret")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(endpoint, "/metrics", "Authorization", "bearer secret")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(endpoint, "/metrics").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            for (var wrong : new String[] {"Bearer secre", "Bearer secret2", "Bearer ", "Bearer", "Basic secret", ""}) {
                var answer = get(endpoint, "/metrics", "Authorization", wrong);
                assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
                assertThat(answer.body())
                        .contains("Authorization: Bearer TOKEN")
                        .doesNotContain("secret");
            }
        }
    }

    /** What begins with /metrics is answered as /metrics is. */
    @Test
    void noOtherPathLeadsAroundIt() throws Exception {
        var file = Files.writeString(folder.resolve("token"), "secret");
        try (var endpoint = endpoint(Optional.of(file))) {
            for (var path : new String[] {"/metrics/", "/metrics/any", "/metricsany", "//metrics", "/metrics?x"}) {
                assertThat(get(endpoint, path).statusCode()).as(path).isIn(401, 404);
            }
        }
    }

    /** A kubelet's probes bear no token. */
    @Test
    void anybodyAsksForTheHealth() throws Exception {
        var file = Files.writeString(folder.resolve("token"), "secret");
        try (var endpoint = endpoint(Optional.of(file))) {
            assertThat(get(endpoint, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(endpoint, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    /** The Secret behind the file changes while the operator runs. */
    @Test
    void aTokenIsReplacedWithoutARestart() throws Exception {
        var file = folder.resolve("token");
        try (var endpoint = endpoint(Optional.of(file))) {
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer ").body())
                    .contains("cannot read the file");
            Files.writeString(file, "\n");
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer ").body())
                    .contains("is empty");
            Files.writeString(file, "first");
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer first")
                            .statusCode())
                    .isEqualTo(200);
            Files.writeString(file, "second");
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer first")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static Endpoint endpoint(Optional<Path> token) throws Exception {
        return new Endpoint(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Metrics(),
                new MetricsAccess(token),
                () -> true);
    }

    private static HttpResponse<String> get(Endpoint endpoint, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
