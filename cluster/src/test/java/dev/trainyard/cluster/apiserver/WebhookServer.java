package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trainyard.cluster.object.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A webhook that answers what it is told to, by path, and remembers what it was asked. */
final class WebhookServer implements AutoCloseable {
    /** What is answered: fields of the {@code response}. */
    interface Reply {
        void fill(JsonNode request, ObjectNode response);
    }

    private final HttpsServer server;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    WebhookServer(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url(String path, Reply reply) {
        server.createContext(path, exchange -> answer(exchange, reply));
        return "https://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What it was asked about the object of this name. */
    List<JsonNode> requestsAbout(String name) {
        return requests.stream()
                .filter(request -> request.at("/object/metadata/name").asText().equals(name)
                        || request.at("/object/metadata/generateName").asText().equals(name))
                .toList();
    }

    static void patch(ObjectNode response, String operations) {
        response.put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8)));
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            JsonNode request =
                    Json.parse(exchange.getRequestBody().readAllBytes()).path("request");
            requests.add(request);
            ObjectNode review = Json.object().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
            ObjectNode response =
                    review.putObject("response").put("uid", request.path("uid").asText());
            reply.fill(request, response);
            byte[] body = Json.bytes(review);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
