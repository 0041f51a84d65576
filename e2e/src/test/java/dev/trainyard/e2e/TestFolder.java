package dev.trainyard.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of one cluster: removed when all is well, left for a look where {@code trainyard.keep} is set. */
final class TestFolder {
    static Path create(String name) {
        try {
            return Files.createTempDirectory("trainyard-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestFolder() {}
}
