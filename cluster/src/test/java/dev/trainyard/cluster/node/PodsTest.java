package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods run on a real API server. */
class PodsTest {
    @TempDir
    static Path home;

    static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new TestCluster(home);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void runsToItsEndWithVolumesAndEnvironment() throws IOException {
        var data = Files.createDirectories(home.resolve("data"));
        cluster.client.resource("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: settings, namespace: default}
                        data: {greeting: hello}
                        """).create();
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: volumes, labels: {app: x}}
                spec:
                  restartPolicy: Never
                  volumes:
                  - {name: settings, configMap: {name: settings}}
                  - {name: scratch, emptyDir: {}}
                  - {name: data, hostPath: {path: %s}}
                  containers:
                  - name: main
                    image: host
                    env:
                    - {name: A, value: one}
                    - {name: B, value: "$(A)-two"}
                    - {name: ME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: G, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}
                    command: [sh, -c]
                    args: ["echo $B $ME $G $(cat /settings/greeting) > /data/out; touch /scratch/x && echo bye > /dev/termination-log; exit 3"]
                    volumeMounts:
                    - {name: settings, mountPath: /settings}
                    - {name: scratch, mountPath: /scratch}
                    - {name: data, mountPath: /data}
                """.formatted(data));

        var pod = cluster.awaitPhase("volumes", "Failed");

        assertThat(data.resolve("out")).hasContent("one-two volumes hello hello");
        var terminated =
                pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(terminated.getExitCode()).isEqualTo(3);
        assertThat(terminated.getReason()).isEqualTo("Error");
        assertThat(terminated.getMessage()).isEqualTo("bye\n");
        cluster.delete("volumes");
    }

    @Test
    void restartsWithBackOff() {
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: crashing}
                spec:
                  restartPolicy: Always
                  containers:
                  - {name: main, image: host, command: [sh, -c, "exit 7"]}
                """);

        var pod = cluster.await(
                "crashing",
                found -> TestCluster.statuses(found).stream()
                        .anyMatch(status -> status.getRestartCount() >= 2
                                && status.getState().getWaiting() != null));

        var status = pod.getStatus().getContainerStatuses().getFirst();
        assertThat(status.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(7);
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        cluster.delete("crashing");
    }

    @Test
    void stopsGracefully() {
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: serving}
                spec:
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, "sleep 100077 & sleep 200077"]
                """);
        var pod = cluster.await(
                "serving", found -> TestCluster.statuses(found).stream().anyMatch(status -> status.getReady()));
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");

        cluster.delete("serving");

        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("00077")))
                .isEmpty();
    }
}
