package dev.trainyard.cluster.node.log;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The log of one run of a container, as its shim writes it: {@code log}, and {@code log.1} with what came before, a
 * line {@code <time> stdout|stderr F|P <text>} each, where {@code P} says that the container's line goes on.
 */
public final class ContainerLog {
    private final Path log;

    public ContainerLog(Path log) {
        this.log = log;
    }

    /** The last lines that the container wrote, without their times. */
    public String lastLines(int count) throws IOException {
        var out = new ByteArrayOutputStream();
        copy(
                new LogRequest(false, false, false, Optional.of((long) count), Optional.empty(), Optional.empty()),
                out,
                () -> true,
                () -> {});
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Waits until something may have been written. */
    interface Pause {
        void await() throws InterruptedException, IOException;
    }

    /**
     * Writes what is wanted.
     *
     * @param ended whether nothing more will be written; asked before the last look
     * @param pause called when all that there is has been written out, and more is wanted
     */
    void copy(LogRequest request, OutputStream out, BooleanSupplier ended, Pause pause) throws IOException {
        var older = log.resolveSibling(log.getFileName() + ".1");
        var skipped =
                request.tailLines().map(tail -> skip(older, tail, request)).orElse(0L);
        var sink = new LogSink(request, skipped, out);
        try (var file = open(older)) {
            read(file, sink);
        } catch (NoSuchFileException e) {
            // Not so much has been written yet.
        }
        try {
            follow(request.follow(), sink, ended, pause);
        } catch (NoSuchFileException e) {
            // Nothing has been written at all.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(boolean follow, LogSink sink, BooleanSupplier ended, Pause pause)
            throws IOException, InterruptedException {
        while (true) {
            var opened = key();
            try (var file = open(log)) {
                while (true) {
                    // Asked before reading: what is written up to the end is then in the file.
                    var last = !follow || ended.getAsBoolean();
                    var rotated = !last && !opened.equals(key());
                    read(file, sink);
                    if (last || sink.full()) {
                        return;
                    }
                    if (rotated) {
                        break;
                    }
                    sink.flush();
                    pause.await();
                }
            }
        }
    }

    /** Which file the name stands for at the moment; another one once the log has been set aside. */
    private Object key() throws IOException {
        return Files.getAttribute(log, "unix:ino");
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    private static void read(InputStream file, LogSink sink) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = file.read(); next >= 0 && !sink.full(); next = file.read()) {
            if (next == '\n') {
                sink.record(line.toByteArray());
                line.reset();
            } else {
                line.write(next);
            }
        }
    }

    /** How many of the lines that are wanted come before the last ones. */
    private long skip(Path older, long tail, LogRequest request) {
        var all = count(older, request) + count(log, request);
        return Math.max(0, all - tail);
    }

    private static long count(Path file, LogRequest request) {
        var counter = new LogSink(request, Long.MAX_VALUE, OutputStream.nullOutputStream());
        try (var content = open(file)) {
            read(content, counter);
        } catch (IOException e) {
            return 0;
        }
        return counter.lines();
    }
}
