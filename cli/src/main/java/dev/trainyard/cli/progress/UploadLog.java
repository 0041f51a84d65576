package dev.trainyard.cli.progress;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an uploader has logged so far; {@code docs/formats/run.md} has the form of its lines.
 *
 * @param progress how far it is
 * @param trouble why it does not go on at the moment: what is wrong with the store, and since when
 */
public record UploadLog(Optional<UploadProgress> progress, Optional<String> trouble) {
    /** Before the first line. */
    public static final UploadLog NOTHING = new UploadLog(Optional.empty(), Optional.empty());

    private static final Pattern AWAY = Pattern.compile("(.*) \\(since (\\S+); next try in [^)]*\\)");
    private static final String BACK = "the store answers again";

    /** After these lines, the oldest first. */
    public static UploadLog of(List<String> lines) {
        var log = NOTHING;
        for (var line : lines) {
            log = log.after(line);
        }
        return log;
    }

    /** Once this line has been logged too. */
    public UploadLog after(String line) {
        var away = AWAY.matcher(line);
        if (away.matches()) {
            return new UploadLog(progress, Optional.of(away.group(1) + ", since " + away.group(2)));
        }
        if (line.startsWith(BACK)) {
            return new UploadLog(progress, Optional.empty());
        }
        return UploadProgress.read(line)
                .map(moved -> new UploadLog(Optional.of(moved), moved.finished() ? Optional.empty() : trouble))
                .orElse(this);
    }
}
