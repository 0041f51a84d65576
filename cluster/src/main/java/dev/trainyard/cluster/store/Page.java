package dev.trainyard.cluster.store;

import java.util.List;

/**
 * A part of a listing.
 *
 * @param revision the snapshot that the whole listing shows
 * @param remaining how many entries follow the last one of this page
 */
public record Page(List<Entry> entries, long revision, int remaining) {
    public Page {
        entries = List.copyOf(entries);
    }
}
