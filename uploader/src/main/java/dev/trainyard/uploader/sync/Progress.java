package dev.trainyard.uploader.sync;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts what is in the store, and says so whenever the figures have moved, at most once a second. */
public final class Progress {
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(1);

    private final String doing;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long files;
    private long bytes;
    private long allFiles;
    private long allBytes;
    private long nextLine;
    private String last = "";

    /** @param doing what its lines begin with */
    public Progress(String doing, Consumer<String> log, LongSupplier nanoTime) {
        this.doing = doing;
        this.log = log;
        this.nanoTime = nanoTime;
        this.nextLine = nanoTime.getAsLong();
    }

    /** None of these files is in the store. */
    public synchronized void begin(Collection<LocalFile> missing) {
        files = 0;
        bytes = 0;
        allFiles = missing.size();
        allBytes = missing.stream().mapToLong(LocalFile::size).sum();
        say();
    }

    synchronized void begin(Plan plan) {
        files = plan.filesThere();
        bytes = plan.bytesThere();
        allFiles = plan.files();
        allBytes = plan.bytes();
        say();
    }

    synchronized void bytes(long more) {
        bytes += more;
        sayIfDue();
    }

    synchronized void file() {
        files++;
        sayIfDue();
    }

    /** The last figures, however soon after the line before. */
    public synchronized void end() {
        say();
    }

    private void sayIfDue() {
        if (nanoTime.getAsLong() - nextLine >= 0) {
            say();
        }
    }

    private void say() {
        var line = "%s files=%d/%d bytes=%d/%d".formatted(doing, files, allFiles, bytes, allBytes);
        if (!line.equals(last)) {
            log.accept(line);
            last = line;
        }
        nextLine = nanoTime.getAsLong() + BETWEEN_LINES;
    }
}
