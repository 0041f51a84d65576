package dev.trainyard.uploader.store;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * The content of a small file in memory: what is hashed and what is sent are the same bytes.
 *
 * @param buffer begins with the content
 * @param length of the content
 * @param name of the file that it was read from
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record HeldFile(byte[] buffer, int length, String name) implements Content {
    @Override
    public SeekableByteChannel open() {
        return new Channel(ByteBuffer.wrap(buffer, 0, length).asReadOnlyBuffer());
    }

    @Override
    public String toString() {
        return name;
    }

    private record Channel(ByteBuffer bytes) implements SeekableByteChannel {
        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            var length = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return length;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() {
            return bytes.position();
        }

        /** A position beyond the end counts as the end. */
        @Override
        public SeekableByteChannel position(long position) {
            bytes.position((int) Math.min(position, bytes.limit()));
            return this;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
