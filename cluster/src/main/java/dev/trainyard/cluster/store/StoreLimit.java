package dev.trainyard.cluster.store;

import java.util.Optional;

/**
 * How much memory the entries may take. What exceeds it is refused, so that the process never runs out of memory; what
 * a journal holds is always read.
 *
 * @param bytes the limit for writes that add an entry, or add much to one
 * @param reserve what small additions to entries may take beyond it: status, conditions, a deletion's timestamp
 */
record StoreLimit(long bytes, long reserve) {
    /** Lists, caches of clients, and the parsing of requests need the rest. */
    private static final int HEAP_PARTS = 4;

    private static final int RESERVE_PARTS = 8;
    private static final int SMALL = 64 << 10;

    /** A limit that fits this process' heap. */
    static StoreLimit ofHeap() {
        long bytes = Runtime.getRuntime().maxMemory() / HEAP_PARTS;
        return new StoreLimit(bytes, bytes / RESERVE_PARTS);
    }

    /** The memory that an entry takes, nearly. */
    static long weight(Entry entry) {
        return 200L + entry.key().length() + entry.value().length;
    }

    /**
     * Whether a write may go through. One that adds nothing always may.
     *
     * @param held the weight of all entries before it
     */
    boolean allows(long held, Optional<Entry> before, Entry after) {
        long growth = weight(after) - before.map(StoreLimit::weight).orElse(0L);
        boolean small = before.isPresent() && growth <= SMALL;
        return growth <= 0 || held + growth <= (small ? bytes + reserve : bytes);
    }
}
