package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.Sender;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the log says of a checkpoint that is brought back: whether all of it is of one save. */
final class Restored {
    /**
     * @param folder where the checkpoints are in the output folder
     * @param before the checkpoint that was saved before this one
     */
    static List<String> lines(String folder, Saved checkpoint, Optional<Saved> before) {
        var lines = new ArrayList<String>();
        var parts = checkpoint.snapshot(folder);
        if (before.isPresent()) {
            var earlier = before.get().snapshot(folder);
            for (var part : parts.parts()) {
                if (earlier.has(part.version())) {
                    lines.add("%s is older than the checkpoint: it was last written at %s, and not again with it"
                            .formatted(Sender.quoted(part.name()), time(part.stamp())));
                }
            }
            var missing = earlier.patterns(folder, _ -> true);
            missing.removeAll(parts.patterns(folder, _ -> true));
            for (var pattern : missing) {
                lines.add("%s is missing: the checkpoint before had it, and this one was saved without it"
                        .formatted(Sender.quoted(folder + "/" + pattern)));
            }
        }
        return lines;
    }

    private static Instant time(long nanos) {
        return Instant.EPOCH.plusNanos(nanos).truncatedTo(ChronoUnit.SECONDS);
    }

    private Restored() {}
}
