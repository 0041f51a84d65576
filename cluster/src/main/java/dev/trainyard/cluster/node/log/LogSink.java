package dev.trainyard.cluster.node.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Turns the records of a log file back into what the container wrote, as far as it is wanted. */
final class LogSink {
    private final LogRequest request;
    private final OutputStream out;
    private long toSkip;
    private long lines;
    private long left;
    private boolean continues;
    private boolean wanted;

    LogSink(LogRequest request, long toSkip, OutputStream out) {
        this.request = request;
        this.toSkip = toSkip;
        this.out = out;
        this.left = request.limitBytes().orElse(Long.MAX_VALUE);
    }

    /** One record, without its line end. */
    void record(byte[] record) throws IOException {
        var afterTime = space(record, 0);
        var afterStream = space(record, afterTime + 1);
        var afterTag = space(record, afterStream + 1);
        if (afterTag == record.length) {
            return; // Torn by a full disk.
        }
        var time = new String(record, 0, afterTime, StandardCharsets.US_ASCII);
        var full = record[afterTag - 1] == 'F';
        if (!continues) {
            begin(time);
        }
        if (wanted) {
            if (!continues && request.timestamps()) {
                write((time + " ").getBytes(StandardCharsets.US_ASCII), 0);
            }
            write(record, afterTag + 1);
            if (full) {
                write(new byte[] {'\n'}, 0);
            }
        }
        continues = !full;
    }

    private void begin(String time) {
        var inTime = request.since().isEmpty()
                || !Instant.parse(time).isBefore(request.since().get());
        if (inTime) {
            lines++;
        }
        wanted = inTime && toSkip == 0;
        if (inTime && toSkip > 0) {
            toSkip--;
        }
    }

    private void write(byte[] bytes, int from) throws IOException {
        var length = (int) Math.min(bytes.length - from, left);
        out.write(bytes, from, length);
        left -= length;
    }

    private static int space(byte[] record, int from) {
        for (var index = from; index < record.length; index++) {
            if (record[index] == ' ') {
                return index;
            }
        }
        return record.length;
    }

    /** How many lines of the time that is wanted have begun. */
    long lines() {
        return lines;
    }

    boolean full() {
        return left <= 0;
    }

    void flush() throws IOException {
        out.flush();
    }
}
