package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.cli.progress.UploadLog;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    @Test
    void aJobWhoseStoreIsAway() {
        var log = UploadLog.of(
                List.of(
                        "uploading files=3/9 bytes=1048576/4194304",
                        "the store at http://s3 cannot be reached: Connection refused (since 2026-11-23T10:01:30Z; next try in 12.5 s, giving up in 86000 s)"));
        assertThat(lines("{phase: Uploading}", Map.of("digits-chief-0", log))).isEqualTo("""
                        TFJob digits in namespace default
                          run       0a1b
                          created   2026-11-23T10:00:00Z

                        State
                          Running     True   2026-11-23T10:00:10Z  TFJob default/digits is running.

                        Replicas
                                     STATE       NODE     RESTARTS   LAST EXIT
                          chief-0    Succeeded   node-a   2          0
                          worker-0   Failed      node-b   0          137 OOMKilled   out of memory

                        Artifacts
                          Uploading
                          ━━━┄┄┄┄┄┄┄ 3/9 files  1.0 MiB of 4.0 MiB  by pod digits-chief-0
                          the store at http://s3 cannot be reached: Connection refused, since 2026-11-23T10:01:30Z

                        Events
                          2026-11-23T10:00:01Z  Normal  SuccessfulCreatePod  TFJob/digits  Created pod digits-chief-0
                        """);
    }

    @Test
    void aJobThatIsUploaded() {
        var uploaded = """
                {phase: Uploaded, url: "s3://artifacts/default/digits/0a1b/", attempt: 1, outcome: Succeeded, files: 9,
                 bytes: 212345, seconds: 0.8, manifestSha256: c0ffee}""";
        assertThat(lines(uploaded, Map.of())).contains("""
                        Artifacts
                          Uploaded  s3://artifacts/default/digits/0a1b/  9 files  0.2 MiB  in 0.8 s
                          manifest.json  sha256 c0ffee
                        """);
    }

    private static String lines(String artifacts, Map<String, UploadLog> uploads) {
        var job = Serialization.kubernetes().unmarshal("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: digits, namespace: default, uid: 0a1b, creationTimestamp: "2026-11-23T10:00:00Z"}
                spec: {tfReplicaSpecs: {}}
                status:
                  conditions:
                    - {type: Running, status: "True", reason: TFJobRunning, message: TFJob default/digits is running.,
                       lastUpdateTime: "2026-11-23T10:00:10Z", lastTransitionTime: "2026-11-23T10:00:10Z"}
                  history: {chief-0: {restarts: 2, podRestarts: 0}}
                  artifacts: %s
                """.formatted(artifacts), TFJob.class);
        var pods = List.of(
                pod("chief", "node-a", "{exitCode: 0, reason: Completed}"),
                pod("worker", "node-b", "{exitCode: 137, reason: OOMKilled}"));
        return String.join("\n", Description.lines(job, pods, uploads, List.of(event()))) + "\n";
    }

    private static Pod pod(String role, String node, String end) {
        return Serialization.kubernetes().unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: digits-%1$s-0
                  uid: %1$s
                  labels: {training.kubeflow.org/replica-type: %1$s, training.kubeflow.org/replica-index: "0"}
                spec: {nodeName: %2$s, containers: [{name: tensorflow, image: a}]}
                status:
                  phase: Running
                  containerStatuses: [{name: tensorflow, restartCount: 0, state: {terminated: %3$s}}]
                """.formatted(role, node, end), Pod.class);
    }

    private static Event event() {
        return Serialization.kubernetes().unmarshal("""
                apiVersion: v1
                kind: Event
                metadata: {name: e, namespace: default}
                type: Normal
                reason: SuccessfulCreatePod
                message: Created pod digits-chief-0
                lastTimestamp: "2026-11-23T10:00:01Z"
                involvedObject: {kind: TFJob, name: digits}
                """, Event.class);
    }
}
