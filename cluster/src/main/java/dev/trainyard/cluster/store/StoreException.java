package dev.trainyard.cluster.store;

import java.util.Optional;

/** Why the store did not do what it was asked to. */
public abstract sealed class StoreException extends RuntimeException {

    private StoreException(String message) {
        super(message);
    }

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The key is not in the state that the caller had seen. Nothing was written. */
    public static final class Conflict extends StoreException {
        private final transient Optional<Entry> current;

        Conflict(String key, Optional<Entry> current) {
            super(current.map(entry -> key + " is at revision " + entry.revision())
                    .orElse(key + " does not exist"));
            this.current = current;
        }

        /** What the store holds instead; empty when the key does not exist. */
        public Optional<Entry> current() {
            return current;
        }
    }

    /** The revision asked for is older than the store remembers, or newer than its last write. */
    public static final class Compacted extends StoreException {
        Compacted(long asked, long oldest, long latest) {
            super("revision " + asked + " is not remembered: the store knows " + oldest + " to " + latest);
        }
    }

    /** The entries take all the memory that they may. Nothing was written. */
    public static final class Full extends StoreException {
        Full(long limit) {
            super("the cluster's memory for objects is full: it holds " + (limit >> 20) + " MiB");
        }
    }

    /** The store has been closed. */
    public static final class Closed extends StoreException {
        Closed() {
            super("the store is closed");
        }
    }

    /** The disk refused; nothing of the write remains. */
    public static final class Unusable extends StoreException {
        Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
