package dev.trainyard.cluster.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An ordered map from keys to bytes in which every write has a revision, as etcd is for a real API server.
 *
 * <p>There is one revision counter for the whole store; it grows by one with each write, deletions included. A write
 * that has returned is on disk (in the driver that has a disk) and is seen by every read that begins afterwards. All
 * methods may be called from any thread; a write blocks its caller until it is durable.
 */
public interface Store extends AutoCloseable {

    /** The revision of the last write; 0 for a store that was never written to. */
    long revision();

    Optional<Entry> get(String key);

    /**
     * The entries whose keys begin with {@code prefix}, in the order of their keys, as one consistent snapshot.
     *
     * @throws StoreException.Compacted when the query asks for a revision older than the store remembers
     */
    Page list(String prefix, ListQuery query);

    /**
     * Writes a key that does not exist.
     *
     * @throws StoreException.Conflict when it does
     * @throws StoreException.Full when memory has no room for it
     */
    Entry create(String key, Content content);

    /**
     * Replaces the value of a key that is still at {@code expectedRevision}.
     *
     * @throws StoreException.Conflict when the key is at another revision, or gone
     * @throws StoreException.Full when the value is larger than the one before and memory has no room for it
     */
    Entry update(String key, long expectedRevision, Content content);

    /**
     * Removes a key that is still at {@code expectedRevision}. The deletion has a revision of its own, and watchers are
     * told of it with {@code lastState}.
     *
     * @return the last state, at the deletion's revision
     * @throws StoreException.Conflict when the key is at another revision, or gone
     */
    Entry delete(String key, long expectedRevision, Content lastState);

    /**
     * Follows the writes to keys that begin with {@code prefix}, from the first one after {@code afterRevision} on.
     *
     * @throws StoreException.Compacted when writes after that revision are no longer remembered
     */
    Watch watch(String prefix, long afterRevision);

    /**
     * How much memory the entries take by what their keys begin with, the largest first.
     *
     * @param most how many to name
     */
    List<Usage> usage(int most);

    /**
     * The entries of one kind.
     *
     * @param prefix what their keys begin with, up to a slash
     */
    record Usage(String prefix, long count, long bytes) {}

    /** Ends all watches, finishes the writes under way and releases the file. */
    @Override
    void close();

    /** A store that forgets everything when it is closed. */
    static Store inMemory() {
        return new GroupCommitStore(Journal.NONE, HistoryLimit.DEFAULT, StoreLimit.ofHeap());
    }

    /**
     * The store in {@code file}, which is made (readable by its owner alone) when it does not exist.
     *
     * @throws StoreException.Unusable when the file can't be opened, is damaged, or is held by another process
     */
    static Store open(Path file) {
        return new GroupCommitStore(SqliteJournal.open(file), HistoryLimit.DEFAULT, StoreLimit.ofHeap());
    }
}
