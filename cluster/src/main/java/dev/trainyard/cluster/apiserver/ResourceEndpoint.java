package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.registry.Decoding;
import dev.trainyard.cluster.registry.DeleteOptions;
import dev.trainyard.cluster.registry.ListOptions;
import dev.trainyard.cluster.registry.Listing;
import dev.trainyard.cluster.registry.ObjectStore;
import dev.trainyard.cluster.registry.Registry;
import dev.trainyard.cluster.registry.Registry.Part;
import dev.trainyard.cluster.registry.Selection;
import dev.trainyard.cluster.registry.WriteOptions;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.ResourceTypes;
import dev.trainyard.cluster.resource.Subresource;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.table.Tables.IncludeObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The verbs of the API on objects. */
final class ResourceEndpoint {
    private final ResourceTypes types;
    private final Store store;
    private final Registry registry;
    private final WatchEndpoint watches;
    private final SubresourceEndpoint subresources;
    private final Reviews reviews;

    ResourceEndpoint(
            ResourceTypes types,
            Store store,
            Registry registry,
            WatchEndpoint watches,
            SubresourceEndpoint subresources,
            Reviews reviews) {
        this.types = types;
        this.store = store;
        this.registry = registry;
        this.watches = watches;
        this.subresources = subresources;
        this.reviews = reviews;
    }

    void serve(RequestPath.Resource path, Exchange exchange) throws IOException {
        String namespace = path.namespace().orElse("");
        ResourceType type = types.find(path.group(), path.version(), path.plural())
                .orElseThrow(() -> NotServed.kind(path.group(), path.plural()));
        if (path.namespace().isPresent() && !type.namespaced()) {
            throw ApiException.noSuchPath();
        }
        if (path.subresource().isPresent()) {
            Subresource subresource = path.subresource()
                    .flatMap(Subresource::parse)
                    .filter(type::has)
                    .orElseThrow(() -> NotServed.subresource(
                            path.plural(), path.subresource().orElseThrow()));
            subresources.serve(type, namespace, path.name().orElseThrow(), subresource, exchange);
        } else if (type.equals(BuiltinTypes.BINDING)) {
            requireNamespaceNamed(type, path);
            subresources.bindNamed(namespace, exchange);
        } else if (!type.stored()) {
            requireMethod(exchange, "POST");
            reviews.answer(type, exchange);
        } else if (path.name().isPresent()) {
            requireNamespaceNamed(type, path);
            one(type, namespace, path.name().get(), exchange);
        } else {
            many(type, path, namespace, exchange);
        }
    }

    private void one(ResourceType type, String namespace, String name, Exchange exchange) throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                if (isWatch(exchange)) {
                    Selection named = Selection.parse(type, "", "metadata.name=" + name);
                    watches.serve(exchange, namespace, named, answers(type, exchange));
                } else {
                    Entry entry = store.get(type.key(namespace, name))
                            .orElseThrow(() -> ApiException.notFound(type.subject(name)));
                    exchange.send(200, answers(type, exchange).object(entry, true, Instant.now()));
                }
            }
            case "PUT" -> {
                WriteOptions options = exchange.writeOptions();
                ObjectNode object = Decoding.decode(type, exchange.jsonBody(), options);
                update(type, namespace, name, Part.ALL_BUT_STATUS, _ -> object.deepCopy(), options, exchange);
            }
            case "PATCH" -> {
                UnaryOperator<ObjectNode> patch = Patches.read(type, exchange.mediaType(), exchange.body());
                update(type, namespace, name, Part.ALL_BUT_STATUS, patch, exchange.writeOptions(), exchange);
            }
            case "DELETE" -> {
                Registry.Deleted deleted = registry.delete(type, namespace, name, deleteOptions(exchange));
                exchange.send(200, deletion(type, deleted, exchange));
            }
            default -> throw methodNotAllowed();
        }
    }

    private void update(
            ResourceType type,
            String namespace,
            String name,
            Part part,
            UnaryOperator<ObjectNode> change,
            WriteOptions options,
            Exchange exchange) {
        ObjectNode updated = registry.update(type, namespace, name, part, change, options);
        exchange.send(200, answers(type, exchange).object(updated, Instant.now()));
    }

    private void many(ResourceType type, RequestPath.Resource path, String namespace, Exchange exchange)
            throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                Selection selection = selection(type, exchange);
                if (isWatch(exchange)) {
                    watches.serve(exchange, namespace, selection, answers(type, exchange));
                } else {
                    exchange.send(
                            200, answers(type, exchange).list(list(namespace, selection, exchange), Instant.now()));
                }
            }
            case "POST" -> {
                requireNamespaceNamed(type, path);
                WriteOptions options = exchange.writeOptions();
                ObjectNode object = Decoding.decode(type, exchange.jsonBody(), options);
                ObjectNode created = registry.create(type, namespace, object, options);
                exchange.send(201, answers(type, exchange).object(created, Instant.now()));
            }
            case "DELETE" -> {
                requireNamespaceNamed(type, path);
                deleteAll(type, namespace, exchange);
            }
            default -> throw methodNotAllowed();
        }
    }

    private Listing list(String namespace, Selection selection, Exchange exchange) {
        return Listing.of(
                store,
                namespace,
                selection,
                ListOptions.parse(
                        exchange.parameter("limit"),
                        exchange.parameter("continue"),
                        exchange.parameter("resourceVersion"),
                        exchange.parameter("resourceVersionMatch")));
    }

    private void deleteAll(ResourceType type, String namespace, Exchange exchange) {
        DeleteOptions options = deleteOptions(exchange);
        Listing listing = list(namespace, selection(type, exchange), exchange);
        for (Entry entry : listing.entries()) {
            Metadata metadata = Metadata.of(ObjectStore.read(type, entry).object());
            try {
                registry.delete(type, metadata.namespace(), metadata.name(), options);
            } catch (ApiException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
        }
        exchange.send(200, answers(type, exchange).list(listing, Instant.now()));
    }

    private static DeleteOptions deleteOptions(Exchange exchange) {
        byte[] body = exchange.jsonBody();
        ObjectNode merged = Json.object();
        // Both places are allowed; the body, which says more, wins.
        for (String parameter : List.of("propagationPolicy", "orphanDependents", "gracePeriodSeconds")) {
            if (exchange.has(parameter)) {
                switch (parameter) {
                    case "gracePeriodSeconds" ->
                        merged.put(parameter, ListOptions.number(parameter, exchange.parameter(parameter)));
                    case "orphanDependents" -> merged.put(parameter, exchange.flag(parameter));
                    default -> merged.put(parameter, exchange.parameter(parameter));
                }
            }
        }
        if (exchange.isDryRun()) {
            merged.putArray("dryRun").add("All");
        }
        if (body.length > 0) {
            merged.setAll(Decoding.readObject(body, "DeleteOptions"));
        }
        return DeleteOptions.read(merged);
    }

    /** What a real API server answers: the object where somebody may care how it ended, else a short success. */
    private static ObjectNode deletion(ResourceType type, Registry.Deleted deleted, Exchange exchange) {
        boolean object = !deleted.removed()
                || type.is("", "Pod")
                || type.is("", "Service")
                || type.is("", "PersistentVolume")
                || type.is("", "PersistentVolumeClaim")
                || type.is("", "ServiceAccount");
        if (object) {
            return Json.parseOwn(answers(type, exchange).object(deleted.object(), Instant.now()));
        }
        Metadata metadata = Metadata.of(deleted.object());
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        status.set("details", type.subject(metadata.name()).details().put("uid", metadata.uid()));
        return status;
    }

    static Answers answers(ResourceType type, Exchange exchange) {
        String include = exchange.parameter("includeObject");
        return new Answers(
                type,
                exchange.rendering(),
                IncludeObject.parse(include)
                        .orElseThrow(() -> ApiException.badRequest(
                                "includeObject is \"" + include + "\"; it can be None, Metadata or Object")));
    }

    /** HEAD asks what a GET of the objects would answer; there is nothing to wait for. */
    private static boolean isWatch(Exchange exchange) {
        return exchange.method().equals("GET") && exchange.flag("watch");
    }

    private static Selection selection(ResourceType type, Exchange exchange) {
        return Selection.parse(type, exchange.parameter("labelSelector"), exchange.parameter("fieldSelector"));
    }

    private static void requireNamespaceNamed(ResourceType type, RequestPath.Resource path) {
        if (type.namespaced() && path.namespace().isEmpty()) {
            throw path.name().isPresent() ? ApiException.noSuchPath() : methodNotAllowed();
        }
    }

    static void requireMethod(Exchange exchange, String method) {
        if (!exchange.method().equals(method)) {
            throw methodNotAllowed();
        }
    }

    static ApiException methodNotAllowed() {
        return ApiException.of(
                Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }
}
