package dev.trainyard.cluster.store;

import java.util.Optional;

/**
 * One write.
 *
 * @param entry the state after the write; for a deletion the last state, at the deletion's revision
 * @param previous the state before it; absent when the key was created
 * @param deleted whether the write removed the key
 */
public record Event(Entry entry, Optional<Entry> previous, boolean deleted) {

    public long revision() {
        return entry.revision();
    }

    /**
     * The memory that remembering this event takes, nearly: the previous state is mostly shared with the event before.
     */
    long weight() {
        return StoreLimit.weight(entry);
    }
}
