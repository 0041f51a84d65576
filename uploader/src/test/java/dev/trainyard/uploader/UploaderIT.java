package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run's artifacts, with the program that users run and a real S3 server. */
class UploaderIT {
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
        pod.write("model/saved_model.pb", "weights");
        pod.write("log.txt", "");
        pod.done();
        pod.awaitLine("uploading files=2/2 bytes=7/7");
        assertThat(object("1/model/saved_model.pb")).hasContent("weights");
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
                                        "model/saved_model.pb",
                                        7,
                                        "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c")));
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
