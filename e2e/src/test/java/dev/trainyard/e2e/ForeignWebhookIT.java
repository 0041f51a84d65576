package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters have webhooks that change the pods of jobs, or deny them. */
@OnCluster
class ForeignWebhookIT {
    /** Katib's has this name; the operator knows neither it nor the trainer's. */
    private static String sidecar(String script) {
        return """
                {"name": "metrics-logger-and-collector", "image": "%s", "command": ["sh", "-c", "%s"]}""".formatted(QuickJob.IMAGE, script);
    }

    private static String trainer(String job) {
        return job.replace("\"name\": \"tensorflow\"", "\"name\": \"train\"");
    }

    @Test
    void aSidecarThatRunsOnHoldsUpNeitherTheVerdictNorTheUpload(Scenario scenario, @TempDir Path folder)
            throws IOException, GeneralSecurityException {
        scenario.createArtifactStore();
        try (var _ = ForeignWebhook.adding(scenario, folder, sidecar("sleep 600"))) {
            scenario.create(trainer(QuickJob.chief(
                    "collected", "Never", "echo trains; echo weights > /output/model; touch /output/DONE")));

            var job = scenario.awaitCondition("collected", "Succeeded");

            var artifacts = Artifacts.of(scenario.cluster().store(), job);
            assertThat(artifacts.outcome()).isEqualTo("Succeeded");
            assertThat(artifacts.files()).containsOnlyKeys("model");
            assertThat(artifacts.logs()).containsOnlyKeys("collected-chief-0.log.gz");
            var pod = scenario.awaitPod(
                    "collected-chief-0",
                    "has the sidecar",
                    it -> it.getSpec().getContainers().size() == 3);
            assertThat(pod.getSpec().getContainers())
                    .extracting(Container::getName)
                    .containsExactly("train", "uploader", "metrics-logger-and-collector");
        }
    }

    @Test
    void aSidecarThatFailsFailsNoTraining(Scenario scenario, @TempDir Path folder)
            throws IOException, GeneralSecurityException {
        try (var _ = ForeignWebhook.adding(scenario, folder, sidecar("exit 1"))) {
            scenario.create(trainer(QuickJob.chief("beside", "Never", "sleep 3")));

            var job = scenario.awaitCondition("beside", "Succeeded");

            assertThat(job.getStatus().conditions())
                    .extracting(JobCondition::type)
                    .doesNotContain("Failed", "Restarting");
        }
    }

    @Test
    void aJobWhosePodsAreDeniedWaitsAndSaysWhy(Scenario scenario, @TempDir Path folder)
            throws IOException, GeneralSecurityException {
        try (var _ = ForeignWebhook.denying(scenario, folder, "no GPUs for this team today")) {
            scenario.create(QuickJob.chief("denied", "Never", "true"));

            var job = scenario.awaitCondition("denied", "Waiting");

            assertThat(job.getStatus().conditions())
                    .last()
                    .extracting(JobCondition::message)
                    .asString()
                    .startsWith("Waiting to create denied-chief-0:")
                    .endsWith("denied the request: no GPUs for this team today");
        }

        assertThat(scenario.awaitCondition("denied", "Succeeded").getStatus().conditions())
                .extracting(JobCondition::type)
                .doesNotContain("Waiting", "Failed");
    }
}
