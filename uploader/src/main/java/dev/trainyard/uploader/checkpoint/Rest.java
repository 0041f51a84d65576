package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For how long checkpoints have been seen not to change. What the files say of their time does not count: it is another
 * clock's.
 */
final class Rest {
    /** A trainer that writes on pauses for less. */
    static final Duration NEEDED = Duration.ofSeconds(10);

    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(List<LocalFile> files, long nanos) {}

    /** What is there now; what is not there any more is forgotten. */
    void look(List<Candidate> candidates, long nanos) {
        var before = Map.copyOf(seen);
        seen.clear();
        for (var candidate : candidates) {
            var last = before.get(candidate.name());
            var files = candidate.decisive();
            seen.put(candidate.name(), last != null && last.files().equals(files) ? last : new Seen(files, nanos));
        }
    }

    /** Whether one of those that were looked at has been as it is for long enough. */
    boolean isAtRest(Candidate candidate, long nanos) {
        return calm(List.of(candidate), nanos).compareTo(NEEDED) >= 0;
    }

    /** For how long none of them has changed. */
    Duration calm(Collection<Candidate> candidates, long nanos) {
        var since = candidates.stream()
                .map(candidate -> seen.get(candidate.name()))
                .mapToLong(known -> known == null ? nanos : known.nanos())
                .max();
        return since.isPresent() ? Duration.ofNanos(nanos - since.getAsLong()) : NEEDED;
    }
}
