package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Fetches a run into a folder. A file appears under its name only when its checksum is proved; what had come of it when
 * an earlier fetch broke off is gone on from; what is there already is left alone. Nothing is written through a link.
 */
public final class Download {
    /**
     * For what is not whole yet. The uploader has a folder of this name too, so no run has files in it but its logs.
     */
    private static final Path OWN = Path.of(".trainyard");

    private static final Path UNFINISHED = OWN.resolve("unfinished");

    private final Source source;
    private final Path folder;

    /** Where the bytes come from. */
    interface Source {
        /** The contents of a file from this byte on. */
        InputStream open(Manifest.File file, long from);
    }

    /** From a run, into this folder. */
    public Download(Runs runs, Manifest run, Path folder) {
        this((file, from) -> runs.open(run, file, from), folder);
    }

    Download(Source source, Path folder) {
        this.source = source;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** What became of one file. */
    public record Fetched(Manifest.File file, boolean wasThere) {}

    /** Fetches every file of the run. */
    public void fetch(Manifest run, Consumer<Fetched> told) {
        // First all names, then the first byte: a manifest that points out of the folder costs nothing.
        requireOneFileEach(run);
        requireNoLink(UNFINISHED);
        try {
            Parallel.forEach(run.files(), file -> new Fetched(file, !fetch(file)), told);
            requireAllCases(run);
        } finally {
            removeEmpty(UNFINISHED);
            removeEmpty(OWN);
        }
    }

    private boolean fetch(Manifest.File file) {
        var target = target(file);
        try {
            if (isComplete(target, file)) {
                return false;
            }
            var partial = partial(file);
            append(file, partial);
            if (!isComplete(partial, file)) {
                Files.delete(partial);
                throw new Failure(
                        file.path() + " is not what the manifest says: its checksum differs. It was not kept; "
                                + "fetch again, and if that fails too, the object in the store is damaged.");
            }
            Files.createDirectories(target.getParent());
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException failed) {
            throw new Failure(
                    "Fetching " + file.path() + " into " + folder + " broke off: " + failed.getMessage()
                            + ". Fetch again: it goes on where it stopped.",
                    failed);
        }
    }

    /** Its name says which content it is a part of, and for which file. */
    private Path partial(Manifest.File file) throws IOException {
        var unfinished = Files.createDirectories(folder.resolve(UNFINISHED));
        var partial = unfinished.resolve(Contents.of(
                        new ByteArrayInputStream((file.sha256() + " " + file.path()).getBytes(StandardCharsets.UTF_8)),
                        Integer.MAX_VALUE)
                .sha256());
        if (!Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS) || Files.size(partial) > file.size()) {
            Files.deleteIfExists(partial);
            Files.createFile(partial);
        }
        return partial;
    }

    private void append(Manifest.File file, Path partial) throws IOException {
        var have = Files.size(partial);
        if (have == file.size() && have > 0) {
            return;
        }
        try (var in = source.open(file, have);
                var out = Files.newOutputStream(partial, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
            var left = file.size() - have;
            var buffer = new byte[1 << 16];
            // One byte too many shows in the checksum: a store that never stops does not fill the disk.
            for (int read = in.read(buffer); read >= 0 && left >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(read, left + 1));
                left -= read;
            }
        }
    }

    /** Two files under one name would both be told as fetched, and one of them would be lost. */
    private void requireOneFileEach(Manifest run) {
        var targets = new HashMap<Path, String>();
        for (var file : run.files()) {
            var before = targets.put(target(file), file.path());
            if (before != null) {
                throw new Failure("The manifest names " + before + " and " + file.path()
                        + ", which would be the same file. Nothing was fetched.");
            }
        }
        for (var file : run.files()) {
            for (var above = target(file).getParent();
                    above != null && !above.equals(folder);
                    above = above.getParent()) {
                if (targets.containsKey(above)) {
                    throw new Failure("The manifest names " + targets.get(above) + " as a file and, with " + file.path()
                            + ", as a folder, which a disk cannot have both. Nothing was fetched.");
                }
            }
        }
    }

    /** On a disk that does not tell cases apart, the last of such files has replaced the others. */
    private void requireAllCases(Manifest run) {
        var alike = new HashMap<String, Manifest.File>();
        for (var file : run.files()) {
            var path = Normalizer.normalize(file.path(), Normalizer.Form.NFC);
            var other = alike.putIfAbsent(path.toLowerCase(Locale.ROOT), file);
            if (other != null && isSameFile(target(other), target(file))) {
                throw new Failure(other.path() + " and " + file.path() + " are one file in " + folder
                        + ", since its disk does not tell their names apart, so one of them is missing. "
                        + "Fetch into a folder on another disk.");
            }
        }
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException gone) {
            return false;
        }
    }

    private Path target(Manifest.File file) {
        var target = resolved(file);
        if (!target.startsWith(folder) || target.equals(folder)) {
            throw new Failure("The manifest names " + file.path() + ", which would be outside of " + folder
                    + ". Nothing was fetched.");
        }
        requireNoLink(folder.relativize(target));
        return target;
    }

    private Path resolved(Manifest.File file) {
        try {
            return folder.resolve(file.path()).normalize();
        } catch (InvalidPathException invalid) {
            throw new Failure("The manifest names a file that this machine cannot have: " + invalid.getMessage()
                    + ". Nothing was fetched.");
        }
    }

    private void requireNoLink(Path path) {
        var here = folder;
        for (var name : path) {
            here = here.resolve(name);
            if (Files.isSymbolicLink(here)) {
                throw new Failure(here + " is a symbolic link, and " + path + " would be written to where it leads. "
                        + "Remove the link, or fetch into another folder.");
            }
        }
    }

    /** What another fetch has begun stays. */
    private void removeEmpty(Path path) {
        try {
            Files.deleteIfExists(folder.resolve(path));
        } catch (IOException notEmpty) {
            // Another attempt may go on with it.
        }
    }

    private static boolean isComplete(Path path, Manifest.File file) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.size()) {
            return false;
        }
        try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return Contents.of(in, file.size()).are(file);
        }
    }
}
