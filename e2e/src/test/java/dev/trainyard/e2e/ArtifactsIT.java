package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a job leaves behind is safe, whoever wrote it and however it ended. */
@OnCluster
class ArtifactsIT {
    @Test
    void whatTheChiefWroteIsInTheStoreAndTheJobHasSucceeded(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chiefAndWorker("quick", "Never", """
                mkdir -p /output/model/variables
                echo weights > /output/model/variables/data
                printf %s "$TF_CONFIG" > /output/tf_config.json
                : > /output/empty
                touch /output/DONE
                """, """
                printf %s "$TF_CONFIG" > /output/tf_config.json
                touch /output/DONE
                """));

        var job = scenario.awaitCondition("quick", "Succeeded");

        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.files()).containsOnlyKeys("model/variables/data", "tf_config.json", "empty");
        assertThat(artifacts.files().get("model/variables/data")).asString().isEqualTo("weights\n");
        var config = Serialization.mapper().readTree(artifacts.files().get("tf_config.json"));
        assertThat(config.at("/task/type").asText()).isEqualTo("chief");
        assertThat(config.at("/cluster/chief")).hasSize(1);
        assertThat(config.at("/cluster/worker")).hasSize(1);
        assertThat(config.at("/environment").asText()).isEqualTo("cloud");
        assertThat(job.getStatus().artifacts()).hasValueSatisfying(it -> {
            assertThat(it.phase()).isEqualTo("Uploaded");
            // The logs of chief and worker are two more.
            assertThat(it.files()).contains(5L);
            assertThat(it.url())
                    .contains("s3://%s/%s/quick/%s/"
                            .formatted(
                                    S3Access.BUCKET,
                                    scenario.namespace(),
                                    job.getMetadata().getUid()));
        });
    }

    @Test
    void onlyTheChiefUploadsAndThePodsEndByThemselves(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chiefAndWorker("alone", "Never", "touch /output/DONE", "true"));

        scenario.awaitCondition("alone", "Succeeded");

        Pod chief = scenario.awaitPhase("alone-chief-0", "Succeeded");
        Pod worker = scenario.awaitPhase("alone-worker-0", "Succeeded");
        assertThat(chief.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("tensorflow", "uploader");
        assertThat(worker.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("tensorflow");
        assertThat(worker.getSpec().getInitContainers()).isEmpty();
    }

    @Test
    void aTrainerThatNeverSaysDoneIsUploadedAllTheSame(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("silent", "Never", "echo weights > /output/model"));

        var job = scenario.awaitCondition("silent", "Succeeded");

        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsOnlyKeys("model");
    }

    @Test
    void aTrainerThatFailsForGoodFailsTheJobAndLosesNothing(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("fails", "Never", "echo half > /output/checkpoint; exit 3"));

        var job = scenario.awaitCondition("fails", "Failed");
        scenario.awaitArtifacts("fails", "Uploaded");

        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.outcome()).isEqualTo("Failed");
        assertThat(artifacts.manifest().get("exitCode").asInt()).isEqualTo(3);
        assertThat(artifacts.files()).containsOnlyKeys("checkpoint");
    }

    /** Whatever preempts a job waits for its pods. */
    @Test
    void theChiefOfASuspendedJobIsGoneOnceItHasSaved(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("preempted", "Never", """
                        trap 'sleep 1; echo last > /output/checkpoint; exit 0' TERM
                        echo trains
                        while :; do sleep 0.1; done
                        """)
                .replace(
                        "\"template\": {\"spec\": {",
                        "\"template\": {\"spec\": {\"terminationGracePeriodSeconds\": 3600, "));
        scenario.awaitPhase("preempted-chief-0", "Running");
        scenario.awaitLog("preempted-chief-0", "tensorflow", "trains");
        scenario.awaitLog("preempted-chief-0", "uploader", "waiting for");

        var job = scenario.client().resources(TFJob.class).withName("preempted");
        job.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"runPolicy\": {\"suspend\": true}}}");
        scenario.awaitGone("preempted-chief-0");

        try (var store = scenario.cluster().store().client()) {
            var key = "%s/preempted/%s/1/checkpoint"
                    .formatted(scenario.namespace(), job.get().getMetadata().getUid());
            assertThat(store.getObjectAsBytes(it -> it.bucket(S3Access.BUCKET).key(key))
                            .asUtf8String())
                    .isEqualTo("last\n");
        }
    }

    @Test
    void aJobThatOptsOutHasNoUploader(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("out", "Never", "true")
                .replace("{name: out}", "{name: out, annotations: {trainyard.dev/artifacts: \"false\"}}"));

        var job = scenario.awaitCondition("out", "Succeeded");

        assertThat(job.getStatus().artifacts()).isEmpty();
        assertThat(scenario.awaitPhase("out-chief-0", "Succeeded").getSpec().getContainers())
                .hasSize(1);
    }

    @Test
    void anUploaderOfTheManifestIsLeftAsItIs(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: tf-output-pvc}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
                ---
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: explicit}
                spec:
                  tfReplicaSpecs:
                    Chief:
                      template:
                        spec:
                          containers:
                            - name: trainer
                              image: %1$s
                              command: [sh, -c, "echo weights > /output/model; touch /output/DONE"]
                              volumeMounts: [{name: output, mountPath: /output}]
                            - name: uploader
                              image: %1$s
                              command: [sh, -c]
                              args: ["while [ ! -f /output/DONE ]; do sleep 0.2; done; echo uploading; cat /output/model"]
                              volumeMounts: [{name: output, mountPath: /output, readOnly: true}]
                          volumes:
                            - name: output
                              persistentVolumeClaim: {claimName: tf-output-pvc}
                """.formatted(QuickJob.IMAGE));

        scenario.awaitCondition("explicit", "Succeeded");

        var chief = scenario.awaitPhase("explicit-chief-0", "Succeeded");
        assertThat(chief.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("trainer", "uploader");
        assertThat(chief.getSpec().getInitContainers()).isEmpty();
        assertThat(scenario.log("explicit-chief-0", "uploader")).isEqualTo("uploading\nweights\n");
    }
}
