package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.AwsBucket;
import dev.trainyard.uploader.store.AwsBucket.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rights of the key, and the store's own rules for names, let through. */
class AwsPolicyIT {
    private static final String RUN = "default/digits/7a1c/";

    @TempDir
    Path folder;

    private AwsBucket bucket;
    private Pod pod;

    @BeforeEach
    void start() throws IOException {
        bucket = new AwsBucket();
        pod = new Pod(folder, bucket.environment());
    }

    @AfterEach
    void stop() {
        pod.close();
        bucket.close();
    }

    /** With the rights that docs/uploader.md names, and no other. */
    @Test
    void publishesWithoutTheRightToList() throws Exception {
        bucket.mayList = false;
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).as(pod.log()).isZero();
        assertThat(bucket.object(RUN + "1/model")).contains("weights");
        assertThat(bucket.object(RUN + "manifest.json")).isPresent();
        assertThat(bucket.object("default/digits/latest.json")).isPresent();

        // A later run of the job meets its pointer, and the same run its manifest.
        pod.environment.put("TRAINYARD_RUN", "7a1d");
        assertThat(upload()).as(pod.log()).isZero();
        assertThat(upload()).as(pod.log()).isZero();
    }

    @Test
    void saysThatTheManifestMayNotBeRead() throws Exception {
        bucket.mayList = false;
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        bucket.mayRead = false;
        pod.environment.put("TRAINYARD_ATTEMPT", "2");
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("s3:GetObject");
    }

    @Test
    void leavesOutWhatTheStoreRefuses() throws Exception {
        bucket.refuses = request ->
                request.endsWith("/bad name") ? Optional.of(new Refusal(400, "InvalidArgument")) : Optional.empty();
        for (int i = 0; i < 12; i++) {
            pod.write("file " + i, "x");
        }
        pod.write("bad name", "x");
        pod.ended("Succeeded", 0);
        assertThat(upload()).as(pod.log()).isZero();
        var manifest = manifest();
        assertThat((List<?>) manifest.get("files")).hasSize(12);
        assertThat(manifest)
                .containsEntry(
                        "skipped",
                        List.of(Map.of(
                                "path", "bad name", "reason", "the store does not take it: 400 (InvalidArgument)")));
        assertThat(pod.log()).contains("not uploaded: \"bad name\": the store does not take it: 400 (InvalidArgument)");
        assertThat(bucket.requests)
                .as("once may be a mistake")
                .filteredOn(request -> request.endsWith("/bad name"))
                .hasSize(2);
    }

    /** Where the store takes nothing, it is no matter of names. */
    @Test
    void publishesNothingOfWhichTheStoreTakesNothing() throws Exception {
        bucket.refuses =
                request -> request.contains("/1/") ? Optional.of(new Refusal(400, "InvalidRequest")) : Optional.empty();
        pod.write("model", "weights");
        pod.write("other", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("does not take", "/1/", "InvalidRequest", "it has taken no file");
        assertThat(bucket.object(RUN + "manifest.json")).isEmpty();
    }

    @Test
    void endsAtOnceWhereTheKeyMayNotWrite() throws Exception {
        bucket.refuses =
                request -> request.endsWith("/b") ? Optional.of(new Refusal(403, "AccessDenied")) : Optional.empty();
        pod.write("a", "x");
        pod.write("b", "x");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("/1/b", "s3:PutObject");
        assertThat(bucket.object(RUN + "manifest.json")).isEmpty();
    }

    private int upload() throws Exception {
        pod.start("run");
        return pod.exitCode();
    }

    private Map<String, Object> manifest() throws IOException {
        return JSON.std.mapFrom(bucket.object(RUN + "manifest.json").orElseThrow());
    }
}
