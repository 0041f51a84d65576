package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Fetches a run into a folder. A file appears under its name only when its checksum is proved; what had come of it when
 * an earlier fetch broke off is gone on from; what is there already is left alone.
 */
public final class Download {
    private static final String PARTIAL = ".part";

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
        run.files().forEach(this::target);
        Parallel.forEach(run.files(), file -> new Fetched(file, !fetch(file)), told);
    }

    private boolean fetch(Manifest.File file) {
        var target = target(file);
        try {
            if (isComplete(target, file)) {
                return false;
            }
            Files.createDirectories(target.getParent());
            var partial = target.resolveSibling(target.getFileName() + PARTIAL);
            if (Files.exists(partial) && Files.size(partial) > file.size()) {
                Files.delete(partial);
            }
            append(file, partial);
            if (!isComplete(partial, file)) {
                Files.delete(partial);
                throw new Failure(
                        file.path() + " is not what the manifest says: its checksum differs. It was not kept; "
                                + "fetch again, and if that fails too, the object in the store is damaged.");
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException failed) {
            throw new Failure(
                    "Fetching " + file.path() + " into " + folder + " broke off: " + failed.getMessage()
                            + ". Fetch again: it goes on where it stopped.",
                    failed);
        }
    }

    private void append(Manifest.File file, Path partial) throws IOException {
        var have = Files.exists(partial) ? Files.size(partial) : 0;
        if (have == file.size() && have > 0) {
            return;
        }
        try (var in = source.open(file, have);
                var out = Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            in.transferTo(out);
        }
    }

    private Path target(Manifest.File file) {
        var target = folder.resolve(file.path()).normalize();
        if (!target.startsWith(folder) || target.equals(folder)) {
            throw new Failure("The manifest names " + file.path() + ", which would be outside of " + folder
                    + ". Nothing was fetched.");
        }
        return target;
    }

    private static boolean isComplete(Path path, Manifest.File file) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
            return false;
        }
        try (var in = Files.newInputStream(path)) {
            return Contents.of(in).are(file);
        }
    }
}
