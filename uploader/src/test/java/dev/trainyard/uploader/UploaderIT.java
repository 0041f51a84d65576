package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.TestStore;
import dev.trainyard.uploader.store.TestStore.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a run's artifacts, with the program that users run and real stores. */
@ParameterizedClass
@MethodSource("dev.trainyard.uploader.store.TestStore$Kind#here")
class UploaderIT {
    private static final String RESTARTING =
            "{\"containerID\":\"c0\",\"restarts\":1,\"exitCode\":1,\"outcome\":\"Failed\",\"final\":false}";

    @TempDir
    static Path objects;

    @SuppressWarnings("NullAway.Init") // set before each round of the class
    private static TestStore store;

    private static int tests;

    @TempDir
    Path folder;

    @Parameter
    private Kind kind = Kind.S3PROXY;

    private String prefix = "";
    private Pod pod;

    @BeforeParameterizedClassInvocation
    static void start(Kind kind) throws Exception {
        store = kind.start(objects.resolve(kind.name()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        store.close();
    }

    @BeforeEach
    void makePod() throws Exception {
        prefix = "models-" + ++tests + "/";
        pod = new Pod(folder, store.environment(prefix));
    }

    @AfterEach
    void deletePod() {
        pod.close();
    }

    @Test
    void uploadsAtDoneAndPublishesAtTheEndOfTheTrainer() throws Exception {
        var odd = kind.isStrict() ? "model/new\nline ü" : "model/ü";
        assertThat(pod.prepare()).isZero();
        pod.run();
        pod.write(odd, "weights");
        pod.write("log.txt", "");
        pod.done();
        pod.awaitLine("uploading files=2/2 bytes=7/7");
        assertThat(object("1/" + odd)).asString().isEqualTo("weights");
        assertThat(find("manifest.json")).isEmpty();

        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest())
                .containsEntry("outcome", "Succeeded")
                .containsEntry("exitCode", 0)
                .containsEntry("attempt", 1)
                .containsEntry(
                        "files",
                        List.of(
                                file("log.txt", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                                file(odd, 7, "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c")));
        assertThat(pod.lastWords()).contains("\"phase\":\"Uploaded\"", "\"files\":2", "\"bytes\":7");
        assertThat(pod.log())
                .containsPattern("uploaded files=2 bytes=7 seconds=[0-9.]+ url=(s3|file)://.*/default/digits/7a1c/");
    }

    @Test
    void uploadsWhatAFailedTrainerLeft() throws Exception {
        pod.run();
        pod.write("checkpoint", "half");
        pod.ended("Failed", 137);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Failed").containsEntry("exitCode", 137);
        assertThat(object("1/checkpoint")).asString().isEqualTo("half");
    }

    @Test
    void saysThatNothingWasLeft() throws Exception {
        pod.run();
        pod.ended("Failed", 1);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Failed").containsEntry("files", List.of());
    }

    @Test
    void heedsNoDoneOfAnEarlierRun() throws Exception {
        pod.write("old model", "of the run before");
        pod.done();
        assertThat(pod.prepare()).isZero();
        pod.run();
        assertThat(pod.output.resolve("DONE")).doesNotExist();
        assertThat(pod.output.resolve(".trainyard/DONE.1")).exists();
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
    }

    @Test
    void voidsTheDoneOfATrainerThatIsStartedAgain() throws Exception {
        pod.run();
        pod.write("model", "first");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.signal(RESTARTING);
        pod.awaitLine("the trainer is started again: its DONE is void");
        assertThat(pod.output.resolve("DONE")).doesNotExist();

        pod.write("model", "other");
        pod.done();
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/model")).asString().isEqualTo("other");
    }

    @Test
    void goesOnAfterAKillAndSendsNothingTwice() throws Exception {
        for (int i = 0; i < 200; i++) {
            pod.write("f" + i, "content " + i);
        }
        Files.write(pod.output.resolve("big"), random(40 << 20));
        pod.done();
        // Three kills at whatever moment the log shows some progress.
        for (int kill = 1; kill <= 3; kill++) {
            pod.start("run");
            pod.awaitLine("uploading files=.*");
            awaitJournalLines(60 * kill);
            pod.kill();
        }
        pod.run();
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/big")).isEqualTo(Files.readAllBytes(pod.output.resolve("big")));
        assertThat((List<?>) manifest().get("files")).hasSize(201);
        var journal = Files.readAllLines(pod.output.resolve(".trainyard/upload.jsonl"));
        assertThat(journal.stream().filter(line -> line.contains("\"file\"")).distinct())
                .hasSize(201);
        assertThat(journal.stream().filter(line -> line.contains("\"begun\""))).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void waitsForAStoreThatIsDown() throws Exception {
        assumeTrue(kind == Kind.VERSITYGW || kind == Kind.S3PROXY, "it keeps nothing while it is down");
        store.stop();
        pod.run();
        pod.write("model", "weights");
        pod.done();
        pod.awaitLine("the store at http://.* cannot be reached.*trying again.*");
        store.startAgain();
        pod.awaitLine("uploading files=1/1 .*");
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
    }

    @Test
    void givesUpWhenTheStoreStaysDown() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "a folder that is not there is a mistake");
        pod.environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:1");
        pod.environment.put("TRAINYARD_RETRY_SECONDS", "1");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("\"phase\":\"Failed\"", "cannot be reached");
    }

    @Test
    void namesAWrongBucketAndAWrongKey() throws Exception {
        assumeTrue(kind == Kind.VERSITYGW || kind == Kind.S3PROXY, "it has no buckets, or takes every key");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.environment.put("TRAINYARD_STORE", "s3://artifcts");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("artifcts", "does not exist", "spec.url");

        pod.environment.putAll(store.environment(prefix));
        pod.environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("the secret key does not fit");
    }

    @Test
    void namesAMissingVariableBeforeTheTrainerStarts() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "a folder needs no key");
        pod.environment.put("AWS_ACCESS_KEY_ID", "");
        assertThat(pod.prepare()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("AWS_ACCESS_KEY_ID is not set");
    }

    @Test
    void namesAFolderThatIsNotMounted() throws Exception {
        for (var variable : List.of("TRAINYARD_OUTPUT", "TRAINYARD_SIGNALS")) {
            var mounted = pod.environment.put(variable, "/nowhere");
            pod.start("run");
            assertThat(pod.exitCode()).isEqualTo(2);
            assertThat(pod.lastWords()).contains("there is no folder /nowhere");
            pod.environment.put(variable, String.valueOf(mounted));
        }
    }

    @Test
    void fencesOffAnAttemptThatComesTooLate() throws Exception {
        pod.write("model", "of attempt 1");
        pod.ended("Succeeded", 0);
        pod.start("run");
        assertThat(pod.exitCode()).isZero();
        var manifest = manifest();

        pod.environment.put("TRAINYARD_ATTEMPT", "2");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(3);
        assertThat(pod.lastWords()).contains("fenced off");
        assertThat(manifest()).isEqualTo(manifest);
    }

    @Test
    void givesWayToALaterAttemptAndIsDoneTwice() throws Exception {
        pod.write("model", "x");
        pod.ended("Failed", 1);
        pod.start("run");
        assertThat(pod.exitCode()).isZero();

        pod.environment.put("TRAINYARD_ATTEMPT", "2");
        pod.ended("Succeeded", 0);
        for (int start = 1; start <= 2; start++) {
            pod.start("run");
            assertThat(pod.exitCode()).isZero();
            assertThat(manifest()).containsEntry("attempt", 2).containsEntry("outcome", "Succeeded");
        }
        pod.environment.put("TRAINYARD_ATTEMPT", "1");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(3);
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
        pod.start("run");
        assertThat(pod.exitCode()).isZero();
    }

    @Test
    void removesThePartsThatAnEarlierAttemptLeft() throws Exception {
        var left = "default/digits/7a1c/1/big";
        try (var there = store.open(prefix)) {
            there.begin(left);
            there.begin("default/digits/other run/1/big");
            pod.environment.put("TRAINYARD_ATTEMPT", "2");
            pod.write("model", "weights");
            pod.ended("Succeeded", 0);
            pod.start("run");
            assertThat(pod.exitCode()).isZero();
            assertThat(there.begun("default/digits/"))
                    .extracting(Store.Begun::key)
                    .containsExactly("default/digits/other run/1/big");
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
        pod.awaitLine(".*the secret key does not fit.*trying again.*");
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), TestStore.SECRET_KEY);
        assertThat(pod.exitCode()).isZero();
    }

    @Test
    void savesWhatIsThereAtSigterm() throws Exception {
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "4");
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

    @Test
    void writesTheManifestAtSigtermWhereNoOtherAttemptCanFollow() throws Exception {
        pod.environment.put("TRAINYARD_ONLY_ATTEMPT", "true");
        pod.run();
        pod.write("checkpoint", "half");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.terminate();
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest().get("outcome")).isEqualTo("Interrupted");
    }

    @Test
    void leavesInTimeWhenTheStoreIsDownAtSigterm() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "a folder that is not there is a mistake");
        pod.environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:1");
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "2");
        pod.run();
        pod.write("checkpoint", "half");
        pod.terminate();
        assertThat(pod.exitCode()).isEqualTo(143);
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
    void publishesNothingAsLongAsAFileCannotBeRead() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
        pod.write("model", "weights");
        pod.write("secret", "x");
        Files.setPosixFilePermissions(pod.output.resolve("secret"), PosixFilePermissions.fromString("---------"));
        pod.ended("Succeeded", 0);
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("cannot read").contains("secret").contains("fsGroup");
        assertThat(find("1/model")).isPresent();
        assertThat(find("manifest.json")).isEmpty();

        Files.setPosixFilePermissions(pod.output.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        pod.start("run");
        assertThat(pod.exitCode()).isZero();
    }

    private void awaitJournalLines(int lines) throws IOException {
        var journal = pod.output.resolve(".trainyard/upload.jsonl");
        while (pod.isAlive()
                && (!Files.exists(journal) || Files.readAllLines(journal).size() < lines)) {
            Thread.onSpinWait();
        }
    }

    private static byte[] random(int size) {
        var content = new byte[size];
        new Random(1).nextBytes(content);
        return content;
    }

    private static Map<String, Object> file(String path, int size, String sha256) {
        return Map.of("path", path, "size", size, "sha256", sha256);
    }

    private Map<String, Object> manifest() throws Exception {
        return JSON.std.mapFrom(new String(object("manifest.json"), StandardCharsets.UTF_8));
    }

    private Map<String, Object> latest() throws Exception {
        var text = store.object(prefix + "default/digits/latest.json").orElseThrow();
        return JSON.std.mapFrom(new String(text, StandardCharsets.UTF_8));
    }

    /** An object of the run, as the store has it. */
    private byte[] object(String key) throws Exception {
        return find(key).orElseThrow();
    }

    private Optional<byte[]> find(String key) throws Exception {
        return store.object(prefix + "default/digits/7a1c/" + key);
    }
}
