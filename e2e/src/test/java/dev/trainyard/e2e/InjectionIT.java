package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Pods that are no training job's ask for an uploader by annotation, and nothing that they train is lost either. */
@OnCluster
class InjectionIT {
    private static final String ASKS = "annotations: {trainyard.dev/artifacts: \"true\"}";

    private static String pod(String metadata, String restartPolicy, String script) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {%s}
                spec: %s
                """.formatted(metadata, spec(restartPolicy, script));
    }

    /** A trainer without a volume: it gets one. The script's {@code $0} is its container's name. */
    private static String spec(String restartPolicy, String script) {
        return """
                {restartPolicy: %s, containers: [{name: train, image: "%s", command: [sh, -c, "%s", train], \
                resources: {requests: {cpu: 10m, memory: 16Mi}}}]}""".formatted(restartPolicy, QuickJob.IMAGE, script);
    }

    private static Artifacts artifacts(Scenario scenario, String name, Pod pod) {
        return Artifacts.of(
                scenario.cluster().store(),
                scenario.namespace(),
                name,
                pod.getMetadata().getUid());
    }

    @Test
    void whatAPodWroteIsInTheStoreUnderItsName(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(pod("name: plain, " + ASKS, "Never", "echo weights > /output/model; touch /output/DONE"));

        var ended = scenario.awaitPhase("plain", "Succeeded");

        assertThat(ended.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("train", "uploader");
        var artifacts = artifacts(scenario, "plain", ended);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.manifest().get("kind").asText()).isEqualTo("Pod");
        assertThat(artifacts.files()).containsOnlyKeys("model");
        scenario.awaitEvent("ArtifactsUploaded", "Uploaded 1 files");
    }

    @Test
    void aTrainingThatFailsForGoodLosesNothing(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(pod("generateName: fails-, " + ASKS, "Never", "echo half > /output/checkpoint; exit 3"));
        var name = scenario.client()
                .pods()
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();

        var ended = scenario.awaitPhase(name, "Failed");

        var artifacts = artifacts(scenario, name, ended);
        assertThat(artifacts.outcome()).isEqualTo("Failed");
        assertThat(artifacts.manifest().get("exitCode").asInt()).isEqualTo(3);
        assertThat(artifacts.files()).containsOnlyKeys("checkpoint");
    }

    @Test
    void aTrainingThatIsTriedAgainIsUploadedOnce(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(
                pod(
                        "name: again, " + ASKS,
                        "OnFailure",
                        "touch /output/DONE; test -e /output/first && echo done > /output/model || { touch /output/first; exit 1; }"));

        var ended = scenario.awaitPhase("again", "Succeeded");

        var artifacts = artifacts(scenario, "again", ended);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.files()).containsOnlyKeys("first", "model");
    }

    @Test
    void aPodThatIsDeletedWhileItTrainsLeavesWhatThereIs(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(
                pod("name: deleted, " + ASKS, "Never", "echo half > /output/checkpoint; echo written; sleep 600"));
        var running = scenario.awaitPod(
                "deleted",
                "runs",
                it -> it.getStatus().getContainerStatuses().size() == 2
                        && it.getStatus().getContainerStatuses().stream()
                                .allMatch(container -> container.getState().getRunning() != null));
        // SIGTERM finds it once it waits, and the file once it is written.
        scenario.awaitLog("deleted", "uploader", "waiting for");
        scenario.awaitLog("deleted", "train", "written");

        scenario.client().pods().withName("deleted").delete();
        scenario.awaitGone("deleted");

        var artifacts = artifacts(scenario, "deleted", running);
        assertThat(artifacts.outcome()).isEqualTo("Interrupted");
        assertThat(artifacts.files()).containsOnlyKeys("checkpoint");
    }

    @Test
    void whatWouldBeLostIsNotTrained(Scenario scenario) {
        var refusal = catchThrowableOfType(
                KubernetesClientException.class, () -> scenario.create(pod("name: lost, " + ASKS, "Never", "true")));

        assertThat(refusal.getStatus().getMessage())
                .isEqualTo(
                        "admission webhook \"pods.trainyard.dev\" denied the request: namespace %s has no ArtifactStore, so what the pod trains would be lost: create one, which says where artifacts go, or remove the annotation trainyard.dev/artifacts"
                                .formatted(scenario.namespace()));
        assertThat(scenario.client().pods().withName("lost").get()).isNull();
    }

    @Test
    void whoDoesNotAskIsLeftAlone(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(pod("name: silent", "Never", "true"));
        scenario.create(pod("name: declines, annotations: {trainyard.dev/artifacts: \"false\"}", "Never", "true"));

        for (var name : new String[] {"silent", "declines"}) {
            assertThat(scenario.awaitPhase(name, "Succeeded").getSpec().getContainers())
                    .as(name)
                    .hasSize(1);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real", disabledReason = "it has no Jobs")
    void aJobIsCompleteWhenItIsUploaded(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: batch}
                spec:
                  backoffLimit: 2
                  template:
                    metadata: {%s}
                    spec: %s
                """.formatted(ASKS, spec("Never", "echo weights > /output/model; touch /output/DONE")));

        awaitJob(
                scenario,
                "batch",
                job -> job.getStatus() != null
                        && Integer.valueOf(1).equals(job.getStatus().getSucceeded()));

        var pod = podOf(scenario, "batch");
        var artifacts = artifacts(scenario, "batch", pod);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.manifest().get("kind").asText()).isEqualTo("Job");
        assertThat(artifacts.files()).containsOnlyKeys("model");
    }

    /** What the Job controller says of a pod that it may not make. */
    @Test
    @EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real", disabledReason = "it has no Jobs")
    void aJobWithoutAStoreSaysWhatIsMissingAndGoesOnOnceItIsThere(Scenario scenario) {
        scenario.create("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: waits}
                spec: {template: {metadata: {%s}, spec: %s}}
                """.formatted(ASKS, spec("Never", "touch /output/model /output/DONE")));
        scenario.awaitEvent("FailedCreate", "has no ArtifactStore");

        scenario.createArtifactStore();

        awaitJob(
                scenario,
                "waits",
                job -> job.getStatus() != null
                        && Integer.valueOf(1).equals(job.getStatus().getSucceeded()));
    }

    @Test
    @EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real", disabledReason = "it has no CronJobs")
    void theRunsOfACronJobHaveItsName(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec:
                  schedule: "* * * * *"
                  jobTemplate: {spec: {template: {metadata: {%s}, spec: %s}}}
                """.formatted(ASKS, spec("Never", "touch /output/model /output/DONE")));

        var job = scenario
                .client()
                .batch()
                .v1()
                .jobs()
                .informOnCondition(jobs -> jobs.stream()
                        .anyMatch(it -> it.getStatus() != null
                                && Integer.valueOf(1).equals(it.getStatus().getSucceeded())))
                .orTimeout(180, TimeUnit.SECONDS)
                .join()
                .stream()
                .filter(it -> it.getStatus() != null
                        && Integer.valueOf(1).equals(it.getStatus().getSucceeded()))
                .findFirst()
                .orElseThrow();

        var artifacts =
                artifacts(scenario, "nightly", podOf(scenario, job.getMetadata().getName()));
        assertThat(artifacts.manifest().get("kind").asText()).isEqualTo("CronJob");
        assertThat(artifacts.files()).containsOnlyKeys("model");
    }

    private static void awaitJob(Scenario scenario, String name, Predicate<Job> condition) {
        scenario.client()
                .batch()
                .v1()
                .jobs()
                .withName(name)
                .waitUntilCondition(job -> job != null && condition.test(job), 180, TimeUnit.SECONDS);
    }

    private static Pod podOf(Scenario scenario, String job) {
        return scenario.client()
                .pods()
                .withLabel("job-name", job)
                .list()
                .getItems()
                .getFirst();
    }
}
