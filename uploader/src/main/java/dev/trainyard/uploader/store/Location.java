package dev.trainyard.uploader.store;

/** Where a store is. */
public sealed interface Location permits S3Location, FolderLocation {
    /** What every key begins with in the store: empty, or ending in {@code /}. */
    String prefix();

    /** The URL of a key under the prefix, as people write it. */
    String url(String key);

    /** Tells this store from every other one that has the same URLs. */
    String server();
}
