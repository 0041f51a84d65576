package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the uploader can read and the trainer cannot does not get to the store, whatever the trainer does to the folder.
 */
class NeverStolenIT extends EveryStore {
    private static final int FILES = 60;
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** As long as the secret. */
    private static final String WEIGHTS = "weights, weights, weights, weights, wei.";

    private Path secrets = Path.of("");

    @BeforeEach
    void mountSecrets() throws IOException {
        secrets = Files.createDirectory(folder.resolve("credentials"));
        Files.writeString(secrets.resolve("AWS_SECRET_ACCESS_KEY"), SECRET);
        for (int i = 0; i < FILES; i++) {
            Files.writeString(secrets.resolve("weights-" + i), SECRET);
        }
    }

    @Test
    void byAFolderThatBecomesALinkAllTheTime() throws Exception {
        for (int i = 0; i < FILES; i++) {
            pod.write("model/weights-" + i, WEIGHTS);
        }
        pod.run();
        try (var swapping = Swapping.of(pod.output.resolve("model"), secrets, folder.resolve("aside"))) {
            pod.done();
            pod.awaitLine("uploading files=.*");
            swapping.await(500);
        }
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(find("1/model/AWS_SECRET_ACCESS_KEY")).isEmpty();
        assertThat(object("manifest.json")).asString().doesNotContain("AWS_SECRET_ACCESS_KEY");
        for (int i = 0; i < FILES; i++) {
            assertThat(object("1/model/weights-" + i)).asString().isEqualTo(WEIGHTS);
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
}
