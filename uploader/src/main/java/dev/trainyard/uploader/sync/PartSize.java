package dev.trainyard.uploader.sync;

/**
 * How a file is cut: small ones not at all, bigger ones into parts of 8 MiB, and very big ones into a number of parts
 * that every server can keep account of ({@code docs/decisions/0617}).
 */
final class PartSize {
    private static final long MIB = 1 << 20;
    static final long SMALLEST = 8 * MIB;

    /** As long as parts are not too big to be sent again. */
    private static final long PREFERRED_PARTS = 200;

    private static final long BIGGEST_PREFERRED = 512 * MIB;

    /** The limit of S3. */
    private static final long MOST_PARTS = 10_000;

    /** Up to this size a file is sent whole: a lost connection costs less than three requests do. */
    static final long WHOLE = 2 * SMALLEST;

    private PartSize() {}

    static long of(long fileSize) {
        var preferred = Math.min(inWholeMebibytes(Math.ceilDiv(fileSize, PREFERRED_PARTS)), BIGGEST_PREFERRED);
        var needed = inWholeMebibytes(Math.ceilDiv(fileSize, MOST_PARTS));
        return Math.max(SMALLEST, Math.max(preferred, needed));
    }

    private static long inWholeMebibytes(long bytes) {
        return Math.ceilDiv(bytes, MIB) * MIB;
    }
}
