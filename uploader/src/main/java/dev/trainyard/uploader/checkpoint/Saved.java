package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A checkpoint in the store.
 *
 * @param name the path of its newest part in the output folder
 * @param attempt whose uploader saved it
 * @param stamp when its newest part was written, in nanoseconds since 1970
 */
record Saved(String name, int attempt, long stamp, List<File> files, List<Link> links) {
    /**
     * @param at its key under the attempt's prefix; checkpoints share the files that have not changed between them
     * @param modified when it was written, in nanoseconds since 1970
     * @param sha256 hexadecimal; empty while it is not known
     */
    record File(String path, String at, long size, long modified, String sha256) {}

    /** The key of a file as it is now, under the attempt's prefix. */
    static String at(LocalFile file) {
        return Catalog.FOLDER + file.fingerprint().modified() + "/" + file.path();
    }

    boolean is(Saved other) {
        return name.equals(other.name) && attempt == other.attempt && stamp == other.stamp;
    }

    /** Its keys under the run's prefix. */
    Set<String> keys() {
        return files.stream()
                .map(file -> attempt + "/" + file.at())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    long bytes() {
        return files.stream().mapToLong(File::size).sum();
    }

    /** What was in the folder when it was saved. */
    Snapshot snapshot(String folder) {
        var there = files.stream()
                .map(file -> new LocalFile(
                        file.path(), Optional.empty(), new Fingerprint(file.size(), file.modified(), file.modified())))
                .toList();
        var parts = Recognition.in(folder, there).stream()
                .sorted(Comparator.comparingLong(Candidate::stamp).thenComparing(Candidate::name))
                .toList();
        return new Snapshot(parts, links);
    }
}
