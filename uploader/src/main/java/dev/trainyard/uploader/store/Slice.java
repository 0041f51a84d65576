package dev.trainyard.uploader.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** A stretch of a file, read anew each time that it is opened, so that nothing of it is kept in memory. */
public record Slice(Content file, long offset, long length) {
    private static final int BUFFER = 64 * 1024;

    /** Of a file in a folder that only we write to. */
    public Slice(Path file, long offset, long length) {
        this(new Content.Of(file), offset, length);
    }

    /** The content; its reader meets {@link TruncatedException} where the file has become shorter. */
    public InputStream open() throws IOException {
        var channel = file.open();
        try {
            return new SliceStream(channel.position(offset), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The same, read into this buffer if it fits: later changes to the file do not show. It counts until the buffer is
     * used for something else.
     *
     * @throws TruncatedException if the file has become shorter
     */
    public Slice heldIn(byte[] buffer) throws IOException {
        if (length > buffer.length) {
            return this;
        }
        try (var from = open()) {
            for (int at = 0; at < length; ) {
                at += from.read(buffer, at, (int) length - at);
            }
        }
        return new Slice(new HeldFile(buffer, (int) length, file.toString()), 0, length);
    }

    /** Runs the content through checksums, in one pass. */
    public void digest(Digest... digests) throws IOException {
        if (file instanceof HeldFile held) {
            for (var digest : digests) {
                digest.update(held.buffer(), (int) offset, (int) length);
            }
            return;
        }
        var buffer = new byte[BUFFER];
        try (var content = open()) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                for (var digest : digests) {
                    digest.update(buffer, 0, read);
                }
            }
        }
    }

    /** What {@link java.security.MessageDigest} and {@link java.util.zip.Checksum} have in common. */
    @FunctionalInterface
    public interface Digest {
        void update(byte[] bytes, int offset, int length);
    }

    /** The file has become shorter while it was read. */
    public static final class TruncatedException extends EOFException {
        private TruncatedException(long missing) {
            super(missing + " bytes fewer than there were");
        }
    }

    private static final class SliceStream extends InputStream {
        private final SeekableByteChannel channel;
        private long left;

        private SliceStream(SeekableByteChannel channel, long length) {
            this.channel = channel;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            var wanted = (int) Math.min(Math.min(length, left), BUFFER);
            var read = channel.read(ByteBuffer.wrap(target, offset, wanted));
            if (read < 0) {
                throw new TruncatedException(left);
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
