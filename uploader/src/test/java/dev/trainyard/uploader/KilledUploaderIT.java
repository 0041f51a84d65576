package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.S3ProxyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments of the uploader's life, until nothing is left to kill. {@code -Dkills=1000} for
 * longer, {@code -Dseed=…} for the moments of another run.
 */
class KilledUploaderIT {
    private static final int KILLS = Integer.getInteger("kills", 200);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /** From the start of the program to past the end of most uploads. */
    private static final int LONGEST_LIFE_MILLIS = 700;

    private static final int SMALL_FILES = 60;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void losesNothingAndSendsNothingTwice() throws Exception {
        System.out.println("KilledUploaderIT: " + KILLS + " kills, -Dseed=" + SEED);
        var kills = 0;
        try (var store = S3ProxyStore.start(folder.resolve("objects"))) {
            for (int run = 1; kills < KILLS; run++) {
                try (var pod = new Pod(Files.createDirectories(folder.resolve("run" + run)), store.environment(""))) {
                    pod.environment.put("TRAINYARD_RUN", "run" + run);
                    train(pod);
                    kills += upload(pod);
                    check(pod, store, "run" + run);
                }
            }
        }
    }

    private void train(Pod pod) throws IOException {
        for (int i = 0; i < SMALL_FILES; i++) {
            pod.write("f" + i, "content " + random.nextInt());
        }
        var big = new byte[(24 << 20) + random.nextInt(8 << 20)];
        random.nextBytes(big);
        Files.write(pod.output.resolve("big"), big);
        pod.done();
        pod.ended("Succeeded", 0);
    }

    /** Starts the uploader and kills it, until once it ends by itself; returns how often it was killed. */
    private int upload(Pod pod) throws Exception {
        for (int kills = 0; ; kills++) {
            pod.start("run");
            if (pod.endsWithin(random.nextInt(LONGEST_LIFE_MILLIS))) {
                assertThat(pod.exitCode()).as("-Dseed=%d\n%s", SEED, pod.log()).isZero();
                return kills;
            }
            pod.kill();
        }
    }

    private static void check(Pod pod, S3ProxyStore store, String run) throws Exception {
        var prefix = "default/digits/" + run + "/";
        var manifest = JSON.std.mapFrom(
                new String(store.object(prefix + "manifest.json").orElseThrow(), StandardCharsets.UTF_8));
        var files = (List<?>) Objects.requireNonNull(manifest.get("files"));
        assertThat(files).hasSize(SMALL_FILES + 1);
        for (var file : files) {
            var entry = (Map<?, ?>) file;
            var path = (String) entry.get("path");
            var object = store.object(prefix + "1/" + path).orElseThrow();
            assertThat(object).as("-Dseed=%d: %s", SEED, path).isEqualTo(Files.readAllBytes(pod.output.resolve(path)));
            assertThat(entry.get("sha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(object)));
        }
        // What the journal says is in the store is sent once: a line for each file, and one for each part.
        var sent = Files.readAllLines(pod.output.resolve(".trainyard/upload.jsonl")).stream()
                .filter(line -> line.contains("\"file\"") || line.contains("\"begun\"") || line.contains("\"number\""))
                .map(line -> line.contains("\"begun\"") ? "begun" : line)
                .toList();
        assertThat(sent).as("-Dseed=%d", SEED).doesNotHaveDuplicates();
        assertThat(new String(store.object("default/digits/latest.json").orElseThrow(), StandardCharsets.UTF_8))
                .contains("\"run\":\"" + run + "\"");
    }
}
