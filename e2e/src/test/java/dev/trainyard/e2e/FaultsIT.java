package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import io.fabric8.kubernetes.api.model.Container;
import org.junit.jupiter.api.Test;

/** Processes die, and a run does not. */
@OnCluster
class FaultsIT {
    @Test
    void aWorkerThatIsKilledIsStartedAgain(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chiefAndWorker("survives", "OnFailure", "sleep 6; touch /output/DONE", "sleep 5"));
        scenario.awaitContainer("survives-worker-0", "runs", state -> state.getRunning() != null);

        HostProcesses.kill("survives-worker");

        var job = scenario.awaitCondition("survives", "Succeeded");
        assertThat(job.getStatus().conditions()).extracting(JobCondition::type).doesNotContain("Failed");
        assertThat(scenario.restarts("survives-worker-0")).isEqualTo(1);
    }

    @Test
    void aChiefThatIsKilledForGoodFailsTheJobAndLosesNothing(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("killed", "Never", "echo half > /output/checkpoint; sleep 600"));
        scenario.awaitContainer("killed-chief-0", "runs", state -> state.getRunning() != null);

        HostProcesses.kill("killed-chief");

        var job = scenario.awaitCondition("killed", "Failed");
        scenario.awaitArtifacts("killed", "Uploaded");
        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.outcome()).isEqualTo("Failed");
        assertThat(artifacts.manifest().get("exitCode").asInt()).isEqualTo(137);
        assertThat(artifacts.files()).containsOnlyKeys("checkpoint");
    }

    @Test
    void aChiefThatGoesBeforeItsUploadIsDoneIsFinishedByAnotherPodAndNotTrainedAgain(Scenario scenario) {
        scenario.createArtifactStore("no-such-bucket", 3600);
        scenario.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: kept}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
                """);
        scenario.create(QuickJob.chief("finished", "Never", "echo trained >> /output/model; touch /output/DONE")
                .replace("\"emptyDir\": {}", "\"persistentVolumeClaim\": {\"claimName\": \"kept\"}"));
        scenario.awaitArtifactsMessage("finished", "no-such-bucket");

        scenario.moveArtifactStore(S3Access.BUCKET);
        scenario.client().pods().withName("finished-chief-0").delete();

        var job = scenario.awaitCondition("finished", "Succeeded");
        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.files().get("model")).asString().isEqualTo("trained\n");
        assertThat(artifacts.logs()).containsOnlyKeys("finished-chief-0.log.gz");
        assertThat(scenario.awaitPhase("finished-finisher", "Succeeded")
                        .getSpec()
                        .getContainers())
                .extracting(Container::getName)
                .containsExactly("uploader");
    }
}
