package dev.trainyard.uploader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder that the logs of the run's pods come to, all at once: a ConfigMap that is made at the end of the run. */
record Logs(Path folder) {
    /** The logs; none before they have come, nor where the folder cannot be read: a run is saved without them too. */
    List<Path> files() {
        // What begins with two dots is the kubelet's: a key never does.
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
