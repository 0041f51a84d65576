package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cluster.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a whole: its start, its files, and whom it lets in. */
class ApiServerTest {
    @TempDir
    Path home = Path.of("");

    private static int status(ApiServer server, String path, String authorization) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(server.pki().apiServerAsNodeClient().sslContext())
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void letsInNobodyWithoutTheToken() throws Exception {
        try (Store store = Store.inMemory();
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store))) {
            String token = server.pki().adminToken();
            assertThat(status(server, "/api/v1/pods", "Bearer " + token)).isEqualTo(200);
            assertThat(status(server, "/api/v1/pods", "")).isEqualTo(401);
            assertThat(status(server, "/api/v1/pods", "Bearer " + token.substring(1)))
                    .isEqualTo(401);
            assertThat(status(server, "/api/v1/pods", "Basic " + token)).isEqualTo(401);
            assertThat(status(server, "/apis", "")).isEqualTo(401);
            assertThat(status(server, "/readyz", "")).isEqualTo(200);
            assertThat(status(server, "/version", "")).isEqualTo(200);
        }
    }

    @Test
    void keepsItsFilesToTheOwner() throws IOException {
        try (Store store = Store.inMemory();
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store));
                var files = Files.walk(home)) {
            assertThat(Files.readString(server.kubeconfig())).contains("server: " + server.url());
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void isTheSameClusterAfterARestart() throws IOException {
        Path file = home.resolve("store.db");
        String before;
        try (Store store = Store.open(file);
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store))) {
            before = Files.readString(server.kubeconfig()).replace(server.url(), "");
        }
        try (Store store = Store.open(file);
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store))) {
            assertThat(Files.readString(server.kubeconfig()).replace(server.url(), ""))
                    .isEqualTo(before);
        }
    }

    @Test
    void saysWhichPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Store store = Store.inMemory()) {
            assertThatThrownBy(() -> ApiServer.start(new ApiServerConfig(home, taken.getLocalPort(), store)))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
            assertThat(home.resolve("kubeconfig")).as("nothing half-made").doesNotExist();
        }
    }

    @Test
    void saysWhatIsWrongWithItsKeys() throws IOException {
        Files.createDirectories(home.resolve("pki"));
        Files.writeString(home.resolve("pki/ca.crt"), "no certificate");
        Files.writeString(home.resolve("pki/ca.key"), "no key");
        try (Store store = Store.inMemory()) {
            assertThatThrownBy(() -> ApiServer.start(new ApiServerConfig(home, 0, store)))
                    .hasMessageContaining("keys and certificates can't be used");
        }
    }
}
