package dev.trainyard.cluster.store;

import java.util.List;

/** Where writes are made to last: what tells one driver from another. Used by the writer thread alone. */
interface Journal extends AutoCloseable {

    /** What had been committed when the store was last closed, or died. */
    Snapshot load();

    /**
     * Makes all of these writes durable, or none.
     *
     * @throws StoreException.Unusable when it can't; the journal is then as it was
     */
    void commit(List<Event> events, long revision);

    @Override
    void close();

    record Snapshot(List<Entry> entries, long revision) {}

    /** Nothing lasts. */
    Journal NONE = new Journal() {
        @Override
        public Snapshot load() {
            return new Snapshot(List.of(), 0);
        }

        @Override
        public void commit(List<Event> events, long revision) {}

        @Override
        public void close() {}
    };
}
