package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
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
    private static final Path EXAMPLE = Path.of("..", "examples", "digits");

    @Test
    void theModelIsInTheStoreOpensAgainAndReadsDigits(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve("tfjob.yaml")));

        var job = scenario.awaitEnd("digits");

        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.files()).containsKey("model/saved_model.pb");
        assertThat(predict(
                        scenario,
                        job.getStatus().artifacts().orElseThrow().url().orElseThrow()
                                + artifacts.manifest().get("attempt").asInt()))
                .containsPattern("9[0-9]\\.[0-9]% of 360 test images read correctly");
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

    /** What {@code predict.py} says of a model that a pod fetches from the store. */
    private static String predict(Scenario scenario, String model) throws IOException {
        scenario.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("predict")
                        .endMetadata()
                        .addToData("predict.py", Files.readString(EXAMPLE.resolve("predict.py")))
                        .build())
                .create();
        scenario.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: predict}
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: fetch
                      image: amazon/aws-cli:2.31.0
                      command: [aws, s3, cp, --recursive, "%s", /fetched]
                      envFrom: [{secretRef: {name: artifacts}}]
                      volumeMounts: [{name: fetched, mountPath: /fetched}]
                  containers:
                    - name: predict
                      image: tensorflow/tensorflow:2.21.0
                      command: [python, /predict/predict.py, /fetched, --data, /digits/digits.npz]
                      volumeMounts:
                        - {name: fetched, mountPath: /fetched}
                        - {name: predict, mountPath: /predict}
                        - {name: digits, mountPath: /digits}
                  volumes:
                    - {name: fetched, emptyDir: {}}
                    - {name: predict, configMap: {name: predict}}
                    - {name: digits, configMap: {name: digits}}
                """.formatted(model));
        scenario.awaitPhase("predict", "Succeeded");
        return scenario.log("predict", "predict");
    }
}
