package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Event;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import dev.trainyard.cluster.store.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Follows the changes of the objects that a selection means; objects come into it and leave it as they change. */
public final class ObjectWatch implements AutoCloseable {
    private final Watch watch;
    private final Selection selection;

    private ObjectWatch(Watch watch, Selection selection) {
        this.watch = watch;
        this.selection = selection;
    }

    /** What became of an object, as the watcher sees it. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /**
     * A change.
     *
     * @param entry the object after it; for a deletion its last state
     */
    public record Change(Kind kind, Entry entry) {}

    /**
     * Changes since the last look.
     *
     * @param revision everything up to this revision has been told
     */
    public record Changes(List<Change> changes, long revision) {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Begins after a revision.
     *
     * @throws StoreException.Compacted when that is too long ago
     */
    public static ObjectWatch open(Store store, String namespace, Selection selection, long afterRevision) {
        return new ObjectWatch(store.watch(selection.type().prefix(namespace), afterRevision), selection);
    }

    /**
     * Waits for changes.
     *
     * @return none when the time is up, or when what happened is none of the watcher's business
     * @throws StoreException.Compacted when this watcher was too slow; it is over
     */
    public Changes next(Duration timeout) throws InterruptedException {
        Watch.News news = watch.next(timeout);
        return new Changes(
                news.events().stream()
                        .map(event -> change(event, selection))
                        .flatMap(Optional::stream)
                        .toList(),
                news.revision());
    }

    /** How one write looks to somebody who sees only some objects. */
    static Optional<Change> change(Event event, Selection selection) {
        if (selection.isEverything()) {
            Kind kind = event.deleted() ? Kind.DELETED : event.previous().isPresent() ? Kind.MODIFIED : Kind.ADDED;
            return Optional.of(new Change(kind, event.entry()));
        }
        boolean before = event.previous().map(selection::matches).orElse(false);
        boolean after = !event.deleted() && selection.matches(event.entry());
        if (before && after) {
            return Optional.of(new Change(Kind.MODIFIED, event.entry()));
        }
        if (after) {
            return Optional.of(new Change(Kind.ADDED, event.entry()));
        }
        return before ? Optional.of(new Change(Kind.DELETED, event.entry())) : Optional.empty();
    }

    @Override
    public void close() {
        watch.close();
    }
}
