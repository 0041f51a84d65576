package dev.trainyard.cluster.store;

/**
 * A write that somebody asks for.
 *
 * @param expectedRevision the revision that the key must be at; {@link #ABSENT} when it must not exist
 */
record Write(String key, long expectedRevision, boolean deletes, Content content) {
    static final long ABSENT = 0;
}
