package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.registry.Listing;
import dev.trainyard.cluster.registry.ObjectStore;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.table.Printer;
import dev.trainyard.cluster.table.Tables;
import dev.trainyard.cluster.table.Tables.IncludeObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Objects in the form that a client asked for.
 *
 * @param include how much of an object goes into its row of a table
 */
record Answers(ResourceType type, Rendering rendering, IncludeObject include) {

    /** A single object. */
    byte[] object(ObjectNode object, Instant now) {
        return switch (rendering) {
            case OBJECTS -> Json.bytes(object);
            case METADATA -> Json.bytes(partial(object));
            case TABLE -> Json.bytes(table(List.of(object), Json.object(), true, now));
        };
    }

    /** An object from the store, which is not even read when it goes out as it is. */
    byte[] object(Entry entry, boolean columns, Instant now) {
        if (rendering == Rendering.OBJECTS && type.servedAsStored()) {
            return entry.value();
        }
        ObjectNode object = ObjectStore.read(type, entry).object();
        return switch (rendering) {
            case OBJECTS -> Json.bytes(object);
            case METADATA -> Json.bytes(partial(object));
            case TABLE ->
                Json.bytes(table(
                        List.of(object),
                        Json.object().put("resourceVersion", Long.toString(entry.revision())),
                        columns,
                        now));
        };
    }

    byte[] list(Listing listing, Instant now) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(listing.revision()));
        listing.next().ifPresent(token -> metadata.put("continue", token.encode()));
        listing.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        return switch (rendering) {
            case OBJECTS ->
                list(type.kind().kind() + "List", type.kind().apiVersion(), metadata, listing.entries(), now);
            case METADATA -> list("PartialObjectMetadataList", "meta.k8s.io/v1", metadata, listing.entries(), now);
            case TABLE -> {
                List<ObjectNode> objects = listing.entries().stream()
                        .map(entry -> ObjectStore.read(type, entry).object())
                        .toList();
                yield Json.bytes(table(objects, metadata, true, now));
            }
        };
    }

    private byte[] list(String kind, String apiVersion, ObjectNode metadata, List<Entry> entries, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        out.writeBytes(("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(Json.bytes(metadata));
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(object(entries.get(i), false, now));
        }
        out.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** An object that carries nothing but a revision, as bookmarks do. */
    ObjectNode bookmark(long revision) {
        ObjectNode object = switch (rendering) {
            case OBJECTS ->
                Json.object()
                        .put("kind", type.kind().kind())
                        .put("apiVersion", type.kind().apiVersion());
            case METADATA -> Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            case TABLE -> table(List.of(), Json.object(), false, Instant.EPOCH);
        };
        Metadata.of(object).node().put("resourceVersion", Long.toString(revision));
        return object;
    }

    private ObjectNode table(List<ObjectNode> objects, ObjectNode metadata, boolean columns, Instant now) {
        Printer printer = type.definition().printer();
        return Tables.table(printer, objects, metadata, include, columns, now);
    }

    private static ObjectNode partial(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
