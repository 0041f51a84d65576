package dev.trainyard.uploader.checkpoint;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a file ends where its format says that it does, as one does not that is still being written, or was cut. */
enum Ending {
    /** It ends as only a finished file does. */
    WHOLE,
    CUT,
    /** Its format does not say, or not for certain. */
    UNKNOWN;

    private static final int HEAD = 64;

    /** Zip files, in which {@code torch.save}, Keras and NumPy write: APPNOTE.TXT, 4.3. */
    private static final int ZIP_FILE = 0x04034b50;

    private static final int ZIP_END = 0x06054b50;
    private static final int ZIP_END_LENGTH = 22;

    /** HDF5 file format specification, "Superblock". */
    private static final long HDF5 = 0x0a1a0a0d46444889L;

    private static final int LONGEST_SAFETENSORS_HEADER = 16 << 20;

    static Ending of(Content file, String name) throws IOException {
        try (var channel = file.open()) {
            var size = channel.size();
            if (size == 0) {
                return CUT;
            }
            var head = read(channel, 0, HEAD);
            if (head.remaining() >= Integer.BYTES && head.getInt(0) == ZIP_FILE) {
                return endsAsZip(channel, size) ? WHOLE : CUT;
            }
            if (head.remaining() == HEAD && head.getLong(0) == HDF5) {
                // The library writes the address when it closes the file.
                return end(head) == size ? WHOLE : CUT;
            }
            if (name.endsWith(".safetensors")) {
                return safetensors(channel, size, head);
            }
            return UNKNOWN;
        }
    }

    private static boolean endsAsZip(SeekableByteChannel channel, long size) throws IOException {
        if (size < ZIP_END_LENGTH) {
            return false;
        }
        var end = read(channel, size - ZIP_END_LENGTH, ZIP_END_LENGTH);
        // A trainer that writes the file again may have made it shorter meanwhile.
        return end.remaining() == ZIP_END_LENGTH && end.getInt(0) == ZIP_END;
    }

    /** The "End of File Address"; addresses of another length than eight bytes are nobody's. */
    private static long end(ByteBuffer superblock) {
        return switch (superblock.get(8)) {
            case 0 -> superblock.getLong(40);
            case 1 -> superblock.getLong(44);
            default -> superblock.getLong(28);
        };
    }

    /** A length, that many bytes of JSON, and the tensors, of which the JSON says where each ends. */
    private static Ending safetensors(SeekableByteChannel channel, long size, ByteBuffer head) throws IOException {
        if (head.remaining() < Long.BYTES) {
            return CUT;
        }
        var length = head.getLong(0);
        if (length < 0 || length > LONGEST_SAFETENSORS_HEADER) {
            return UNKNOWN;
        }
        if (size < Long.BYTES + length) {
            return CUT;
        }
        Optional<Map<String, Object>> header;
        try {
            // Empty for "null".
            header = Optional.ofNullable(JSON.std.mapFrom(StandardCharsets.UTF_8
                    .decode(read(channel, Long.BYTES, (int) length))
                    .toString()));
        } catch (IOException e) {
            return CUT;
        }
        var end = 0L;
        for (var tensor : header.orElse(Map.of()).values()) {
            if (tensor instanceof Map<?, ?> fields
                    && fields.get("data_offsets") instanceof List<?> offsets
                    && !offsets.isEmpty()
                    && offsets.getLast() instanceof Number last) {
                end = Math.max(end, last.longValue());
            }
        }
        return size == Long.BYTES + length + end ? UNKNOWN : CUT;
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(at);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Until it is full, or the file is at its end.
        }
        return buffer.flip();
    }
}
