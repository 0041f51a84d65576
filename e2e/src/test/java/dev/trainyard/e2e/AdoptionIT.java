package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
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
        var jobs = scenario.client().resources(TFJob.class).withName("kept");

        jobs.withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        jobs.waitUntilCondition(job -> job == null, 60, TimeUnit.SECONDS);
        scenario.create(manifest);

        scenario.awaitCondition("kept", "Succeeded");
        var adopted =
                scenario.client().pods().withName("kept-chief-0").require().getMetadata();
        assertThat(adopted.getUid()).isEqualTo(trainer.getMetadata().getUid());
        assertThat(adopted.getOwnerReferences())
                .extracting(owner -> owner.getUid())
                .containsExactly(jobs.require().getMetadata().getUid());
    }
}
