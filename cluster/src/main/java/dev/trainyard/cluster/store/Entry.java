package dev.trainyard.cluster.store;

/**
 * A key, its value and the revision of the write that made it so. The array is shared, not copied: nobody may change
 * it.
 *
 * @param revision the revision of the last write to this key
 */
@SuppressWarnings(
        "ArrayRecordComponent") // a value is written once and never compared; copying it would double the memory
public record Entry(String key, long revision, byte[] value) {}
