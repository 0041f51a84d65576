package dev.trainyard.cluster.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.openapi.OpenApi.Resource;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.util.List;
import java.util.Locale;

/** Builds one OpenAPI v3 document: the paths of its resources, and the schemas of their kinds. */
final class GroupVersionDocument {
    private static final List<String> WRITE_PARAMETERS = List.of("dryRun", "fieldManager", "fieldValidation", "pretty");
    private static final List<String> LIST_PARAMETERS = List.of(
            "allowWatchBookmarks",
            "continue",
            "fieldSelector",
            "labelSelector",
            "limit",
            "pretty",
            "resourceVersion",
            "resourceVersionMatch",
            "sendInitialEvents",
            "timeoutSeconds",
            "watch");

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ObjectNode paths;
    private final Components components;

    private GroupVersionDocument() {
        document.put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1");
        paths = document.putObject("paths");
        components = new Components(document.putObject("components").putObject("schemas"));
    }

    static ObjectNode of(List<Resource> resources) {
        var builder = new GroupVersionDocument();
        resources.forEach(builder::add);
        return builder.document;
    }

    private void add(Resource resource) {
        var schema = components.add(resource);
        var prefix = "/" + resource.document() + (resource.namespaced() ? "/namespaces/{namespace}/" : "/");
        var collection = paths.putObject(prefix + resource.plural());
        operation(collection, "get", "list", resource.kind(), schema, LIST_PARAMETERS);
        operation(collection, "post", resource.kind(), schema);
        var item = paths.putObject(prefix + resource.plural() + "/{name}");
        for (var method : List.of("get", "put", "patch", "delete")) {
            operation(item, method, resource.kind(), schema);
        }
        for (var subresource : resource.subresources().stream().sorted().toList()) {
            var kind =
                    subresource.equals("scale") ? new GroupVersionKind("autoscaling", "v1", "Scale") : resource.kind();
            var path = paths.putObject(prefix + resource.plural() + "/{name}/" + subresource);
            for (var method : subresource.equals("log") ? List.of("get") : List.of("get", "put", "patch")) {
                operation(path, method, kind, schema);
            }
        }
        if (resource.namespaced()) {
            var everywhere = paths.putObject("/" + resource.document() + "/" + resource.plural());
            operation(everywhere, "get", "list", resource.kind(), schema, LIST_PARAMETERS);
        }
    }

    private static void operation(ObjectNode path, String method, GroupVersionKind kind, String schema) {
        var parameters = method.equals("get") ? List.of("pretty") : WRITE_PARAMETERS;
        operation(path, method, method, kind, schema, parameters);
    }

    private static void operation(
            ObjectNode path,
            String method,
            String action,
            GroupVersionKind kind,
            String schema,
            List<String> parameters) {
        var operation = path.putObject(method).put("x-kubernetes-action", action);
        Components.putKind(operation.putObject("x-kubernetes-group-version-kind"), kind);
        operation.put("operationId", action + kind.version().toUpperCase(Locale.ROOT) + kind.kind());
        var list = operation.putArray("parameters");
        for (var name : parameters) {
            list.addObject()
                    .put("name", name)
                    .put("in", "query")
                    .putObject("schema")
                    .put("type", "string");
        }
        if (method.equals("post") || method.equals("put")) {
            content(operation.putObject("requestBody"), schema);
        }
        content(operation.putObject("responses").putObject("200").put("description", "OK"), schema);
    }

    private static void content(ObjectNode body, String schema) {
        body.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", schema);
    }
}
