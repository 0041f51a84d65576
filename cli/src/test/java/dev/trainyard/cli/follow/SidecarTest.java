package dev.trainyard.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** A pod with a container that a webhook has added. */
class SidecarTest {
    private static final Pod POD = Serialization.kubernetes().unmarshal("""
            metadata:
              name: digits-worker-0
              uid: u
              annotations: {trainyard.dev/container: train}
              labels: {training.kubeflow.org/replica-type: worker, training.kubeflow.org/replica-index: "0"}
            spec: {containers: [{name: agent}, {name: train}]}
            status:
              phase: Running
              containerStatuses:
              - {name: agent, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}}
              - {name: train, restartCount: 0, state: {running: {startedAt: "2026-11-23T10:00:00Z"}}}
            """, Pod.class);

    @Test
    void theTrainerIsTheOneThatTheOperatorHasChosen() {
        assertThat(Replicas.primaryContainer(POD)).contains("train");
    }

    @Test
    void theSidecarDoesNotKeepTheTrainerFromRunning() {
        assertThat(PodState.of(POD).training())
                .extracting(status -> status.getName())
                .containsExactly("train");
    }
}
