package dev.trainyard.operator.logs;

import java.io.OutputStream;
import java.util.Arrays;

/** Keeps the last bytes that were written to it, and needs no more memory than they do. */
public final class Tail extends OutputStream {
    private static final int FIRST_SIZE = 8 << 10;

    private final int capacity;
    private byte[] ring;
    private long written;

    /** @param capacity how many bytes are kept, at least 1 */
    public Tail(int capacity) {
        this.capacity = capacity;
        ring = new byte[Math.min(capacity, FIRST_SIZE)];
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        // Of more than can be kept, the beginning is passed over.
        int skipped = Math.max(0, length - capacity);
        written += skipped;
        grow(written + length - skipped);
        for (int from = offset + skipped; from < offset + length; ) {
            int at = (int) (written % ring.length);
            int count = Math.min(ring.length - at, offset + length - from);
            System.arraycopy(bytes, from, ring, at, count);
            from += count;
            written += count;
        }
    }

    /** As long as it can, so that nothing has been written over before it has its full size. */
    private void grow(long needed) {
        if (needed > ring.length && ring.length < capacity) {
            ring = Arrays.copyOf(ring, (int) Math.min(capacity, Math.max(needed, 2L * ring.length)));
        }
    }

    /** How many bytes were written and are not kept. */
    public long lost() {
        return Math.max(0, written - ring.length);
    }

    /** The last bytes. */
    public byte[] bytes() {
        if (lost() == 0) {
            return Arrays.copyOf(ring, (int) written);
        }
        int oldest = (int) (written % ring.length);
        var bytes = new byte[ring.length];
        System.arraycopy(ring, oldest, bytes, 0, ring.length - oldest);
        System.arraycopy(ring, 0, bytes, ring.length - oldest, oldest);
        return bytes;
    }
}
