package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A place that runs are in. Keys are relative to it. */
sealed interface RunStore extends AutoCloseable permits S3, Folder {
    /** What is read as a whole: more than the manifest of any run that the uploader has the memory for. */
    int LONGEST = 64 << 20;

    /**
     * The whole of a small object; empty if it does not exist.
     *
     * @throws Failure if it is longer than {@link #LONGEST}
     */
    default Optional<byte[]> read(String key) {
        return open(key, 0).map(content -> {
            try (content) {
                var bytes = content.readNBytes(LONGEST + 1);
                if (bytes.length > LONGEST) {
                    throw new Failure(
                            "%s is longer than %d MiB. No list of a run's files is that long, so somebody who may write to the store has changed it."
                                    .formatted(url(key), LONGEST >> 20));
                }
                return bytes;
            } catch (IOException broken) {
                throw new Failure("Reading " + url(key) + " broke off: " + broken.getMessage(), broken);
            }
        });
    }

    /** The contents of an object from this byte on; empty if it does not exist. */
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
