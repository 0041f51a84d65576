package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A trainer that replaces what belongs to a checkpoint by links all the time gets nothing of what it cannot read into
 * the store, and nothing of the store into what it cannot write.
 */
class NeverStolenCheckpointIT extends EveryStore {
    private static final int FILES = 20;
    private static final int VOLUMES = 3;
    private static final int SWAPS_OF_A_VERSION = 300;
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** As long as the secret. */
    private static final String WEIGHTS = "weights, weights, weights, weights, wei.";

    private Path secrets = Path.of("");

    @BeforeEach
    void mountSecrets() throws IOException {
        secrets = Files.createDirectory(folder.resolve("credentials"));
        write(secrets, SECRET);
        Files.createSymbolicLink(secrets.resolve("checkpoint/last.ckpt"), Path.of("model.pt"));
        Files.writeString(secrets.resolve("checkpoint/step/AWS_SECRET_ACCESS_KEY"), SECRET);
        pod.environment.put("TRAINYARD_CHECKPOINTS", "checkpoint");
        pod.environment.put("TRAINYARD_CHECKPOINTS_KEEP", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "checkpoint/step", "checkpoint/state.json", "checkpoint/last.ckpt"})
    void whileItIsSaved(String swapped) throws Exception {
        wire.lookFor(SECRET);
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "3600");
        pod.run();
        // From now on it saves whatever is whole, at once, and uploads all else.
        pod.terminate();
        write(pod.output, WEIGHTS);
        Files.createSymbolicLink(pod.output.resolve("checkpoint/last.ckpt"), Path.of("model.pt"));
        try (var swapping = Swapping.of(
                pod.output.resolve(swapped), secrets.resolve(swapped), folder.resolve("aside"), this::writeAgain)) {
            while (pod.isAlive() && pod.journal().size() < 3 * FILES) {
                Thread.onSpinWait();
            }
            swapping.await(SWAPS_OF_A_VERSION);
        }
        write(pod.output, WEIGHTS);
        pod.signal(
                "{\"containerID\":\"c0\",\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":false,\"stopped\":true}");
        assertThat(pod.exitCode()).as(pod.log()).isEqualTo(143);

        assertThat(wire.found()).isZero();
        var stored = new StoredCheckpoints(store, prefix);
        assertThat(stored.saved()).isNotEmpty();
        for (var checkpoint : stored.saved()) {
            assertThat(stored.objectsOf(checkpoint).values()).noneMatch(content -> content.contains(SECRET));
        }
        assertThat(stored.objectsOf(stored.saved().getLast()))
                .as(pod.log())
                .hasSize(FILES + 3)
                .containsEntry("checkpoint/state.json", WEIGHTS);
        try (var all = Files.walk(objects)) {
            assertThat(all.filter(object -> object.toString().contains("/" + prefix)))
                    .noneMatch(object -> holdsSecret(object));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint",
                "checkpoint/step",
                ".trainyard",
                ".trainyard/restore",
                ".trainyard/restored",
                ".trainyard/restored/checkpoint",
            })
    void whileItIsRestored(String swapped) throws Exception {
        pod.run();
        write(pod.output, WEIGHTS);
        Files.createSymbolicLink(pod.output.resolve("checkpoint/last.ckpt"), Path.of("model.pt"));
        pod.awaitLine("saved checkpoint .*");
        pod.kill();

        var elsewhere = Files.createDirectories(secrets.resolve(swapped));
        var before = state(secrets);
        for (int volume = 0; volume < VOLUMES; volume++) {
            var here = Files.createDirectory(folder.resolve("next" + volume));
            try (var next = new Pod(here, wire.environment(prefix))) {
                next.environment.putAll(Map.of("TRAINYARD_CHECKPOINTS", "checkpoint", "TRAINYARD_ATTEMPT", "2"));
                int exitCode;
                try (var _ = Swapping.of(next.output.resolve(swapped), elsewhere, here.resolve("aside"))) {
                    exitCode = next.prepare();
                }
                // What the trainer breaks is its own.
                assertThat(exitCode).as(next.log()).isIn(0, 1);
                assertThat(state(secrets)).as(next.log()).isEqualTo(before);
            }
        }
    }

    private void writeAgain(int swaps) throws IOException {
        if (swaps % SWAPS_OF_A_VERSION == 0) {
            write(pod.output, WEIGHTS);
        }
    }

    /** A folder that is whole, a file that is whole, and a companion. */
    private static void write(Path output, String content) throws IOException {
        var step = Files.createDirectories(output.resolve("checkpoint/step"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(step.resolve("weights-" + i), content);
        }
        Files.writeString(step.resolve("commit_success.txt"), content);
        Files.write(output.resolve("checkpoint/model.pt"), stored(content));
        Files.writeString(output.resolve("checkpoint/state.json"), content);
    }

    /** Begins and ends as a zip file does. */
    private static byte[] stored(String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {'P', 'K', 3, 4});
        bytes.write(content.getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {'P', 'K', 5, 6});
        bytes.write(new byte[18]);
        return bytes.toByteArray();
    }

    private static boolean holdsSecret(Path object) {
        try {
            return new String(Files.readAllBytes(object), StandardCharsets.UTF_8).contains(SECRET);
        } catch (IOException e) {
            return false;
        }
    }

    private record Entry(FileTime modified, String content) {}

    private static Map<Path, Entry> state(Path folder) throws IOException {
        var state = new TreeMap<Path, Entry>();
        try (var all = Files.walk(folder)) {
            for (var path : all.toList()) {
                var modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
                state.put(path, new Entry(modified, Files.isDirectory(path) ? "" : Files.readString(path)));
            }
        }
        return state;
    }
}
