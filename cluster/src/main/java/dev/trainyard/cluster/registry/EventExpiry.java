package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.object.Rfc3339;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Events last an hour, as a real API server keeps them; without an end they would fill the store. */
public final class EventExpiry {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private EventExpiry() {}

    /** Removes the events that nothing has happened to for an hour. */
    public static void run(Store store, Instant now) {
        ResourceType type = BuiltinTypes.EVENT;
        for (Entry entry : Listing.everything(store, type).entries()) {
            if (lastSeen(entry).plus(LIFETIME).isBefore(now)) {
                try {
                    store.delete(entry.key(), entry.revision(), _ -> entry.value());
                } catch (StoreException.Conflict e) {
                    // it has happened again meanwhile
                }
            }
        }
    }

    /** A time that cannot be read is none; an event without any has been there since the beginning. */
    private static Instant lastSeen(Entry entry) {
        var event = ObjectStore.read(BuiltinTypes.EVENT, entry).object();
        return Stream.of("/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp")
                .map(field -> Rfc3339.parse(event.at(field).asText()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Instant.EPOCH);
    }
}
