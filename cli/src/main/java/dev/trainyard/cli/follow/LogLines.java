package dev.trainyard.cli.follow;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * The lines of a log, as {@link java.io.BufferedReader} has them: of a progress bar, each state is a line. Of a line
 * that is longer than anybody reads, only the end is kept.
 */
final class LogLines {
    static final int LONGEST = 1 << 16;

    private final Reader log;
    private int last;

    LogLines(Reader log) {
        this.log = log;
    }

    /** The next line, without what ends it; empty at the end of the log. */
    Optional<String> next() throws IOException {
        var line = new StringBuilder();
        while (true) {
            var before = last;
            last = log.read();
            switch (last) {
                case -1 -> {
                    return line.isEmpty() ? Optional.empty() : Optional.of(end(line));
                }
                case '\n' -> {
                    if (before != '\r') {
                        return Optional.of(end(line));
                    }
                }
                case '\r' -> {
                    return Optional.of(end(line));
                }
                default -> {
                    line.append((char) last);
                    if (line.length() == 2 * LONGEST) {
                        line.delete(0, LONGEST);
                    }
                }
            }
        }
    }

    private static String end(StringBuilder line) {
        return line.substring(Math.max(0, line.length() - LONGEST));
    }
}
