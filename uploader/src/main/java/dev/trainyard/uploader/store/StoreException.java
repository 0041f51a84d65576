package dev.trainyard.uploader.store;

/** Why a store did not do what it was asked; the message is a sentence for a person. */
public abstract sealed class StoreException extends Exception {
    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    private StoreException(String message) {
        super(message);
    }

    /** The same request may succeed later: the store is down, slow, or asks for patience. */
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }

        public Unavailable(String message) {
            super(message);
        }
    }

    /** The same request will fail again until a person has mended something; the message says what. */
    public static final class Refused extends StoreException {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }

        public Refused(String message) {
            super(message);
        }
    }

    /** The store does not take this object, for its name or its size; it may take others. */
    public static final class RefusedObject extends StoreException {
        private final String reason;

        /** @param why what the store says of it */
        public RefusedObject(String store, String object, String why) {
            super("%s does not take \"%s\": %s".formatted(store, object, why));
            this.reason = "the store does not take it: " + why;
        }

        /** A clause about the object, as "it". */
        public String reason() {
            return reason;
        }
    }

    /** The file was no longer what its checksum said when it was sent. */
    public static final class ContentChanged extends StoreException {
        public ContentChanged(String message, Throwable cause) {
            super(message, cause);
        }

        public ContentChanged(String message) {
            super(message);
        }
    }

    /** The store does not know, or no longer knows, the object that was begun. */
    public static final class UnknownUpload extends StoreException {
        public UnknownUpload(String message, Throwable cause) {
            super(message, cause);
        }

        public UnknownUpload(String message) {
            super(message);
        }
    }

    /** The store says that it has put an object together, and the object is not there, or not yet. */
    public static final class NotThere extends StoreException {
        public NotThere(String message) {
            super(message);
        }
    }
}
