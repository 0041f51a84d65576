package dev.trainyard.uploader.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in the output folder, by the rules of {@code docs/uploader.md}.
 *
 * @param files by path
 * @param skipped what no store can hold, or what is none of the run's: named in the manifest
 * @param unreadable what belongs to the run and cannot be read: no manifest is written until it can
 */
public record Scan(SortedMap<String, LocalFile> files, List<Skipped> skipped, List<String> unreadable) {
    /** The limit of S3 for a key, in bytes of UTF-8. */
    static final int LONGEST_KEY = 1024;

    /** Where the pods' logs are in the store: nothing of the folder is ever there. */
    private static final String LOGS = ".trainyard/logs/";

    /** Of the folder itself: the uploader's own, and what mkfs.ext4 puts into every volume for root alone. */
    private static final Set<String> RESERVED = Set.of("DONE", ".trainyard", "lost+found");

    /** @param keyPrefixBytes how many bytes of a key stand before the path */
    static Scan of(Path folder, int keyPrefixBytes) throws IOException {
        var root = folder.toRealPath();
        return of(root, root, "", keyPrefixBytes);
    }

    /** Only of what is under this path in the folder; there may be nothing. */
    public static Scan of(Path folder, String path, int keyPrefixBytes) throws IOException {
        var root = folder.toRealPath();
        return of(root, root.resolve(path), path + "/", keyPrefixBytes);
    }

    private static Scan of(Path root, Path folder, String prefix, int keyPrefixBytes) throws IOException {
        var walk = new Walk(root, LONGEST_KEY - keyPrefixBytes, new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        walk.folder(folder, prefix);
        return new Scan(walk.files, walk.skipped, walk.unreadable);
    }

    /** The logs of the run's pods: files of the run, though not of the output folder. */
    static Scan ofLogs(List<Path> logs) {
        var files = new TreeMap<String, LocalFile>();
        var unreadable = new ArrayList<String>();
        for (var log : logs) {
            try {
                // A ConfigMap's files are links into a folder that is replaced as a whole.
                var content = log.toRealPath();
                var path = LOGS + log.getFileName();
                files.put(
                        path,
                        new LocalFile(
                                path, Optional.of(content), Inode.of(content).fingerprint()));
            } catch (IOException e) {
                unreadable.add(log.toString());
            }
        }
        return new Scan(files, List.of(), unreadable);
    }

    long bytes() {
        return files.values().stream().mapToLong(LocalFile::size).sum();
    }

    private record Walk(
            Path root,
            int longest,
            SortedMap<String, LocalFile> files,
            List<Skipped> skipped,
            List<String> unreadable) {

        void folder(Path folder, String prefix) throws IOException {
            try (var entries = Files.newDirectoryStream(folder)) {
                for (var entry : entries) {
                    entry(entry, prefix);
                }
            } catch (AccessDeniedException e) {
                unreadable.add(prefix.isEmpty() ? root.toString() : prefix);
            } catch (NoSuchFileException e) {
                // Gone since its parent was read; the trainer's affair.
            }
        }

        private void entry(Path entry, String prefix) throws IOException {
            var name = entry.getFileName().toString();
            var path = prefix + name;
            if (prefix.isEmpty() && RESERVED.contains(name)) {
                return;
            }
            if (!entry.resolveSibling(name).equals(entry)) {
                skipped.add(new Skipped(path, "its name is not UTF-8, and a store has no other names"));
                return;
            }
            if (path.getBytes(StandardCharsets.UTF_8).length > longest) {
                skipped.add(new Skipped(path, "its path is too long for a store: more than " + longest + " bytes"));
                return;
            }
            try {
                var inode = Inode.of(entry);
                switch (inode.kind()) {
                    case FOLDER -> folder(entry, path + "/");
                    case FILE -> files.put(path, new LocalFile(path, Optional.empty(), inode.fingerprint()));
                    case LINK -> link(entry, path);
                    case OTHER -> skipped.add(new Skipped(path, "it is a device, a socket or a pipe"));
                }
            } catch (NoSuchFileException e) {
                // Gone since the folder was read.
            } catch (AccessDeniedException e) {
                unreadable.add(path);
            }
        }

        private void link(Path link, String path) throws IOException {
            Path target;
            try {
                target = link.toRealPath();
            } catch (AccessDeniedException e) {
                throw e;
            } catch (IOException e) {
                skipped.add(new Skipped(path, "it is a link to nothing, or to itself"));
                return;
            }
            if (!target.startsWith(root)) {
                skipped.add(new Skipped(path, "it is a link out of the folder"));
                return;
            }
            if (RESERVED.contains(root.relativize(target).getName(0).toString())) {
                skipped.add(new Skipped(path, "it is a link to what is not uploaded"));
                return;
            }
            var inode = Inode.of(target);
            switch (inode.kind()) {
                case FILE -> files.put(path, new LocalFile(path, Optional.of(target), inode.fingerprint()));
                case FOLDER ->
                    skipped.add(new Skipped(
                            path, "it is a link to a folder, whose files are uploaded under their own paths"));
                case OTHER, LINK -> skipped.add(new Skipped(path, "it is a link to a device, a socket or a pipe"));
            }
        }
    }
}
