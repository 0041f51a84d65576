package dev.trainyard.cluster.objectstore;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the object store keeps its things and how it is reached.
 *
 * @param folder the buckets, a folder each; made if missing
 * @param credentials the file with the access key, made with random ones at the first start; see {@link Credentials}
 * @param port the port on 127.0.0.1; 0 takes a free one
 * @param buckets the buckets that exist from the start
 * @param bufferedBytes how many bytes of bodies that are signed with their hash may be in memory at once
 */
public record ObjectStoreConfig(Path folder, Path credentials, int port, List<String> buckets, long bufferedBytes) {
    public static final int DEFAULT_PORT = 9000;
    public static final String ARTIFACTS = "artifacts";

    /** A body is twice in memory for a moment: as the pieces that came, and whole. */
    private static final int HEAP_PARTS = 8;

    public ObjectStoreConfig {
        buckets = List.copyOf(buckets);
    }

    /** The places that {@code docs/formats/local-cluster.md} gives, in this home. */
    public static ObjectStoreConfig in(Path home, int port) {
        return new ObjectStoreConfig(
                home.resolve("objects"),
                home.resolve("s3-credentials"),
                port,
                List.of(ARTIFACTS),
                Runtime.getRuntime().maxMemory() / HEAP_PARTS);
    }
}
