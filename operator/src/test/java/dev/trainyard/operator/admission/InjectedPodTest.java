package dev.trainyard.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InjectedPodTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final String RUNNING = "{running: {}}";

    @Test
    void aTrainerThatRunsIsNothingToTell() {
        var state = look("Never", RUNNING, RUNNING);
        assertThat(state.signal()).isEmpty();
        assertThat(state.artifacts().phase()).isEqualTo("Waiting");
    }

    @Test
    void zeroIsTheEndUnderEveryPolicy() {
        for (var policy : new String[] {"Never", "OnFailure"}) {
            var signal = look(policy, ended(0, ""), RUNNING).signal();
            assertThat(signal).map(TrainerSignal::outcome).contains("Succeeded");
            assertThat(signal).map(TrainerSignal::isFinal).contains(true);
        }
        assertThat(look("Never", ended(0, ""), RUNNING).artifacts().phase()).isEqualTo("Uploading");
    }

    @Test
    void aFailureIsTheEndWhereNobodyTriesAgain() {
        assertThat(look("Never", ended(3, ""), RUNNING).signal()).hasValueSatisfying(signal -> {
            assertThat(signal.outcome()).isEqualTo("Failed");
            assertThat(signal.exitCode()).contains(3);
            assertThat(signal.isFinal()).isTrue();
        });
        assertThat(look("OnFailure", ended(3, ""), RUNNING).signal())
                .map(TrainerSignal::isFinal)
                .contains(false);
    }

    @Test
    void aPodThatIsDeletedIsToldThatItsTrainerHasEnded() {
        var pod = pod("Never", ended(0, ""), RUNNING);
        pod.getMetadata().setDeletionTimestamp("2026-11-26T10:00:30Z");
        assertThat(InjectedPod.of(ReplicaPod.injected(pod).orElseThrow(), NOW).signal())
                .hasValueSatisfying(signal -> {
                    assertThat(signal.stopped()).isTrue();
                    assertThat(signal.isFinal()).isFalse();
                });
    }

    @Test
    void itSaysWhatBecameOfTheUpload() {
        var words = "{\\\"version\\\":1,\\\"phase\\\":\\\"Uploaded\\\",\\\"url\\\":\\\"s3://m/x/\\\",\\\"files\\\":2}";
        var state = look("Never", ended(0, ""), ended(0, words));
        assertThat(state.artifacts().phase()).isEqualTo("Uploaded");
        assertThat(state.artifacts().url()).contains("s3://m/x/");
    }

    @Test
    void aPodWithoutTheLabelIsNoneOfOurs() {
        var pod = pod("Never", RUNNING, RUNNING);
        pod.getMetadata().setLabels(null);
        assertThat(ReplicaPod.injected(pod)).isEqualTo(Optional.empty());
    }

    private static InjectedPod look(String restartPolicy, String trainer, String uploader) {
        return InjectedPod.of(
                ReplicaPod.injected(pod(restartPolicy, trainer, uploader)).orElseThrow(), NOW);
    }

    private static String ended(int code, String message) {
        return "{terminated: {exitCode: %d, containerID: \"c://1\", message: \"%s\"}}".formatted(code, message);
    }

    private static Pod pod(String restartPolicy, String trainer, String uploader) {
        return Serialization.kubernetes().unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  {name: p, namespace: n, uid: u, labels: {trainyard.dev/injected: train}, annotations: {trainyard.dev/attempt: "1"}}
                spec:
                  restartPolicy: %s
                  containers: [{name: train}, {name: uploader}, {name: unknown-sidecar}]
                status:
                  phase: Running
                  containerStatuses:
                    - {name: train, restartCount: 0, state: %s}
                    - {name: uploader, restartCount: 0, state: %s}
                """.formatted(restartPolicy, trainer, uploader), Pod.class);
    }
}
