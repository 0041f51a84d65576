package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run's artifacts, with the program that users run and a real S3 server. */
class UploaderIT {
    private static final String RESTARTING =
            "{\"containerID\":\"c0\",\"restarts\":1,\"exitCode\":1,\"outcome\":\"Failed\",\"final\":false}";

    @TempDir
    Path folder;

    private S3Server server;
    private Pod pod;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(folder.resolve("objects"));
        pod = new Pod(folder, server);
    }

    @AfterEach
    void stop() throws Exception {
        pod.close();
        server.close();
    }

    @Test
    void uploadsAtDoneAndPublishesAtTheEndOfTheTrainer() throws Exception {
        assertThat(pod.prepare()).isZero();
        pod.run();
        pod.write("model/new\nline ü", "weights");
        pod.write("log.txt", "");
        pod.done();
        pod.awaitLine("uploading files=2/2 bytes=7/7");
        assertThat(object("1/model/new\nline ü")).hasContent("weights");
        assertThat(object("manifest.json")).doesNotExist();

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
                                file(
                                        "model/new\nline ü",
                                        7,
                                        "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c")));
        assertThat(pod.lastWords()).contains("\"phase\":\"Uploaded\"", "\"files\":2", "\"bytes\":7");
        assertThat(pod.log()).containsPattern("uploaded files=2 bytes=7 seconds=[0-9.]+ url=s3://artifacts/models/");
    }

    @Test
    void uploadsWhatAFailedTrainerLeft() throws Exception {
        pod.run();
        pod.write("checkpoint", "half");
        pod.ended("Failed", 137);
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest()).containsEntry("outcome", "Failed").containsEntry("exitCode", 137);
        assertThat(object("1/checkpoint")).hasContent("half");
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
        assertThat(object("1/model")).hasContent("other");
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
        assertThat(object("1/big")).hasSameBinaryContentAs(pod.output.resolve("big"));
        assertThat((List<?>) manifest().get("files")).hasSize(201);
        var journal = Files.readAllLines(pod.output.resolve(".trainyard/upload.jsonl"));
        assertThat(journal.stream().filter(line -> line.contains("\"file\"")).distinct())
                .hasSize(201);
        assertThat(journal.stream().filter(line -> line.contains("\"begun\""))).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void waitsForAStoreThatIsDown() throws Exception {
        var port = server.port();
        server.close();
        pod.run();
        pod.write("model", "weights");
        pod.done();
        pod.awaitLine("the store at http://127.0.0.1:" + port + " .*trying again.*");
        server = S3Server.start(folder.resolve("objects"), port);
        pod.awaitLine("uploading files=1/1 .*");
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
    }

    @Test
    void givesUpWhenTheStoreStaysDown() throws Exception {
        server.close();
        pod.environment.put("TRAINYARD_RETRY_SECONDS", "1");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("\"phase\":\"Failed\"", "cannot be reached");
    }

    @Test
    void namesAWrongBucketAndAWrongKey() throws Exception {
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.environment.put("TRAINYARD_STORE", "s3://artifcts");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("artifcts", "does not exist", "spec.url");

        pod.environment.put("TRAINYARD_STORE", "s3://artifacts/models");
        pod.environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
        pod.start("run");
        assertThat(pod.exitCode()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("the secret key does not fit");
    }

    @Test
    void namesAMissingVariableBeforeTheTrainerStarts() throws Exception {
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
    void savesWhatIsThereAtSigterm() throws Exception {
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "4");
        pod.run();
        pod.write("checkpoint", "half");
        pod.terminate();
        pod.awaitLine("uploading files=1/1 .*");
        pod.terminate();
        pod.write("saved at SIGTERM", "more");
        assertThat(pod.exitCode()).isEqualTo(143);
        assertThat(object("1/saved at SIGTERM")).hasContent("more");
        assertThat(object("manifest.json")).doesNotExist();
        assertThat(pod.lastWords()).contains("stopped by SIGTERM");
    }

    @Test
    void leavesInTimeWhenTheStoreIsDownAtSigterm() throws Exception {
        server.close();
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
        assertThat(object("1/model")).exists();
        assertThat(object("manifest.json")).doesNotExist();

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

    private Map<String, Object> manifest() throws IOException {
        return JSON.std.mapFrom(Files.readString(object("manifest.json")));
    }

    /** An object of the run, as the server keeps it. */
    private Path object(String key) {
        return folder.resolve("objects/artifacts/models/default/digits/7a1c").resolve(key);
    }
}
