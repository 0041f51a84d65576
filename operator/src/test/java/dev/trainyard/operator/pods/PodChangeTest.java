package dev.trainyard.operator.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodChangeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # metadata            | node | phase     | IP      | restarts | state                                                  | change
                                  | ''   | Pending   | ''      | 0        | waiting: {}                                            | NONE
                                  | ''   | Pending   | 1.2.3.4 | 0        | waiting: {}                                            | NONE
                                  | n    | Pending   | ''      | 0        | waiting: {}                                            | PROGRESS
                                  | n    | Pending   | ''      | 0        | waiting: {reason: ContainerCreating}                   | PROGRESS
                                  | n    | Running   | 1.2.3.4 | 0        | running: {}                                            | PROGRESS
                                  | n    | Pending   | ''      | 0        | waiting: {reason: ErrImagePull, message: not found}    | DECISIVE
                                  | n    | Running   | 1.2.3.4 | 1        | running: {}                                            | DECISIVE
                                  | n    | Running   | 1.2.3.4 | 0        | terminated: {exitCode: 0}                              | DECISIVE
                                  | n    | Succeeded | 1.2.3.4 | 0        | terminated: {exitCode: 0}                              | DECISIVE
                                  | n    | Failed    | 1.2.3.4 | 0        | waiting: {}                                            | DECISIVE
            'deletionTimestamp: 2026-11-29T10:00:00Z' | '' | Pending | '' | 0 | waiting: {}                                     | DECISIVE
            """)
    void ofAPodThatWaitsForANode(
            String metadata, String node, String phase, String ip, int restarts, String state, PodChange change) {
        var before = pod(null, "", "Pending", "", 0, "waiting: {}");
        var after = pod(metadata, node, phase, ip, restarts, state);

        assertThat(PodChange.between(before, after)).isEqualTo(change);
    }

    private static ReplicaPod pod(
            @Nullable String metadata, String node, String phase, String ip, int restarts, String state) {
        var yaml = """
                metadata:
                  name: job-worker-0
                  uid: u-1
                  labels: {training.kubeflow.org/replica-type: worker, training.kubeflow.org/replica-index: "0"}
                  %s
                spec:
                  nodeName: %s
                  containers: [{name: tensorflow, image: a}]
                status:
                  phase: %s
                  podIP: %s
                  containerStatuses: [{name: tensorflow, restartCount: %s, state: {%s}}]
                """.formatted(metadata == null ? "" : metadata, node, phase, ip, restarts, state);
        return ReplicaPod.of(Serialization.kubernetes().unmarshal(yaml, Pod.class), "tensorflow")
                .orElseThrow();
    }
}
