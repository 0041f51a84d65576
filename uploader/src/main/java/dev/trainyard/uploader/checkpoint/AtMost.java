package dev.trainyard.uploader.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes as many bytes as a file has, and not a volume full of them where a store sends more. */
final class AtMost extends FilterOutputStream {
    private long left;

    AtMost(OutputStream out, long bytes) {
        super(out);
        this.left = bytes;
    }

    /** More has come. It is no {@link IOException}, which would be the disk's trouble. */
    static final class TooMuch extends RuntimeException {}

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > left) {
            throw new TooMuch();
        }
        left -= length;
        out.write(bytes, offset, length);
    }
}
