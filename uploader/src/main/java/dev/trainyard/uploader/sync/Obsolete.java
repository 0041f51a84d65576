package dev.trainyard.uploader.sync;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects that stand in the way of others: a file that has become a folder, or a folder that has become a file. To S3
 * they are keys like all others. A store on a file system cannot have both, and what is there is of no use any more.
 */
final class Obsolete {
    private Obsolete() {}

    /**
     * The paths of those objects.
     *
     * @param sending what is to be sent
     * @param uploaded what the store has of this attempt, by path
     */
    static Set<String> of(Collection<LocalFile> sending, Map<String, Uploaded> uploaded) {
        var obsolete = new TreeSet<String>();
        if (sending.isEmpty() || uploaded.isEmpty()) {
            return obsolete;
        }
        var paths = new HashSet<String>();
        for (var file : sending) {
            paths.add(file.path());
            for (var folder = parent(file.path()); !folder.isEmpty(); folder = parent(folder)) {
                if (uploaded.containsKey(folder)) {
                    obsolete.add(folder);
                }
            }
        }
        for (var path : uploaded.keySet()) {
            for (var folder = parent(path); !folder.isEmpty(); folder = parent(folder)) {
                if (paths.contains(folder)) {
                    obsolete.add(path);
                }
            }
        }
        // What was sent with a checkpoint has a key of its own.
        obsolete.removeIf(path -> {
            var there = uploaded.get(path);
            return there == null || there.at().isPresent();
        });
        return obsolete;
    }

    /** Empty of what is at the top. */
    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
