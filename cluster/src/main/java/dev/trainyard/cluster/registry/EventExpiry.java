package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import java.time.Duration;
import java.time.Instant;

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

    private static Instant lastSeen(Entry entry) {
        var event = ObjectStore.read(BuiltinTypes.EVENT, entry).object();
        for (String field : new String[] {"/series/lastObservedTime", "/lastTimestamp", "/eventTime"}) {
            String time = event.at(field).asText("");
            if (!time.isEmpty() && !time.equals("null")) {
                return Instant.parse(time);
            }
        }
        return Instant.parse(Metadata.of(event).node().path("creationTimestamp").asText());
    }
}
