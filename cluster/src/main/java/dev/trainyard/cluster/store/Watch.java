package dev.trainyard.cluster.store;

import java.time.Duration;
import java.util.List;

/**
 * A reader of the store's history. It holds a place in that history and no queue of its own, so it takes the same
 * memory however slowly it is read; one that falls further behind than the store remembers is cut off.
 */
public interface Watch extends AutoCloseable {

    /**
     * Waits until there is something to tell, and tells it; at most a few hundred events at a time.
     *
     * @param timeout how long to wait before returning no events
     * @throws StoreException.Compacted when this reader has fallen behind; the watch is over
     * @throws StoreException.Closed when the store is closing
     */
    News next(Duration timeout) throws InterruptedException;

    @Override
    void close();

    /**
     * What has happened since the last look.
     *
     * @param revision everything up to this revision has been told
     */
    record News(List<Event> events, long revision) {
        public News {
            events = List.copyOf(events);
        }
    }
}
