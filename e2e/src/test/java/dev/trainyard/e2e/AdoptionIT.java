package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A job that is deleted without its pods, and made again. */
@OnCluster
class AdoptionIT {
    @Test
    void theNewJobGoesOnWithThePodsOfTheOld(Scenario scenario) {
        var manifest = QuickJob.chief("kept", "Never", "sleep 20");
        scenario.create(manifest);
        var trainer = scenario.awaitContainer("kept-chief-0", "runs", state -> state.getRunning() != null);
        leave(scenario, "kept");
        scenario.create(manifest);

        scenario.awaitCondition("kept", "Succeeded");
        var adopted =
                scenario.client().pods().withName("kept-chief-0").require().getMetadata();
        assertThat(adopted.getUid()).isEqualTo(trainer.getMetadata().getUid());
        assertThat(adopted.getOwnerReferences())
                .extracting(owner -> owner.getUid())
                .containsExactly(scenario.client()
                        .resources(TFJob.class)
                        .withName("kept")
                        .require()
                        .getMetadata()
                        .getUid());
    }

    @Test
    void aRunThatIsOverIsNoResultOfTheNewJob(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("again", "Never", "echo first > /output/model; touch /output/DONE"));
        var first = scenario.awaitCondition("again", "Succeeded");
        var trainer = scenario.client().pods().withName("again-chief-0").require();

        leave(scenario, "again");
        scenario.create(QuickJob.chief("again", "Never", "echo second > /output/model; touch /output/DONE"));

        var second = scenario.awaitCondition("again", "Succeeded");
        assertThat(scenario.client()
                        .pods()
                        .withName("again-chief-0")
                        .require()
                        .getMetadata()
                        .getUid())
                .isNotEqualTo(trainer.getMetadata().getUid());
        assertThat(url(first)).contains(first.getMetadata().getUid());
        assertThat(url(second)).contains(second.getMetadata().getUid());
    }

    @Test
    void aRunThatGoesOnIsWaitedForWhereItIsAnother(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("waits", "Never", "echo first > /output/model; sleep 15; touch /output/DONE"));
        var first = scenario.client().resources(TFJob.class).withName("waits").require();
        var trainer = scenario.awaitContainer("waits-chief-0", "runs", state -> state.getRunning() != null);

        leave(scenario, "waits");
        scenario.create(QuickJob.chief("waits", "Never", "echo second; touch /output/DONE"));

        scenario.awaitEvent("FailedCreatePod", "waits-chief-0 of an earlier job of this name still runs");
        assertThat(scenario.client()
                        .pods()
                        .withName("waits-chief-0")
                        .require()
                        .getMetadata()
                        .getUid())
                .isEqualTo(trainer.getMetadata().getUid());
        var job = scenario.awaitCondition("waits", "Succeeded");
        assertThat(scenario.log("waits-chief-0", "tensorflow")).contains("second");
        assertThat(url(job)).contains(job.getMetadata().getUid());
        // The earlier run has uploaded for itself, though nobody was left to tell its uploader.
        assertThat(Artifacts.of(
                                scenario.cluster().store(),
                                scenario.namespace(),
                                "waits",
                                first.getMetadata().getUid())
                        .files())
                .containsOnlyKeys("model");
    }

    private static void leave(Scenario scenario, String name) {
        var jobs = scenario.client().resources(TFJob.class).withName(name);
        jobs.withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        jobs.waitUntilCondition(job -> job == null, 60, TimeUnit.SECONDS);
    }

    private static String url(TFJob job) {
        return job.getStatus().artifacts().flatMap(ArtifactsStatus::url).orElseThrow();
    }
}
