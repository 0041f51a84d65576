package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a job needs is not there: what its user sees. */
@OnCluster
class BadEnvironmentIT {
    private static final String POD = "bad-worker-0";

    @Test
    void anImageThatNothingMapsNamesTheFileAndTheLinesToAdd(Scenario scenario) {
        createJob(scenario, "containers: [{name: tensorflow, image: \"example/unmapped:1\"}]");

        var pod = awaitWaiting(scenario, "ErrImagePull", "ImagePullBackOff");

        assertThat(message(pod)).contains("example/unmapped:1", "images.yaml", "- {image: \"example/unmapped:1\"");
    }

    @Test
    void aPythonPackageThatDoesNotExistIsNamed(Scenario scenario) {
        createJob(scenario, "containers: [{name: tensorflow, image: \"scenario/no-such-package:1\"}]");

        var pod = awaitWaiting(scenario, "ErrImagePull", "ImagePullBackOff");

        assertThat(message(pod)).contains("trainyard-no-such-package==1.0");
    }

    @Test
    void aMissingSecretIsNamed(Scenario scenario) {
        createJob(scenario, """
                containers: [{name: tensorflow, image: "%s", envFrom: [{secretRef: {name: missing}}]}]""".formatted(QuickJob.IMAGE));

        var pod = awaitWaiting(scenario, "CreateContainerConfigError");

        assertThat(message(pod)).contains("secret \"missing\" not found");
    }

    @Test
    void aMissingVolumeClaimIsNamed(Scenario scenario) {
        createJob(scenario, """
                containers: [{name: tensorflow, image: "%s"}],\
                 volumes: [{name: output, persistentVolumeClaim: {claimName: missing}}]""".formatted(QuickJob.IMAGE));

        assertThat(awaitUnschedulable(scenario)).contains("persistentvolumeclaim \"missing\" not found");
    }

    @Test
    void aGpuThatNoNodeHasIsNamed(Scenario scenario) {
        createJob(scenario, """
                containers: [{name: tensorflow, image: "%s", resources: {limits: {example.com/gpu: 1}}}]""".formatted(QuickJob.IMAGE));

        assertThat(awaitUnschedulable(scenario)).contains("Insufficient example.com/gpu");
    }

    @Test
    void aBucketThatDoesNotExistIsNamedAndFailsTheJobInTheEnd(Scenario scenario) {
        scenario.createArtifactStore("no-such-bucket", 10);
        scenario.create(QuickJob.chief("homeless", "Never", "echo weights > /output/model"));

        var job = scenario.awaitCondition("homeless", "Failed");

        var last = job.getStatus().conditions().getLast();
        assertThat(last).extracting(JobCondition::type, JobCondition::reason).containsExactly("Failed", "UploadFailed");
        assertThat(last.message()).contains("no-such-bucket");
        assertThat(job.getStatus().artifacts().map(ArtifactsStatus::phase)).contains("Failed");
    }

    private static void createJob(Scenario scenario, String pod) {
        scenario.create("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: bad}
                spec: {tfReplicaSpecs: {Worker: {template: {spec: {%s}}}}}
                """.formatted(pod));
    }

    private static Pod awaitWaiting(Scenario scenario, String... reasons) {
        return scenario.awaitContainer(
                POD,
                "waits because of " + String.join(" or ", reasons),
                state -> state.getWaiting() != null
                        && Stream.of(reasons)
                                .anyMatch(reason ->
                                        reason.equals(state.getWaiting().getReason()))
                        && !message(state).isEmpty());
    }

    private static String awaitUnschedulable(Scenario scenario) {
        return scenario
                .awaitPod(
                        POD,
                        "can't be scheduled",
                        pod -> pod.getStatus().getConditions().stream()
                                .anyMatch(it -> "Unschedulable".equals(it.getReason())))
                .getStatus()
                .getConditions()
                .stream()
                .filter(it -> "Unschedulable".equals(it.getReason()))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    private static String message(Pod pod) {
        return message(pod.getStatus().getContainerStatuses().getFirst().getState());
    }

    private static String message(ContainerState state) {
        return Objects.requireNonNullElse(state.getWaiting().getMessage(), "");
    }
}
