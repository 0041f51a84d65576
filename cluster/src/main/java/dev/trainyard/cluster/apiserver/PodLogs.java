package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.registry.ObjectStore;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A container's log, fetched from the node that the pod runs on. */
final class PodLogs {
    private static final List<String> PASSED_ON =
            List.of("follow", "tailLines", "timestamps", "sinceSeconds", "sinceTime", "limitBytes", "previous");
    private static final int CHUNK = 16 << 10;

    private final ObjectStore objects;
    private final WriteDeadline deadline;
    private final Pki pki;

    PodLogs(ObjectStore objects, WriteDeadline deadline, Pki pki) {
        this.objects = objects;
        this.deadline = deadline;
        this.pki = pki;
    }

    void serve(ObjectNode pod, Exchange exchange) throws IOException {
        String container = container(pod, exchange.parameter("container"));
        HttpRequest request = HttpRequest.newBuilder(address(pod, container, exchange))
                .timeout(Duration.ofSeconds(30)) // until the answer begins; a followed log may take for ever to end
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(pki.apiServerAsNodeClient().sslContext())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            relay(client, request, exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void relay(HttpClient client, HttpRequest request, Exchange exchange)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR,
                    "the node agent at " + request.uri().getAuthority() + " does not answer: " + e);
        }
        try (InputStream log = answer.body()) {
            if (answer.statusCode() != 200) {
                String message = new String(log.readNBytes(CHUNK), StandardCharsets.UTF_8).strip();
                throw ApiException.of(
                        answer.statusCode() == 404
                                ? Reason.NOT_FOUND
                                : answer.statusCode() == 400 ? Reason.BAD_REQUEST : Reason.INTERNAL_ERROR,
                        message);
            }
            try (OutputStream out = exchange.stream("text/plain")) {
                byte[] chunk = new byte[CHUNK];
                for (int read = log.read(chunk); read >= 0; read = log.read(chunk)) {
                    int length = read;
                    deadline.run(() -> {
                        out.write(chunk, 0, length);
                        out.flush();
                    });
                }
            }
        } finally {
            client.shutdownNow(); // a log that is followed has no end of its own
        }
    }

    private URI address(ObjectNode pod, String container, Exchange exchange) {
        Metadata metadata = Metadata.of(pod);
        String nodeName = pod.path("spec").path("nodeName").asText("");
        if (nodeName.isEmpty()) {
            throw ApiException.badRequest("pod " + metadata.name() + " does not have a host assigned");
        }
        ObjectNode node = objects.get(BuiltinTypes.NODE, "", nodeName).object();
        String query = PASSED_ON.stream()
                .filter(exchange::has)
                .map(name -> name + "=" + URLEncoder.encode(exchange.parameter(name), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create("https://" + host(node, nodeName) + ":" + port(node, nodeName) + "/containerLogs/"
                + metadata.namespace() + "/" + metadata.name() + "/" + container
                + (query.isEmpty() ? "" : "?" + query));
    }

    private static String host(ObjectNode node, String name) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (address.path("type").asText().equals("InternalIP")) {
                String ip = address.path("address").asText();
                return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
            }
        }
        throw ApiException.of(Reason.INTERNAL_ERROR, "node " + name + " has no InternalIP in status.addresses");
    }

    private static int port(ObjectNode node, String name) {
        int port = node.at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt();
        if (port == 0) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR,
                    "node " + name
                            + " has no status.daemonEndpoints.kubeletEndpoint.Port: its node agent is not running");
        }
        return port;
    }

    private static String container(ObjectNode pod, String wanted) {
        List<String> names = new ArrayList<>();
        for (String field : List.of("initContainers", "containers")) {
            pod.path("spec")
                    .path(field)
                    .forEach(container -> names.add(container.path("name").asText()));
        }
        String pods = Metadata.of(pod).name();
        JsonNode regular = pod.path("spec").path("containers");
        if (wanted.isEmpty()) {
            if (regular.size() == 1) {
                return regular.get(0).path("name").asText();
            }
            throw ApiException.badRequest("a container name must be specified for pod " + pods + ", choose one of: ["
                    + String.join(" ", names) + "]");
        }
        if (!names.contains(wanted)) {
            throw ApiException.badRequest("container " + wanted + " is not valid for pod " + pods);
        }
        return wanted;
    }
}
