package dev.trainyard.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void itIsReadyWhenAllReplicasAreOfTheLatestAndAvailable() {
        assertThat(of("observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2"))
                .isEqualTo(new Readiness.Ready(2));
    }

    /** Old pods are available while the first new one fails to start. */
    @Test
    void replicasOfTheLastReleaseDoNotCount() {
        assertThat(of("observedGeneration: 2, replicas: 3, updatedReplicas: 1, availableReplicas: 2"))
                .isEqualTo(new Readiness.Waiting("2 of 2 replicas are ready"));
        assertThat(of("observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2"))
                .isInstanceOf(Readiness.Waiting.class);
    }

    @Test
    void anImageThatIsNotThereIsSaidAtOnce() {
        assertThat(
                        of(
                                "observedGeneration: 2",
                                "containerStatuses: [{image: a, state: {waiting: {reason: ImagePullBackOff, message: no such image}}}]"))
                .isEqualTo(new Readiness.Stuck("pod operator-1: ImagePullBackOff, no such image"));
    }

    @Test
    void aPodThatThePolicyRefusesIsSaidAtOnce() {
        assertThat(
                        of(
                                "observedGeneration: 2, conditions: [{type: ReplicaFailure, status: \"True\", message: forbidden by quota}]"))
                .isEqualTo(new Readiness.Stuck("no pod can be made: forbidden by quota"));
    }

    /** A node may still come. */
    @Test
    void aPodThatFindsNoNodeWaits() {
        assertThat(
                        of(
                                "observedGeneration: 2",
                                "conditions: [{type: PodScheduled, status: \"False\", reason: Unschedulable, message: no node has the memory}]"))
                .isEqualTo(new Readiness.Waiting("pod operator-1: no node has the memory"));
    }

    private static Readiness of(String status, String... pods) {
        var deployment = Serialization.kubernetes()
                .unmarshal(
                        "metadata: {generation: 2}\nspec: {replicas: 2}\nstatus: {%s}".formatted(status),
                        Deployment.class);
        return Readiness.of(
                deployment,
                List.of(pods).stream()
                        .map(pod -> Serialization.kubernetes()
                                .unmarshal("metadata: {name: operator-1}\nstatus: {%s}".formatted(pod), Pod.class))
                        .toList());
    }
}
