package dev.trainyard.cluster.schema;

/** What the rules for one object may still cost together. Not for several threads. */
final class CelBudget {
    /** {@code RuntimeCELCostBudget} of the API server: about a second. */
    private static final long PER_OBJECT = 10_000_000;

    private long left = PER_OBJECT;

    void spend(long cost) {
        left -= cost;
    }

    boolean isExceeded() {
        return left < 0;
    }

    /** No further rule may run. */
    void end() {
        left = -1;
    }
}
