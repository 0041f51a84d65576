package dev.trainyard.cluster.store;

/**
 * How much of the past is remembered for watchers and for listings that go on page by page.
 *
 * @param events the most events
 * @param bytes the most memory, nearly
 */
record HistoryLimit(int events, long bytes) {
    static final HistoryLimit DEFAULT = new HistoryLimit(50_000, 16L << 20);
}
