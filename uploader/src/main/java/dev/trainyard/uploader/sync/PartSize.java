package dev.trainyard.uploader.sync;

/** How a file is cut: small ones not at all, bigger ones into as many parts as S3 allows, of 8 MiB or more. */
final class PartSize {
    private static final long MIB = 1 << 20;
    private static final long SMALLEST = 8 * MIB;
    private static final long MOST_PARTS = 10_000;

    /** Up to this size a file is sent whole: a lost connection costs less than three requests do. */
    static final long WHOLE = 2 * SMALLEST;

    private PartSize() {}

    static long of(long fileSize) {
        var needed = Math.ceilDiv(fileSize, MOST_PARTS);
        return Math.max(SMALLEST, Math.ceilDiv(needed, MIB) * MIB);
    }
}
