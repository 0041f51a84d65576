package dev.trainyard.uploader.sync;

import java.util.List;
import java.util.Map;

/**
 * What there is to do.
 *
 * @param changed the files that the store does not have as they are, in the order of their paths
 * @param files how many there are in all
 * @param bytes how many there are in all
 * @param filesThere how many of the files the store has
 * @param bytesThere how many of the bytes the store has
 */
record Plan(List<LocalFile> changed, long files, long bytes, long filesThere, long bytesThere) {
    static Plan of(Scan scan, Map<String, Uploaded> uploaded) {
        var changed = scan.files().values().stream()
                .filter(file -> !isThere(file, uploaded))
                .toList();
        var bytes = scan.bytes();
        var bytesChanged = changed.stream().mapToLong(LocalFile::size).sum();
        return new Plan(
                changed, scan.files().size(), bytes, scan.files().size() - changed.size(), bytes - bytesChanged);
    }

    /** The same, where so many files and bytes are there besides. */
    Plan after(long otherFiles, long otherBytes) {
        return new Plan(
                changed, files + otherFiles, bytes + otherBytes, filesThere + otherFiles, bytesThere + otherBytes);
    }

    /** Whether the store has the file as it is. */
    static boolean isThere(LocalFile file, Map<String, Uploaded> uploaded) {
        var there = uploaded.get(file.path());
        return there != null && there.fingerprint().equals(file.fingerprint());
    }
}
