package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** A server over a memory store, and the plainest of clients, which shows what really goes over the wire. */
final class TestClient implements AutoCloseable {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Store store;
    private final ApiServer server;
    private final String token;
    private final HttpClient http;

    private TestClient(Store store, ApiServer server, HttpClient.Version version) {
        Pki pki = server.pki();
        this.store = store;
        this.server = server;
        this.token = pki.adminToken();
        this.http = HttpClient.newBuilder()
                .sslContext(pki.apiServerAsNodeClient().sslContext())
                .version(version)
                .build();
    }

    static TestClient start(Path home) {
        return start(home, HttpClient.Version.HTTP_1_1);
    }

    static TestClient start(Path home, HttpClient.Version version) {
        Store store = Store.inMemory();
        ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store));
        return new TestClient(store, server, version);
    }

    /**
     * What came back.
     *
     * @param warnings the texts of the Warning headers
     */
    record Answer(int code, JsonNode body, List<String> warnings) {
        String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    Answer get(String path) {
        return send("GET", path, "", "application/json", "application/json");
    }

    Answer getAs(String path, String accept) {
        return send("GET", path, "", "application/json", accept);
    }

    Answer post(String path, String yaml) {
        return send("POST", path, json(yaml), "application/json", "application/json");
    }

    Answer put(String path, JsonNode object) {
        return send("PUT", path, object.toString(), "application/json", "application/json");
    }

    Answer patch(String path, String type, String json) {
        return send("PATCH", path, json, "application/" + type + "+json", "application/json");
    }

    Answer delete(String path) {
        return send("DELETE", path, "", "application/json", "application/json");
    }

    Answer send(String method, String path, String body, String contentType, String accept) {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .header("Accept", accept)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        List<String> warnings = response.headers().allValues("warning").stream()
                .map(warning -> warning.substring("299 - \"".length(), warning.length() - 1)
                        .replace("\\\"", "\""))
                .toList();
        try {
            boolean json = response.headers()
                    .firstValue("content-type")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("application/json");
            JsonNode tree = json
                    ? Json.parse(response.body())
                    : Json.MAPPER.getNodeFactory().textNode(new String(response.body(), StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), tree, warnings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String yaml) {
        try {
            return YAML.readTree(yaml).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A watch: the answer's lines as they come. */
    Events watch(String path) {
        return watch(path, "application/json");
    }

    Events watch(String path, String accept) {
        HttpResponse<InputStream> response =
                send(request(path).header("Accept", accept).build(), BodyHandlers.ofInputStream());
        return new Events(
                response.statusCode(),
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    record Events(int code, BufferedReader lines) implements AutoCloseable {
        /** The next event; waits for it. */
        JsonNode next() {
            try {
                String line = lines.readLine();
                if (line == null) {
                    throw new AssertionError("the watch has ended");
                }
                return Json.parse(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The next events, each as its type and its object's name. */
        List<String> next(int count) {
            List<String> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                JsonNode event = next();
                events.add(event.path("type").asText() + " "
                        + event.at("/object/metadata/name").asText());
            }
            return events;
        }

        /** Whether nothing follows. */
        boolean hasEnded() throws IOException {
            return lines.read() < 0;
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a request for a websocket is answered with instead of one. */
    int upgrade(String path) {
        try {
            http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(URI.create(server.url().replace("https", "wss") + path), new WebSocket.Listener() {})
                    .join();
            throw new AssertionError("a websocket was opened");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    String token() {
        return token;
    }

    ApiServer server() {
        return server;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
        store.close();
    }
}
