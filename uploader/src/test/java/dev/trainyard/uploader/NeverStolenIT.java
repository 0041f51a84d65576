package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the uploader can read and the trainer cannot does not get to the store, whatever the trainer does to the folder.
 */
class NeverStolenIT extends EveryStore {
    private static final int FOLDERS = 150;
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** As long as the secret. */
    private static final String WEIGHTS = "weights, weights, weights, weights, wei.";

    private Path secrets = Path.of("");

    @BeforeEach
    void mountSecrets() throws IOException {
        secrets = Files.createDirectory(folder.resolve("credentials"));
        Files.writeString(secrets.resolve("AWS_SECRET_ACCESS_KEY"), SECRET);
        Files.writeString(secrets.resolve("weights"), SECRET);
    }

    @Test
    void byFoldersThatBecomeLinksAllTheTime() throws Exception {
        for (int i = 0; i < FOLDERS; i++) {
            pod.write("f" + i + "/weights", WEIGHTS);
        }
        for (int run = 1; run <= 3; run++) {
            pod.environment.put("TRAINYARD_RUN", "run-" + run);
            assertThat(pod.prepare()).isZero();
            try (var swapping = new Swapping(pod.output, secrets)) {
                pod.run();
                pod.done();
                swapping.awaitRounds(2);
                pod.awaitLine("uploading files=.*");
            }
            pod.ended("Succeeded", 0);
            assertThat(pod.exitCode()).as(pod.log()).isZero();
            for (int i = 0; i < FOLDERS; i++) {
                var attempt = prefix + "default/digits/run-" + run + "/1/f" + i + "/";
                assertThat(store.object(attempt + "AWS_SECRET_ACCESS_KEY")).isEmpty();
                assertThat(store.object(attempt + "weights").orElseThrow())
                        .asString()
                        .isEqualTo(WEIGHTS);
            }
            var manifest = store.object(prefix + "default/digits/run-" + run + "/manifest.json");
            assertThat(manifest.orElseThrow()).asString().doesNotContain("AWS_SECRET_ACCESS_KEY");
            pod.signal("");
        }
    }

    @Test
    void byTheUploadersOwnFolder() throws Exception {
        var before = Files.readString(Files.writeString(secrets.resolve("upload.jsonl"), "another's"));
        Files.createSymbolicLink(pod.output.resolve(".trainyard"), secrets);
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).as(pod.log()).isZero();
        assertThat(pod.log()).contains("going on without");
        assertThat(manifest().get("files")).isEqualTo(List.of(entry("model", "weights")));
        assertThat(secrets.resolve("upload.jsonl")).hasContent(before);
        assertThat(secrets.resolve("run.json")).doesNotExist();
    }

    /** Puts links in place of folders, and the folders back, until it is closed. */
    private static final class Swapping implements AutoCloseable {
        private final Path output;
        private final Path secrets;
        private final Path aside;
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final AtomicInteger rounds = new AtomicInteger();
        private final CompletableFuture<Void> end;

        private Swapping(Path output, Path secrets) throws IOException {
            this.output = output;
            this.secrets = secrets;
            aside = Files.createDirectories(output.resolveSibling("aside"));
            end = CompletableFuture.runAsync(
                    this::swap, swap -> Thread.ofPlatform().start(swap));
        }

        private void swap() {
            try {
                while (goesOn.get()) {
                    for (int i = 0; i < FOLDERS; i++) {
                        var folder = output.resolve("f" + i);
                        Files.move(folder, aside.resolve("f"));
                        Files.createSymbolicLink(folder, secrets);
                        Thread.onSpinWait();
                        Files.delete(folder);
                        Files.move(aside.resolve("f"), folder);
                    }
                    rounds.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void awaitRounds(int more) {
            var until = rounds.get() + more;
            while (rounds.get() < until && !end.isDone()) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            goesOn.set(false);
            end.join();
        }
    }
}
