package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.VersionedText;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import java.util.Optional;

/** Objects as trees, in a store that knows only bytes. Trees that come out belong to the caller. */
public final class ObjectStore {
    private static final int LARGEST_USERS = 3;

    private final Store store;

    public ObjectStore(Store store) {
        this.store = store;
    }

    /**
     * An object and the revision of its last write, as a number.
     *
     * @param object in the version of the type by which it was asked for, {@code resourceVersion} included
     */
    public record Stored(ObjectNode object, long revision) {}

    public Optional<Stored> find(ResourceType type, String namespace, String name) {
        return store.get(type.key(namespace, name)).map(entry -> read(type, entry));
    }

    /**
     * The object.
     *
     * @throws ApiException NotFound
     */
    public Stored get(ResourceType type, String namespace, String name) {
        return find(type, namespace, name).orElseThrow(() -> ApiException.notFound(type.subject(name)));
    }

    /**
     * Writes a new object.
     *
     * @throws ApiException AlreadyExists; Forbidden where memory has no room for it
     */
    public ObjectNode create(ResourceType type, String namespace, String name, ObjectNode object) {
        VersionedText text = VersionedText.of(type.toStored(object.deepCopy()));
        try {
            return read(type, store.create(type.key(namespace, name), text)).object();
        } catch (StoreException.Conflict e) {
            throw ApiException.alreadyExists(type.subject(name));
        } catch (StoreException.Full e) {
            throw full(type, name, e);
        }
    }

    /**
     * Writes an object in place of the one at {@code revision}.
     *
     * @throws StoreException.Conflict when the object has changed since, or is gone
     * @throws ApiException Forbidden where it has grown and memory has no room for it
     */
    public ObjectNode replace(ResourceType type, String namespace, String name, long revision, ObjectNode object) {
        VersionedText text = VersionedText.of(type.toStored(object.deepCopy()));
        try {
            return read(type, store.update(type.key(namespace, name), revision, text))
                    .object();
        } catch (StoreException.Full e) {
            throw full(type, name, e);
        }
    }

    /** As a real API server says that a quota is exceeded: clients don't ask again. */
    private ApiException full(ResourceType type, String name, StoreException.Full e) {
        return ApiException.forbidden(type.subject(name), Fullness.say(e, store.usage(LARGEST_USERS)));
    }

    /**
     * Removes the object at {@code revision}.
     *
     * @param lastState what watchers are told
     * @throws StoreException.Conflict when the object has changed since, or is gone
     */
    public ObjectNode remove(ResourceType type, String namespace, String name, long revision, ObjectNode lastState) {
        VersionedText text = VersionedText.of(type.toStored(lastState.deepCopy()));
        return read(type, store.delete(type.key(namespace, name), revision, text))
                .object();
    }

    /** An entry of the store as an object of the type. */
    public static Stored read(ResourceType type, Entry entry) {
        return new Stored(type.fromStored(Json.parseOwn(entry.value())), entry.revision());
    }
}
