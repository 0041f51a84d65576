package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.discovery.Discovery;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.openapi.OpenApi;
import dev.trainyard.cluster.openapi.OpenApiV2;
import dev.trainyard.cluster.resource.Definition;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.ResourceTypes;
import dev.trainyard.cluster.resource.Subresource;
import dev.trainyard.cluster.status.ApiException;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server says about itself: which resources it has, its version, its health. */
final class DocumentEndpoint {
    private final ResourceTypes types;
    private final String serverAddress;
    private final OpenApi openApi = new OpenApi();

    DocumentEndpoint(ResourceTypes types, String serverAddress) {
        this.types = types;
        this.serverAddress = serverAddress;
    }

    void serve(List<String> segments, Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw ApiException.noSuchPath();
        }
        switch (segments) {
            case List<String> path when path.size() == 1 && isHealth(path.getFirst()) -> exchange.sendText(200, "ok");
            case List<String> path when path.equals(List.of("version")) -> exchange.send(200, version());
            case List<String> path
            when path.equals(List.of("openapi", "v3")) -> exchange.send(200, openApi.index(openApiResources()));
            case List<String> path when path.equals(List.of("openapi", "v2")) -> openApiV2(exchange);
            case List<String> path
            when path.size() > 2 && path.subList(0, 2).equals(List.of("openapi", "v3")) ->
                openApiDocument(String.join("/", path.subList(2, path.size())), exchange);
            default -> exchange.send(200, discovery(segments).orElseThrow(ApiException::noSuchPath));
        }
    }

    /** The older form describes nothing here: it only lets clients go on to say which kind they miss. */
    private static void openApiV2(Exchange exchange) {
        if (exchange.header(HeaderNames.ACCEPT).contains(OpenApiV2.PROTOBUF)) {
            exchange.send(200, OpenApiV2.ANSWER, OpenApiV2.protobuf());
        } else {
            exchange.send(200, OpenApiV2.json());
        }
    }

    private Optional<ObjectNode> discovery(List<String> segments) {
        boolean core = !segments.isEmpty() && segments.getFirst().equals("api");
        boolean named = !segments.isEmpty() && segments.getFirst().equals("apis");
        return switch (segments.size()) {
            case 0 -> Optional.of(paths());
            case 1 ->
                core
                        ? Optional.of(Discovery.coreVersions(serverAddress))
                        : named ? Optional.of(Discovery.groups(types.all())) : Optional.empty();
            case 2 ->
                core
                        ? Discovery.resources(types.all(), "", segments.get(1))
                        : named ? Discovery.group(types.all(), segments.get(1)) : Optional.empty();
            case 3 -> named ? Discovery.resources(types.all(), segments.get(1), segments.get(2)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private ObjectNode paths() {
        ObjectNode document = Json.object();
        var paths = document.putArray("paths").add("/api").add("/api/v1").add("/apis");
        types.all().stream()
                .map(type -> type.kind().apiVersion())
                .filter(version -> version.contains("/"))
                .distinct()
                .sorted()
                .forEach(version -> paths.add("/apis/" + version));
        List.of("/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
                .forEach(paths::add);
        return document;
    }

    private static boolean isHealth(String segment) {
        return segment.equals("healthz") || segment.equals("livez") || segment.equals("readyz");
    }

    private void openApiDocument(String path, Exchange exchange) {
        OpenApi.Document document = openApi.document(path, openApiResources()).orElseThrow(ApiException::noSuchPath);
        exchange.header("ETag", "\"" + document.hash() + "\"");
        if (document.hash().equals(exchange.parameter("hash"))) {
            exchange.header("Cache-Control", "public, immutable");
        }
        exchange.send(200, document.json().getBytes(StandardCharsets.UTF_8));
    }

    private List<OpenApi.Resource> openApiResources() {
        return types.all().stream().map(DocumentEndpoint::openApiResource).toList();
    }

    private static OpenApi.Resource openApiResource(ResourceType type) {
        return new OpenApi.Resource(
                type.kind(),
                type.plural(),
                type.namespaced(),
                type.subresources().stream().map(Subresource::path).collect(Collectors.toSet()),
                switch (type.definition()) {
                    case Definition.Builtin _ -> Optional.empty();
                    case Definition.Custom custom -> Optional.of(custom.source());
                });
    }

    /** The Kubernetes whose behaviour this server follows where it has the feature at all. */
    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "36")
                .put("gitVersion", "v1.36.0+trainyard")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-11-23T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "java/" + System.getProperty("os.arch"));
    }
}
