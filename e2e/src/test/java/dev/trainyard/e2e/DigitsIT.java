package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The example trains for real, with TensorFlow. The first run on a machine makes its environment, which takes minutes.
 */
@OnCluster
@Tag("tensorflow")
class DigitsIT {
    private static final Path EXAMPLE = Prediction.EXAMPLE;

    @Test
    void theModelIsInTheStoreOpensAgainAndReadsDigits(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve("tfjob.yaml")));

        var job = scenario.awaitEnd("digits");

        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.files()).containsKey("model/saved_model.pb");
        assertThat(Prediction.ofStored(
                        scenario,
                        job.getStatus().artifacts().orElseThrow().url().orElseThrow()
                                + artifacts.manifest().get("attempt").asInt()))
                .matches(Prediction.GOOD);
    }

    @Test
    void theUploaderOfTheManifestBringsTheModelToTheStoreToo(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve("tfjob-explicit-uploader.yaml")));

        var job = scenario.awaitEnd("digits-explicit");

        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        try (var store = scenario.cluster().store().client()) {
            assertThat(store.listObjectsV2(list -> list.bucket(S3Access.BUCKET).prefix("digits-explicit/"))
                            .contents())
                    .extracting(S3Object::key)
                    .contains("digits-explicit/model/saved_model.pb");
        }
    }
}
