package dev.trainyard.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
    private static final String ENDED = "{terminated: {exitCode: 1}}";

    @Test
    void aTrainerThatRunsOrHasEndedHasOne() {
        assertThat(files("{running: {}}", "{}")).containsExactly("digits-worker-0.log.gz");
        assertThat(files(ENDED, "{}")).containsExactly("digits-worker-0.log.gz");
    }

    @Test
    void oneThatWasStartedAgainHasTwo() {
        assertThat(files("{running: {}}", ENDED))
                .containsExactly("digits-worker-0.log.gz", "digits-worker-0.previous.log.gz");
    }

    @Test
    void oneThatWaitsHasThatOfTheInstanceThatHasEnded() {
        assertThat(files("{waiting: {reason: CrashLoopBackOff}}", ENDED)).containsExactly("digits-worker-0.log.gz");
        assertThat(files("{waiting: {reason: ContainerCreating}}", "{}")).isEmpty();
    }

    private static java.util.List<String> files(String state, String lastState) {
        var pod = Serialization.kubernetes().unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: digits-worker-0
                          uid: p
                          labels: {training.kubeflow.org/replica-type: worker, training.kubeflow.org/replica-index: "0"}
                        spec: {containers: [{name: tensorflow}, {name: istio-proxy}]}
                        status:
                          phase: Running
                          containerStatuses:
                            - {name: tensorflow, restartCount: 1, state: %s, lastState: %s}
                            - {name: istio-proxy, restartCount: 0, state: {running: {}}}
                        """.formatted(state, lastState), Pod.class);
        return ContainerLog.of(ReplicaPod.of(pod).orElseThrow().trainedBy(Optional.empty(), "tensorflow"))
                .map(ContainerLog::file)
                .toList();
    }
}
