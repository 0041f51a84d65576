package dev.trainyard.operator.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * What there is of a log.
 *
 * @param bytes its end
 * @param whole whether that is all of it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by no one; a copy of each log would be the worse evil.
public record LogText(byte[] bytes, boolean whole) {
    /** In the place of a log that could not be read, or not to its end: the sentence that says why. */
    public static LogText unread(String why) {
        return new LogText(
                ("[trainyard] the log could not be read: " + why + "\n").getBytes(StandardCharsets.UTF_8), true);
    }

    /** Its last bytes, so many at most. */
    LogText last(int count) {
        if (count >= bytes.length) {
            return this;
        }
        var end = new byte[count];
        System.arraycopy(bytes, bytes.length - count, end, 0, count);
        return new LogText(end, false);
    }

    /** As a file. One that is cut begins with a line that says so, and with a whole line after that. */
    byte[] compressed() {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            int from = whole ? 0 : lineStart();
            if (!whole) {
                gzip.write("[trainyard] the beginning is left out: what follows are the last %d bytes of the log\n"
                        .formatted(bytes.length - from)
                        .getBytes(StandardCharsets.UTF_8));
            }
            gzip.write(bytes, from, bytes.length - from);
        } catch (IOException e) {
            throw new AssertionError("memory takes what it is given", e);
        }
        return compressed.toByteArray();
    }

    /** A log without line ends, as progress bars make it, begins anywhere. */
    private int lineStart() {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1 == bytes.length ? 0 : i + 1;
            }
        }
        return 0;
    }
}
