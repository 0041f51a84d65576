package dev.trainyard.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The programs of Kubernetes, which {@code real-kubernetes/build.sh} builds once and then finds. */
final class RealKubernetes {
    /** The folder that holds them; built first where they are missing, which takes a quarter of an hour. */
    static Path programs() {
        try {
            var build = new ProcessBuilder("real-kubernetes/build.sh")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var folder = new String(build.getInputStream().readAllBytes(), UTF_8).strip();
            if (build.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("real-kubernetes/build.sh failed; its last line above says why");
            }
            return Path.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealKubernetes() {}
}
