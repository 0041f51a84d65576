package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.TestStore.Kind;
import dev.trainyard.uploader.store.Wire;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for the manifest sees the whole run or nothing of it. */
class NeverHalfIT extends EveryStore {
    @Test
    void uploadsAtDoneAndPublishesAtTheEndOfTheTrainer() throws Exception {
        assertThat(pod.prepare()).isZero();
        pod.run();
        pod.write("model/ü", "weights");
        pod.write("log.txt", "");
        pod.done();
        pod.awaitLine("uploading files=2/2 bytes=7/7");
        assertThat(object("1/model/ü")).asString().isEqualTo("weights");
        assertThat(find("manifest.json")).isEmpty();

        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest())
                .containsEntry("outcome", "Succeeded")
                .containsEntry("exitCode", 0)
                .containsEntry("attempt", 1)
                .containsEntry("files", List.of(entry("log.txt", ""), entry("model/ü", "weights")));
        assertThat(pod.lastWords())
                .contains("\"phase\":\"Uploaded\"", "\"files\":2", "\"bytes\":7", sha256(object("manifest.json")));
        assertThat(pod.log())
                .containsPattern("uploaded files=2 bytes=7 seconds=[0-9.]+ url=(s3|file)://.*/default/digits/7a1c/");
    }

    @Test
    void saysThatNothingWasLeft() throws Exception {
        pod.run();
        pod.ended("Failed", 1);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Failed").containsEntry("files", List.of());
    }

    @Test
    void writesTheManifestAfterTheFilesAndThePointerAfterTheManifest() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "nobody notes what a folder is told");
        pod.write("small", "x");
        Files.write(pod.output.resolve("big"), random(17 << 20));
        pod.ended("Succeeded", 0);
        var before = wire.passed().size();
        assertThat(upload()).isZero();

        var written = wire.passed().subList(before, wire.passed().size()).stream()
                .filter(Wire.Passed::isGood)
                .filter(Wire.Passed::writes)
                .map(Wire.Passed::key)
                .distinct()
                .toList();
        var run = prefix + "default/digits/7a1c/";
        assertThat(written)
                .containsExactly(
                        run + "1/big", run + "1/small", run + "manifest.json", prefix + "default/digits/latest.json");
    }

    @Test
    void pointsToTheLatestRunThatSucceededAndNeverBack() throws Exception {
        finishRun("second", "2026-11-24T10:00:00Z", "Succeeded");
        assertThat(latest()).containsEntry("run", "second").containsEntry("manifest", "second/manifest.json");
        finishRun("first", "2026-11-23T10:00:00Z", "Succeeded");
        assertThat(latest()).containsEntry("run", "second");
        finishRun("third", "2026-11-25T10:00:00Z", "Failed");
        assertThat(latest()).containsEntry("run", "second");
        finishRun("fourth", "2026-11-26T10:00:00Z", "Succeeded");
        assertThat(latest()).containsEntry("run", "fourth");
    }

    private void finishRun(String run, String created, String outcome) throws Exception {
        pod.environment.put("TRAINYARD_RUN", run);
        pod.environment.put("TRAINYARD_RUN_CREATED", created);
        pod.write("model", run);
        pod.ended(outcome, 0);
        assertThat(pod.prepare()).isZero();
        assertThat(upload()).isZero();
    }

    @Test
    void removesThePartsThatAnEarlierAttemptLeft() throws Exception {
        var left = "default/digits/7a1c/1/big";
        try (var there = store.open(prefix)) {
            there.begin(left, false);
            there.begin("default/digits/7a1c/manifest.json", false);
            there.begin("default/digits/other run/1/big", false);
            pod.environment.put("TRAINYARD_ATTEMPT", "2");
            pod.write("model", "weights");
            pod.ended("Succeeded", 0);
            assertThat(upload()).isZero();
            assertThat(there.begun("default/digits/"))
                    .extracting(Store.Begun::key)
                    .containsExactly("default/digits/other run/1/big");
        }
    }
}
