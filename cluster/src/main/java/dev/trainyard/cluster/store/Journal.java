package dev.trainyard.cluster.store;

import java.util.List;
import java.util.function.Consumer;

/** Where writes are made to last: what tells one driver from another. Used by the writer thread alone. */
interface Journal extends AutoCloseable {

    /**
     * Tells, one by one, the entries that had been committed when the store was last closed, or died.
     *
     * @return the revision of the last write
     */
    long load(Consumer<Entry> entries);

    /**
     * Makes all of these writes durable, or none.
     *
     * @throws StoreException.Unusable when it can't; the journal is then as it was
     */
    void commit(List<Event> events, long revision);

    @Override
    void close();

    /** Nothing lasts. */
    Journal NONE = new Journal() {
        @Override
        public long load(Consumer<Entry> entries) {
            return 0;
        }

        @Override
        public void commit(List<Event> events, long revision) {}

        @Override
        public void close() {}
    };
}
