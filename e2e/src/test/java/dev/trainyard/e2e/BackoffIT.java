package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import org.junit.jupiter.api.Test;

/** Pods that fail again and again. */
@OnCluster
class BackoffIT {
    @Test
    void aReplicaThatGoesOnFailingWaitsForItsPodsAndSaysWhyItHasFailed(Scenario scenario) {
        scenario.create(QuickJob.chief("again", "ExitCode", "exit 130")
                .replace("spec:\n  tf", "spec:\n  runPolicy: {backoffLimit: 2}\n  tf"));

        scenario.awaitEvent(
                "TFJobRestarting",
                "job again is restarting because Chief replica(s) failed. Pod again-chief-0: container tensorflow exited with code 130.");
        var job = scenario.awaitCondition("again", "Failed");

        assertThat(job.getStatus().history())
                .hasEntrySatisfying(
                        "chief-0", history -> assertThat(history.failures()).contains(2));
        assertThat(job.getStatus().conditions())
                .last()
                .extracting(JobCondition::message)
                .isEqualTo(
                        "Job again has failed because it has reached the specified backoff limit. Pod again-chief-0: container tensorflow exited with code 130. Restarts: 2, backoffLimit: 2.");
    }

    @Test
    void anInitContainerThatFailsForGoodFailsTheJob(Scenario scenario) {
        scenario.create(QuickJob.chief("unfetched", "ExitCode", "true")
                .replace("\"containers\"", """
                "initContainers": [{"name": "fetch", "image": "%s", "command": ["sh", "-c", "exit 3"]}], "containers\"""".formatted(QuickJob.IMAGE)));

        var job = scenario.awaitCondition("unfetched", "Failed");

        assertThat(job.getStatus().conditions())
                .last()
                .extracting(JobCondition::message)
                .isEqualTo(
                        "TFJob %s/unfetched has failed because 1 Chief replica(s) failed. Pod unfetched-chief-0: init container fetch exited with code 3."
                                .formatted(scenario.namespace()));
        assertThat(job.getStatus().history())
                .hasEntrySatisfying(
                        "chief-0", history -> assertThat(history.restarts()).isZero());
    }
}
