package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The run's catalog in the store. */
record CatalogFile(Store store, Retry retry, Identity identity) {
    Catalog read() throws StoreException, InterruptedException {
        var there = retry.call(() -> store.read(key()));
        return there.isEmpty() ? Catalog.EMPTY : parse(there.get());
    }

    /**
     * Changes it, unless a later attempt has: then empty, and this one has no say any more.
     *
     * @param change made again where somebody else was quicker, or where an answer was lost
     */
    Optional<Catalog> change(UnaryOperator<Catalog> change) throws StoreException, InterruptedException {
        while (true) {
            var there = retry.call(() -> store.read(key()));
            var catalog = there.isEmpty() ? Catalog.EMPTY : parse(there.get());
            if (catalog.attempt() > identity.attempt()) {
                return Optional.empty();
            }
            var changed = change.apply(catalog);
            var json = CatalogJson.write(changed);
            if (there.isEmpty()
                    ? retry.call(() -> store.create(key(), json))
                    : retry.call(() -> store.replace(key(), json, there.get().version()))) {
                return Optional.of(changed);
            }
        }
    }

    private String key() {
        return identity.checkpointsKey();
    }

    private Catalog parse(Store.Versioned there) throws StoreException {
        try {
            return CatalogJson.read(there.content());
        } catch (IOException e) {
            throw new StoreException.Refused(
                    "what is at %s in the store is no list of checkpoints (%s): remove it"
                            .formatted(key(), e.getMessage()),
                    e);
        }
    }
}
