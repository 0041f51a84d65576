package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.output.LinkTarget;
import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
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
 * @param folders that it has read, empty ones too
 * @param skipped what no store can hold, or what is none of the run's: named in the manifest
 * @param unreadable what belongs to the run and cannot be read: no manifest is written until it can
 */
public record Scan(
        SortedMap<String, LocalFile> files, List<String> folders, List<Skipped> skipped, List<String> unreadable) {
    /** The limit of S3 for a key, in bytes of UTF-8. */
    static final int LONGEST_KEY = 1024;

    /** Where the pods' logs are in the store: nothing of the folder is ever there. */
    private static final String LOGS = ".trainyard/logs/";

    /** Of the folder itself: the uploader's own, and what mkfs.ext4 puts into every volume for root alone. */
    private static final Set<String> RESERVED = Set.of("DONE", ".trainyard", OutputFolder.NEW, "lost+found");

    /** @param keyPrefixBytes how many bytes of a key stand before the path */
    static Scan of(OutputFolder folder, int keyPrefixBytes) throws IOException {
        var walk = new Walk(folder, LONGEST_KEY - keyPrefixBytes);
        walk.root();
        return walk.scan();
    }

    /** Only of what is under this path in the folder; there may be nothing. */
    public static Scan of(OutputFolder folder, String path, int keyPrefixBytes) throws IOException {
        var walk = new Walk(folder, LONGEST_KEY - keyPrefixBytes);
        walk.under(path);
        return walk.scan();
    }

    /** The logs of the run's pods: files of the run, though not of the output folder. */
    static Scan ofLogs(List<Path> logs) {
        var files = new TreeMap<String, LocalFile>();
        var unreadable = new ArrayList<String>();
        for (var log : logs) {
            try {
                // A ConfigMap's files are links into a folder that is replaced as a whole.
                var file = log.toRealPath();
                var path = LOGS + log.getFileName();
                var content = Optional.<Content>of(new Content.Of(file));
                files.put(path, new LocalFile(path, content, Inode.of(file).fingerprint()));
            } catch (IOException e) {
                unreadable.add(log.toString());
            }
        }
        return new Scan(files, List.of(), List.of(), unreadable);
    }

    long bytes() {
        return files.values().stream().mapToLong(LocalFile::size).sum();
    }

    private record Walk(
            OutputFolder output,
            int longest,
            SortedMap<String, LocalFile> files,
            List<String> folders,
            List<Skipped> skipped,
            List<String> unreadable) {
        private Walk(OutputFolder output, int longest) {
            this(output, longest, new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        private Scan scan() {
            return new Scan(files, folders, skipped, unreadable);
        }

        private void root() throws IOException {
            try (var open = output.list("")) {
                entries(open, "");
            } catch (AccessDeniedException e) {
                unreadable.add(output.folder().toString());
            }
        }

        private void under(String path) throws IOException {
            try (var open = output.list(path)) {
                entries(open, path + "/");
            } catch (AccessDeniedException e) {
                unreadable.add(path + "/");
            } catch (NoSuchFileException e) {
                // There is none, or a link: that is not followed.
            }
        }

        private void entries(SecureDirectoryStream<Path> open, String prefix) throws IOException {
            folders.add(prefix.substring(0, Math.max(0, prefix.length() - 1)));
            try {
                for (var entry : open) {
                    entry(open, entry.getFileName(), prefix);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        private void entry(SecureDirectoryStream<Path> open, Path entry, String prefix) throws IOException {
            var name = entry.toString();
            var path = prefix + name;
            if (prefix.isEmpty() && RESERVED.contains(name)) {
                return;
            }
            if (!Path.of(name).equals(entry)) {
                skipped.add(new Skipped(path, "its name is not UTF-8, and a store has no other names"));
                return;
            }
            if (path.getBytes(StandardCharsets.UTF_8).length > longest) {
                skipped.add(new Skipped(path, "its path is too long for a store: more than " + longest + " bytes"));
                return;
            }
            try {
                var inode = Inode.of(output.path(path));
                switch (inode.kind()) {
                    case FOLDER -> folder(open, entry, path + "/");
                    case FILE -> files.put(path, new LocalFile(path, Optional.empty(), inode.fingerprint()));
                    case LINK -> link(path);
                    case OTHER -> skipped.add(new Skipped(path, "it is a device, a socket or a pipe"));
                }
            } catch (AccessDeniedException e) {
                unreadable.add(path);
            } catch (FileSystemException e) {
                if (!isGone(e)) {
                    throw e;
                }
                // Gone since the folder was read; the trainer's affair.
            }
        }

        private void folder(SecureDirectoryStream<Path> parent, Path name, String prefix) throws IOException {
            try (var open = OutputFolder.enter(parent, name)) {
                entries(open, prefix);
            } catch (AccessDeniedException e) {
                unreadable.add(prefix);
            }
        }

        private void link(String path) throws IOException {
            Optional<String> target;
            try {
                target = LinkTarget.of(output, path);
            } catch (AccessDeniedException e) {
                throw e;
            } catch (IOException e) {
                skipped.add(new Skipped(path, "it is a link to nothing, or to itself"));
                return;
            }
            if (target.isEmpty()) {
                skipped.add(new Skipped(path, "it is a link out of the folder"));
                return;
            }
            if (RESERVED.contains(Path.of(target.get()).getName(0).toString())) {
                skipped.add(new Skipped(path, "it is a link to what is not uploaded"));
                return;
            }
            var inode = Inode.of(output.path(target.get()));
            switch (inode.kind()) {
                case FILE ->
                    files.put(path, new LocalFile(path, Optional.of(output.file(target.get())), inode.fingerprint()));
                case FOLDER ->
                    skipped.add(new Skipped(
                            path, "it is a link to a folder, whose files are uploaded under their own paths"));
                case OTHER, LINK -> skipped.add(new Skipped(path, "it is a link to a device, a socket or a pipe"));
            }
        }

        /** Whether it is not there, or a folder above it is none any more. */
        private static boolean isGone(FileSystemException e) {
            return e instanceof NoSuchFileException || "Not a directory".equals(e.getReason());
        }
    }
}
