package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.TestStore;
import dev.trainyard.uploader.store.TestStore.Kind;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever ends, what the trainer wrote reaches the store. {@code StoreDownIT} is about the store itself. */
class NeverLostIT extends EveryStore {
    /** Without a DONE: finished, failed, killed by a signal or for want of memory. */
    @ParameterizedTest
    @CsvSource({"Succeeded, 0", "Failed, 1", "Failed, 137", "Interrupted, 143"})
    void uploadsWhatATrainerLeftThatNeverSaidDone(String outcome, int exitCode) throws Exception {
        pod.run();
        pod.write("checkpoint", "half");
        pod.ended(outcome, exitCode);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest())
                .containsEntry("outcome", outcome)
                .containsEntry("exitCode", exitCode)
                .containsEntry("files", List.of(entry("checkpoint", "half")));
        assertThat(object("1/checkpoint")).asString().isEqualTo("half");
    }

    /** A pod that is deleted or evicted gets SIGTERM, and its grace period. */
    @Test
    void savesWhatIsThereAtSigterm() throws Exception {
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "10");
        pod.run();
        pod.write("checkpoint", "half");
        pod.terminate();
        pod.awaitLine("uploading files=1/1 .*");
        pod.terminate();
        pod.write("saved at SIGTERM", "more");
        assertThat(pod.exitCode()).isEqualTo(143);
        assertThat(object("1/saved at SIGTERM")).asString().isEqualTo("more");
        assertThat(find("manifest.json")).isEmpty();
        assertThat(pod.lastWords()).contains("stopped by SIGTERM");
    }

    /** A pod that asks by annotation: it is relayed, and no other pod goes on with its run. */
    @Test
    void writesTheManifestAtSigtermWhereNoOtherAttemptCanFollow() throws Exception {
        pod.environment.put("TRAINYARD_ONLY_ATTEMPT", "true");
        pod.run();
        pod.write("checkpoint", "half");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.terminate();
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Interrupted");
    }

    @Test
    void saysAtSigtermThatAPlainPodWasInterrupted() throws Exception {
        assumeTrue(kind == Kind.FOLDER, "it takes most of the grace period, and the store has no part in it");
        pod.environment.remove("TRAINYARD_SIGNALS");
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "8");
        pod.run();
        pod.write("checkpoint", "half");
        pod.terminate();
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest())
                .containsEntry("outcome", "Interrupted")
                .containsEntry("files", List.of(entry("checkpoint", "half")));
    }

    @Test
    void takesDoneForTheEndInAPlainPod() throws Exception {
        pod.environment.remove("TRAINYARD_SIGNALS");
        pod.run();
        pod.write("model", "weights");
        pod.done();
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Succeeded").doesNotContainKey("exitCode");
    }

    @Test
    void goesOnAfterAKillAndSendsNothingTwice() throws Exception {
        for (int i = 0; i < 100; i++) {
            pod.write("f" + i, "content " + i);
        }
        Files.write(pod.output.resolve("big"), random(40 << 20));
        pod.done();
        var sent = new HashMap<Map<String, Object>, Integer>();
        // Three kills at whatever moment the log shows some progress.
        for (int kill = 1; kill <= 3; kill++) {
            pod.start("run");
            pod.awaitLine("uploading files=.*");
            awaitJournalLines(30 * kill);
            pod.kill();
            var now = wire.passed().size();
            pod.journal().forEach(line -> sent.putIfAbsent(line, now));
        }
        pod.run();
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/big")).isEqualTo(Files.readAllBytes(pod.output.resolve("big")));
        assertThat(list(manifest(), "files")).hasSize(101);
        assertSentOnce(sent);
    }

    /** The finisher: the same attempt, another pod, the same volume. */
    @Test
    void goesOnInAnotherPodWithTheSameVolume() throws Exception {
        Files.write(pod.output.resolve("big"), random(40 << 20));
        pod.done();
        pod.start("run");
        awaitJournalLines(4);
        pod.kill();
        var sent = new HashMap<Map<String, Object>, Integer>();
        var now = wire.passed().size();
        pod.journal().forEach(line -> sent.put(line, now));

        var elsewhere = Files.createDirectory(folder.resolve("finisher"));
        try (var finisher = new Pod(elsewhere, wire.environment(prefix))) {
            Files.delete(finisher.output);
            Files.move(pod.output, finisher.output);
            finisher.signal("{\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":true}");
            finisher.start("run");
            assertThat(finisher.exitCode()).as(finisher.log()).isZero();
            assertThat(object("1/big")).isEqualTo(Files.readAllBytes(finisher.output.resolve("big")));
        }
        assertThat(manifest()).containsEntry("attempt", 1);
        assertSentOnce(sent);
    }

    /** As a bucket's rule does with parts that are some days old. */
    @Test
    void beginsAnewWhatTheStoreHasForgotten() throws Exception {
        assumeTrue(kind.isStrict(), "it answers 500 for what it does not know");
        var content = random(40 << 20);
        Files.write(pod.output.resolve("big"), content);
        pod.environment.put("TRAINYARD_KIBIBYTES_PER_SECOND", "16384");
        pod.ended("Succeeded", 0);
        pod.start("run");
        awaitPart();
        try (var there = store.open(prefix)) {
            for (var begun : there.begun("default/digits/")) {
                there.abort(begun.key(), begun.upload());
            }
        }
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(object("1/big")).isEqualTo(content);
        assertThat(pod.journal()).filteredOn(line -> line.containsKey("begun")).hasSize(2);
    }

    private void awaitPart() throws Exception {
        while (pod.isAlive() && pod.journal().stream().noneMatch(line -> line.containsKey("part"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void goesOnWithTheKeysThatAreRotatedWhileItUploads() throws Exception {
        assumeTrue(kind == Kind.VERSITYGW || kind == Kind.S3PROXY, "it takes every key, or needs none");
        var secret = Files.createDirectories(folder.resolve("secret"));
        pod.environment.keySet().removeIf(name -> name.startsWith("AWS_ACCESS") || name.startsWith("AWS_SECRET"));
        pod.environment.put("TRAINYARD_CREDENTIALS", secret.toString());
        Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), TestStore.ACCESS_KEY);
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), TestStore.SECRET_KEY);
        pod.run();
        pod.write("first", "x");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");

        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), "of yesterday");
        pod.write("second", "y");
        pod.ended("Succeeded", 0);
        pod.awaitLine(".*the secret key does not fit.*next try.*");
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), TestStore.SECRET_KEY);
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/second")).asString().isEqualTo("y");
    }

    /** What was in the journal at a kill was not sent after it. */
    private void assertSentOnce(Map<Map<String, Object>, Integer> sent) throws Exception {
        var passed = wire.passed();
        for (var line : sent.entrySet()) {
            var fields = line.getKey();
            var path = fields.get("file") instanceof String file ? file : fields.get("part");
            if (path == null) {
                continue;
            }
            var part = fields.get("number") instanceof Integer number ? Optional.of(number) : Optional.<Integer>empty();
            assertThat(passed.subList(line.getValue(), passed.size()))
                    .filteredOn(request -> request.sends(prefix + "default/digits/7a1c/1/" + path, part))
                    .isEmpty();
        }
        assertThat(pod.journal()).filteredOn(line -> line.containsKey("begun")).hasSizeLessThanOrEqualTo(2);
    }

    private void awaitJournalLines(int lines) throws Exception {
        while (pod.isAlive() && pod.journal().size() < lines) {
            Thread.onSpinWait();
        }
    }

    @Test
    void leavesWithEverythingOnceTheTrainerOfADeletedPodHasEnded() throws Exception {
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "3600");
        pod.run();
        pod.write("model", "first");
        pod.terminate();
        pod.awaitLine("uploading files=1/1 .*");
        pod.write("last", "saved after SIGTERM");
        pod.signal(
                "{\"containerID\":\"c0\",\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":false,\"stopped\":true}");
        assertThat(pod.exitCode()).as(pod.log()).isEqualTo(143);
        assertThat(object("1/last")).asString().isEqualTo("saved after SIGTERM");
        assertThat(find("manifest.json")).isEmpty();
    }
}
