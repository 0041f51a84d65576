package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A {@code file:} store, as this machine has it mounted. */
final class Folder implements RunStore {
    /** Where the uploader keeps what is not whole yet. */
    private static final String UNFINISHED = ".trainyard-unfinished";

    private final Path root;

    /** @throws Failure if this machine does not have the folder */
    Folder(Path root) {
        this.root = root;
        if (!Files.isDirectory(root)) {
            throw new Failure("The store is the folder " + root
                    + ", which this machine does not have: mount it, or say where it is with --folder.");
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException | UncheckedIOException broken) {
            throw new Failure("The store in " + root + " cannot be used: " + broken.getMessage(), broken);
        }
    }

    @Override
    public Optional<InputStream> open(String key, long from) {
        return ask(() -> {
            try {
                var content = Files.newInputStream(object(key));
                content.skipNBytes(from);
                return Optional.of(content);
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<String> folders(String folder) {
        return ask(() -> {
            var parent = root.resolve(folder);
            if (!Files.isDirectory(parent)) {
                return List.of();
            }
            try (var entries = Files.list(parent)) {
                return entries.filter(Files::isDirectory)
                        .map(entry -> entry.getFileName().toString())
                        .toList();
            }
        });
    }

    @Override
    public List<String> keys(String folder) {
        return ask(() -> files(root.resolve(folder))
                .map(file -> root.relativize(file).toString())
                .toList());
    }

    @Override
    public void delete(List<String> keys) {
        ask(() -> {
            for (var key : keys) {
                delete(object(key));
            }
            return keys;
        });
    }

    @Override
    public int deleteUnfinished(String folder) {
        return ask(() -> {
            var files = files(root.resolve(UNFINISHED).resolve(folder)).toList();
            for (var file : files) {
                delete(file);
            }
            return files.size();
        });
    }

    /** A manifest may name anything. */
    private Path object(String key) {
        var object = root.resolve(key).normalize();
        if (!object.startsWith(root.normalize())) {
            throw new Failure("The store in " + root + " names " + key + ", which is outside of it. "
                    + "Whoever writes to the store has changed the run's manifest.");
        }
        return object;
    }

    private static Stream<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    /** With the folders that hold nothing else. */
    private void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (var folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(folder);
        }
    }

    @Override
    public String url(String key) {
        return "file://" + root + "/" + key;
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
