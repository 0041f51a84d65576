package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A job that trains is changed by mistake. */
@OnCluster
class SlipIT {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    @Test
    void whatTheServerSeesIsRefused(Scenario scenario) {
        scenario.create("""
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: trains}
                spec:
                  runPolicy: {suspend: true}
                  pytorchReplicaSpecs:
                    Worker: {replicas: 2, template: {spec: {containers: [{name: train, image: a}]}}}
                """);
        var job = scenario.client().resources(PyTorchJob.class).withName("trains");

        refuses(
                () -> job.scale(0),
                "the job asks for no replica: give one of its roles a replica, or set runPolicy.suspend to true to stop its pods");
        refuses(
                () -> job.patch(MERGE, """
                {"spec": {"pytorchReplicaSpecs": {"Worker": {"template": {"spec": {"containers": [
                 {"name": "train", "image": "a"}, {"name": "metrics", "image": "b"}]}}}}}}"""),
                "which of the containers trains cannot be told: name that one tensorflow in a TFJob, pytorch in a PyTorchJob, or trainer in either");
        refuses(() -> job.patch(MERGE, """
                {"spec": {"pytorchReplicaSpecs": {"Worker": {"template": {"spec": {"containers": [
                 {"name": "train", "image": ""}]}}}}}}"""), "a container has no image: name the image that it runs");
        refuses(
                () -> job.patch(MERGE, "{\"spec\": {\"runPolicy\": {\"activeDeadlineSeconds\": -1}}}"),
                "activeDeadlineSeconds is 0 or more");
        job.patch(MERGE, """
                {"spec": {"pytorchReplicaSpecs": {"Worker": {"template": {"spec": {"containers": [
                 {"name": "train", "image": "a"}, {"name": "istio-proxy", "image": "b"}]}}}}}}""");
    }

    private static void refuses(ThrowingCallable change, String why) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(change)
                .satisfies(refused -> assertThat(refused.getMessage()).contains(why));
    }

    @Test
    void whatItCannotSeeIsSaidAndTheTrainingGoesOn(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(
                QuickJob.chief("goes-on", "OnFailure", "sleep 8; echo weights > /output/model; touch /output/DONE"));
        var pod = scenario.awaitContainer("goes-on-chief-0", "runs", state -> state.getRunning() != null);

        scenario.client()
                .resources(TFJob.class)
                .withName("goes-on")
                .patch(MERGE, "{\"metadata\": {\"annotations\": {\"trainyard.dev/restart\": \"All\"}}}");
        scenario.awaitEvent(
                "TFJobFailedValidation",
                "goes-on keeps its pods and gets no new ones until it is corrected: metadata.annotations[trainyard.dev/restart] is \"All\"");

        var job = scenario.awaitCondition("goes-on", "Succeeded");
        assertThat(job.getStatus().conditions()).extracting(JobCondition::type).doesNotContain("Failed", "Restarting");
        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.outcome()).isEqualTo("Succeeded");
        assertThat(artifacts.files()).containsOnlyKeys("model");
        assertThat(scenario.client()
                        .pods()
                        .withName("goes-on-chief-0")
                        .require()
                        .getMetadata()
                        .getUid())
                .isEqualTo(pod.getMetadata().getUid());
    }
}
