package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.TestStore.Kind;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person must mend is said at once, and where. */
class WrongSettingsIT extends EveryStore {
    @Test
    void namesAWrongBucket() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "it has no buckets");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.environment.put("TRAINYARD_STORE", "s3://artifcts");
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("artifcts", "does not exist", "spec.url");
    }

    @Test
    void namesAWrongKey() throws Exception {
        assumeTrue(kind == Kind.VERSITYGW || kind == Kind.S3PROXY, "it takes every key, or needs none");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("the secret key does not fit");
    }

    @Test
    void namesAFolderOfTheStoreThatIsNotMounted() throws Exception {
        assumeTrue(kind == Kind.FOLDER, "a server has no folder");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.environment.put("TRAINYARD_STORE", "file://" + folder.resolve("nowhere"));
        assertThat(upload()).isEqualTo(2);
        assertThat(pod.lastWords()).contains("there is no folder", "nowhere", "spec.url");
        assertThat(Files.exists(folder.resolve("nowhere"))).isFalse();
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
            assertThat(upload()).isEqualTo(2);
            assertThat(pod.lastWords()).contains("there is no folder /nowhere");
            pod.environment.put(variable, String.valueOf(mounted));
        }
    }
}
