package dev.trainyard.cluster.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a prefix to list.
 *
 * @param after only keys after this one; how a listing goes on where the last page ended
 * @param limit the most entries to return; 0 for all
 * @param revision the snapshot to read; the latest when absent
 */
public record ListQuery(Optional<String> after, int limit, OptionalLong revision) {
    public static final ListQuery ALL = new ListQuery(Optional.empty(), 0, OptionalLong.empty());

    public ListQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is " + limit + ", which is negative");
        }
    }
}
