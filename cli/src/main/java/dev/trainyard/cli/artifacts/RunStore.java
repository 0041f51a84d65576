package dev.trainyard.cli.artifacts;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A place that runs are in. Keys are relative to it. */
sealed interface RunStore extends AutoCloseable permits S3, Folder {
    /** The whole of a small object; empty when there is none. */
    Optional<byte[]> read(String key);

    /** The contents of an object from this byte on; empty when there is none. */
    Optional<InputStream> open(String key, long from);

    /** The names of the folders directly under this one, which ends in {@code /}. */
    List<String> folders(String folder);

    /** The keys of all objects under this folder, which ends in {@code /}. */
    List<String> keys(String folder);

    void delete(List<String> keys);

    /** Removes the parts of objects under this folder that were never finished; returns of how many. */
    int deleteUnfinished(String folder);

    String url(String key);

    @Override
    void close();
}
