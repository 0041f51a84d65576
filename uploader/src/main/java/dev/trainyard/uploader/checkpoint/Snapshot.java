package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.checkpoint.Candidate.Version;
import dev.trainyard.uploader.sync.LocalFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a trainer needs to go on, as it is in the folder now: one checkpoint for the store. Of files and folders whose
 * names differ only in their numbers it is the newest that is whole; what has the same numbers as one of those; what a
 * link leads to; and the links.
 *
 * @param parts the oldest first
 */
record Snapshot(List<Candidate> parts, List<Link> links) {
    /**
     * @param folder where the checkpoints are in the output folder
     * @param whole what is there and whole
     */
    static Snapshot of(String folder, List<Candidate> whole, List<Link> links) {
        var newest = new HashMap<String, Candidate>();
        for (var candidate : whole) {
            newest.merge(series(folder, candidate).pattern(), candidate, Snapshot::younger);
        }
        var numbers = newest.values().stream()
                .map(candidate -> series(folder, candidate).numbers())
                .filter(some -> !some.isEmpty())
                .collect(Collectors.toSet());
        var parts = whole.stream()
                .filter(candidate -> newest.containsValue(candidate)
                        || numbers.contains(series(folder, candidate).numbers())
                        || links.stream().anyMatch(candidate::has))
                .sorted(Comparator.comparingLong(Candidate::stamp).thenComparing(Candidate::name))
                .toList();
        return new Snapshot(parts, leading(links, parts));
    }

    static Series series(String folder, Candidate candidate) {
        return Series.of(candidate.name().substring(Math.min(candidate.name().length(), folder.length() + 1)));
    }

    private static Candidate younger(Candidate one, Candidate other) {
        return one.stamp() > other.stamp()
                        || (one.stamp() == other.stamp() && one.name().compareTo(other.name()) > 0)
                ? one
                : other;
    }

    /** Those that lead to one of the parts, directly or by another link. */
    private static List<Link> leading(List<Link> links, List<Candidate> parts) {
        var left = new ArrayList<>(links);
        var found = new HashMap<String, Link>();
        Predicate<Link> leads =
                link -> found.containsKey(link.target()) || parts.stream().anyMatch(part -> part.has(link));
        for (var more = true; more; ) {
            var now = left.stream().filter(leads).toList();
            now.forEach(link -> found.put(link.path(), link));
            more = left.removeAll(now);
        }
        return links.stream().filter(link -> found.containsKey(link.path())).toList();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Of the newest of its parts, a companion only where there is nothing else. */
    Version version() {
        var weights = parts.stream().filter(part -> !part.isCompanion()).toList();
        return (weights.isEmpty() ? parts : weights).getLast().version();
    }

    /** What makes it another checkpoint when it changes. */
    Set<Version> weights() {
        return parts.stream()
                .filter(part -> !part.isCompanion())
                .map(Candidate::version)
                .collect(Collectors.toSet());
    }

    List<LocalFile> files() {
        return parts.stream().flatMap(part -> part.files().stream()).toList();
    }

    /** The series of the parts of which that holds. */
    Set<String> patterns(String folder, Predicate<Candidate> which) {
        return patterns(folder, parts.stream().filter(which).toList());
    }

    static Set<String> patterns(String folder, Collection<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> series(folder, candidate).pattern())
                .collect(Collectors.toSet());
    }

    /** Whether one of the parts is this one, as it was. */
    boolean has(Version version) {
        return parts.stream().anyMatch(part -> part.version().equals(version));
    }
}
