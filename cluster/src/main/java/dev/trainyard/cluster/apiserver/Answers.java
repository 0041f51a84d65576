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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Objects in the form that a client asked for.
 *
 * @param include how much of an object goes into its row of a table
 */
record Answers(ResourceType type, Rendering rendering, IncludeObject include) {

    private static final byte[] COMMA = {','};
    private static final byte[] END = {']', '}'};

    /** A single object. */
    byte[] object(ObjectNode object, Instant now) {
        return switch (rendering) {
            case OBJECTS -> Json.bytes(object);
            case METADATA -> Json.bytes(partial(object));
            case TABLE -> Json.bytes(table(Stream.of(object), Json.object(), true, now));
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
                        Stream.of(object),
                        Json.object().put("resourceVersion", Long.toString(entry.revision())),
                        columns,
                        now));
        };
    }

    /** A list, in parts: those that are in the store are not copied. */
    List<byte[]> list(Listing listing, Instant now) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(listing.revision()));
        listing.next().ifPresent(token -> metadata.put("continue", token.encode()));
        listing.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        return switch (rendering) {
            case OBJECTS ->
                list(type.kind().kind() + "List", type.kind().apiVersion(), metadata, listing.entries(), now);
            case METADATA -> list("PartialObjectMetadataList", "meta.k8s.io/v1", metadata, listing.entries(), now);
            case TABLE -> {
                Stream<ObjectNode> objects = listing.entries().stream()
                        .map(entry -> ObjectStore.read(type, entry).object());
                yield List.of(Json.bytes(table(objects, metadata, true, now)));
            }
        };
    }

    private List<byte[]> list(String kind, String apiVersion, ObjectNode metadata, List<Entry> entries, Instant now) {
        List<byte[]> parts = new ArrayList<>(2 * entries.size() + 2);
        parts.add(("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":"
                        + new String(Json.bytes(metadata), StandardCharsets.UTF_8) + ",\"items\":[")
                .getBytes(StandardCharsets.UTF_8));
        for (Entry entry : entries) {
            if (parts.size() > 1) {
                parts.add(COMMA);
            }
            parts.add(object(entry, false, now));
        }
        parts.add(END);
        return parts;
    }

    /** An object that carries nothing but a revision, as bookmarks do. */
    ObjectNode bookmark(long revision) {
        ObjectNode object = switch (rendering) {
            case OBJECTS ->
                Json.object()
                        .put("kind", type.kind().kind())
                        .put("apiVersion", type.kind().apiVersion());
            case METADATA -> Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            case TABLE -> table(Stream.empty(), Json.object(), false, Instant.EPOCH);
        };
        Metadata.of(object).node().put("resourceVersion", Long.toString(revision));
        return object;
    }

    private ObjectNode table(Stream<ObjectNode> objects, ObjectNode metadata, boolean columns, Instant now) {
        Printer printer = type.definition().printer();
        return Tables.table(printer, objects, metadata, include, columns, now);
    }

    private static ObjectNode partial(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
