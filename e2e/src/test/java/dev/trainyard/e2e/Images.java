package dev.trainyard.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The image mappings of a cluster under test, beyond the built-in ones. */
final class Images {
    static void write(Path home) {
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("images.yaml"), """
                    - image: scenario/shell:{version}
                      host: {}
                    - image: scenario/python:{version}
                      python: {requirements: []}
                    - image: scenario/no-such-package:{version}
                      python:
                        requirements: [trainyard-no-such-package==1.0]
                        python: ["3.9", "3.14"]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Images() {}
}
