package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trainyard.cluster.node.container.HostProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
                                && status.getState().getWaiting() != null
                                && "CrashLoopBackOff"
                                        .equals(status.getState().getWaiting().getReason())));

        var status = pod.getStatus().getContainerStatuses().getFirst();
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

    @Test
    void runsInitContainersAndASidecarAroundTheOthers() throws IOException {
        var data = Files.createDirectories(home.resolve("order"));
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: ordered}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 5
                  volumes: [{name: data, hostPath: {path: %s}}]
                  initContainers:
                  - name: first
                    image: host
                    command: [sh, -c, "echo first >> /data/order"]
                    volumeMounts: [{name: data, mountPath: /data}]
                  - name: side
                    image: host
                    restartPolicy: Always
                    command: [sh, -c, "echo side >> /data/order; trap 'echo stopped >> /data/order; exit 0' TERM; touch /data/up; sleep 1000 & wait"]
                    startupProbe: {exec: {command: [test, -e, /data/up]}, periodSeconds: 1}
                    volumeMounts: [{name: data, mountPath: /data}]
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, "echo main >> /data/order"]
                    volumeMounts: [{name: data, mountPath: /data}]
                """.formatted(data));

        cluster.awaitPhase("ordered", "Succeeded");

        assertThat(data.resolve("order")).hasContent("first\nside\nmain\nstopped\n");
        cluster.delete("ordered");
    }

    @Test
    void takesOverWhatRunsAndLearnsWhatHasEnded() throws IOException, InterruptedException {
        var data = Files.createDirectories(home.resolve("handover"));
        for (var name : List.of("goes-on", "ends-meanwhile")) {
            cluster.create("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s}
                    spec:
                      restartPolicy: Never
                      volumes: [{name: data, hostPath: {path: %s}}]
                      containers:
                      - name: main
                        image: host
                        command: [sh, -c, "echo begun >> /data/$HOSTNAME; while [ ! -e /data/end-$HOSTNAME ]; do sleep 0.05; done; exit 9"]
                        volumeMounts: [{name: data, mountPath: /data}]
                    """.formatted(name, data));
            cluster.awaitPhase(name, "Running");
        }

        cluster.restartAgent(() -> touch(data.resolve("end-ends-meanwhile")));

        var ended = cluster.awaitPhase("ends-meanwhile", "Failed");
        assertThat(ended.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(9);
        touch(data.resolve("end-goes-on"));
        var other = cluster.awaitPhase("goes-on", "Failed");
        assertThat(other.getStatus().getContainerStatuses().getFirst().getRestartCount())
                .isZero();
        assertThat(data.resolve("goes-on")).hasContent("begun\n");
        assertThat(data.resolve("ends-meanwhile")).hasContent("begun\n");
    }

    @Test
    void learnsThatAShimWasKilled() {
        cluster.create(pod("orphaned", "restartPolicy: Never", "command: [sh, -c, 'sleep 100099']"));
        var pod = cluster.awaitPhase("orphaned", "Running");

        var folder = home.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("containers/main/0");
        process(folder.resolve("shim.json")).kill();

        var ended = cluster.awaitPhase("orphaned", "Failed");
        var terminated =
                ended.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(terminated.getExitCode()).isEqualTo(137);
        assertThat(terminated.getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(running("sleep 100099")).isFalse();
    }

    @Test
    void handsOutLogs() {
        cluster.create(pod(
                "talking",
                "restartPolicy: Never",
                "command: [sh, -c, 'echo one; echo two >&2; sleep 0.3; echo three']"));
        var follow = cluster.client.pods().inNamespace("default").withName("talking");
        cluster.await(
                "talking",
                found -> TestCluster.statuses(found).stream().anyMatch(status -> status.getContainerID() != null));
        try (var watch = follow.watchLog()) {
            assertThat(new String(watch.getOutput().readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrder("one", "two", "three");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(follow.tailingLines(1).getLog()).isEqualTo("three\n");
        assertThat(cluster.log("talking").lines()).hasSize(3);
    }

    @Test
    void saysWhyThereIsNoLog() {
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: silent}
                spec:
                  initContainers: [{name: first, image: host, command: [sh, -c, "echo begun; exit 1"]}]
                  containers:
                  - {name: main, image: host, command: [sh, -c, "exit 0"]}
                  - {name: side, image: host, command: [sh, -c, "exit 0"]}
                """);
        cluster.await(
                "silent",
                pod -> pod.getStatus().getInitContainerStatuses().stream()
                        .anyMatch(status -> status.getRestartCount() > 0
                                && status.getState().getWaiting() != null));
        var pod = cluster.client.pods().inNamespace("default").withName("silent");

        assertThat(pod.inContainer("first").getLog()).isEqualTo("begun\n");
        assertThat(pod.inContainer("first").terminated().getLog()).isEqualTo("begun\n");
        assertThatThrownBy(() -> pod.inContainer("main").getLog())
                .isInstanceOfSatisfying(KubernetesClientException.class, problem -> {
                    assertThat(problem.getCode()).isEqualTo(400);
                    assertThat(problem.getStatus().getReason()).isEqualTo("BadRequest");
                    assertThat(problem.getStatus().getMessage())
                            .isEqualTo("container \"main\" in pod \"silent\" is waiting to start: PodInitializing");
                });
        assertThatThrownBy(() -> pod.inContainer("main").terminated().getLog())
                .hasMessageContaining("previous terminated container \"main\" in pod \"silent\" not found");
        assertThatThrownBy(() -> pod.inContainer("none").getLog())
                .hasMessageContaining("container none is not valid for pod silent");
        assertThatThrownBy(pod::getLog)
                .hasMessageContaining(
                        "a container name must be specified for pod silent, choose one of: [first main side]");
        cluster.delete("silent");
    }

    @Test
    void takesNothingThatRanBeforeARebootForRunning() throws IOException, InterruptedException {
        cluster.create(pod("rebooted", "restartPolicy: OnFailure", "command: [sh, -c, 'sleep 100066']"));
        var pod = cluster.awaitPhase("rebooted", "Running");
        var folder = home.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("containers/main/0");
        var boot = process(folder.resolve("shim.json")).boot();

        // What another boot left: its pids are other processes' now, and not to be touched.
        cluster.restartAgent(() -> {
            for (var name : List.of("shim.json", "state.json")) {
                write(folder.resolve(name), read(folder.resolve(name)).replace(boot, "another-boot"));
            }
        });

        var again = cluster.await(
                "rebooted",
                found -> TestCluster.statuses(found).stream()
                        .anyMatch(status -> status.getRestartCount() == 1
                                && status.getState().getRunning() != null));
        var lost = again.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getLastState()
                .getTerminated();
        assertThat(lost.getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(lost.getMessage()).isEqualTo("The machine was restarted while the container ran.");
        write(folder.resolve("shim.json"), read(folder.resolve("shim.json")).replace("another-boot", boot));
        assertThat(process(folder.resolve("shim.json")).alive()).isTrue();
        process(folder.resolve("shim.json")).kill();
        cluster.delete("rebooted");
    }

    @Test
    void showsAnnotationsAsTheyChange() throws IOException {
        var data = Files.createDirectories(home.resolve("signals"));
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: signalled}
                spec:
                  restartPolicy: Never
                  volumes:
                  - {name: data, hostPath: {path: %s}}
                  - name: signals
                    downwardAPI:
                      items: [{path: trainer, fieldRef: {fieldPath: "metadata.annotations['trainyard.dev/trainer']"}}]
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, "while [ ! -s /signals/trainer ]; do sleep 0.05; done; cat /signals/trainer > /data/seen"]
                    volumeMounts: [{name: data, mountPath: /data}, {name: signals, mountPath: /trainyard/signals}]
                """.formatted(data).replace("/signals/trainer", "/trainyard/signals/trainer"));
        cluster.awaitPhase("signalled", "Running");

        cluster.client
                .pods()
                .inNamespace("default")
                .withName("signalled")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations("trainyard.dev/trainer", "done")
                        .endMetadata()
                        .build());

        cluster.awaitPhase("signalled", "Succeeded");
        assertThat(data.resolve("seen")).hasContent("done");
    }

    /** As an operator does that tells of a trainer's end twice within milliseconds. */
    @Test
    void showsTheLastOfManyAnnotations() {
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: told-often}
                spec:
                  restartPolicy: Never
                  volumes:
                  - name: signals
                    downwardAPI:
                      items: [{path: trainer, fieldRef: {fieldPath: "metadata.annotations['trainyard.dev/trainer']"}}]
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, "until grep -qx last /trainyard/signals/trainer; do sleep 0.05; done"]
                    volumeMounts: [{name: signals, mountPath: /trainyard/signals}]
                """);
        var pods = cluster.client.pods().inNamespace("default").withName("told-often");
        for (int i = 0; i < 100; i++) {
            tell(pods, "signal-" + i);
        }
        cluster.awaitPhase("told-often", "Running");
        for (int i = 0; i < 100; i++) {
            tell(pods, "again-" + i);
        }
        tell(pods, "last");

        cluster.awaitPhase("told-often", "Succeeded");
    }

    private static void tell(PodResource pod, String signal) {
        pod.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\": {\"annotations\": {\"trainyard.dev/trainer\": \"%s\"}}}".formatted(signal));
    }

    @Test
    void goesOnWhenAMissingSecretAppears() {
        cluster.create(
                pod(
                        "secretive",
                        "restartPolicy: Never",
                        "command: [sh, -c, 'echo $PASSWORD'], env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: late, key: password}}}]"));
        var waiting = cluster.awaitWaiting("secretive", "CreateContainerConfigError");
        assertThat(waiting.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getMessage())
                .isEqualTo("secret \"late\" not found");

        cluster.client.resource("""
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: late, namespace: default}
                        data: {password: cGFzcw==}
                        """).create();

        cluster.awaitPhase("secretive", "Succeeded");
        assertThat(cluster.log("secretive")).isEqualTo("pass\n");
    }

    @Test
    void saysWhatAMissingClaimIs() {
        var yaml = pod(
                "claiming",
                "restartPolicy: Never, volumes: [{name: v, persistentVolumeClaim: {claimName: absent}}]",
                "command: ['true']");
        cluster.create(yaml);

        assertThat(cluster.awaitEvent("claiming", "FailedMount").getMessage())
                .isEqualTo("MountVolume.SetUp failed for volume \"v\": persistentvolumeclaim \"absent\" not found");
        cluster.awaitWaiting("claiming", "ContainerCreating");
        cluster.delete("claiming");
    }

    @Test
    void anImageWithoutACommandRunsNothing() {
        cluster.create(
                pod("commandless", "restartPolicy: Never", "env: []").replace("image: host", "image: python-here"));

        var message = message(cluster.awaitWaiting("commandless", "CreateContainerError"));
        assertThat(message)
                .isEqualTo("no command is given, and image \"python-here\" has none: set command of container"
                        + " \"main\", or entrypoint of the image's entry in images.yaml");
        cluster.delete("commandless");
    }

    @Test
    void anImagesConfigIsWhatTheSpecDoesNotSay() {
        cluster.create(
                pod("configured", "restartPolicy: Never", "env: []").replace("image: host", "image: configured"));
        cluster.create(pod(
                        "reconfigured",
                        "restartPolicy: Never, securityContext: {runAsUser: 5}",
                        "args: [own], workingDir: /tmp, env: [{name: GREETING, value: bye}]")
                .replace("image: host", "image: configured"));

        cluster.awaitPhase("configured", "Succeeded");
        cluster.awaitPhase("reconfigured", "Succeeded");
        assertThat(cluster.log("configured")).isEqualTo("hello default 1000:100 /srv/work\n");
        assertThat(cluster.log("reconfigured")).isEqualTo("bye own 5:0 /tmp\n");
    }

    @Test
    void saysWhyAnArgumentWasTakenForAProgram() {
        cluster.create(pod("no-entrypoint", "restartPolicy: Never", "args: [--epochs, '5']"));

        var terminated = cluster.awaitPhase("no-entrypoint", "Failed")
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated();
        assertThat(terminated.getReason()).isEqualTo("StartError");
        assertThat(terminated.getMessage())
                .contains("exec: \"--epochs\": executable file not found", "image \"host\"", "has no entrypoint");
    }

    private static String message(Pod pod) {
        return pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getWaiting()
                .getMessage();
    }

    @Test
    void saysWhatAnUnmappedImageNeeds() {
        cluster.create(pod("unmapped", "restartPolicy: Never", "command: ['true']")
                .replace("image: host", "image: 'nginx:1'"));

        var waiting = cluster.awaitWaiting("unmapped", "ErrImagePull");
        assertThat(message(waiting)).contains("images.yaml", "nginx:1");
        cluster.delete("unmapped");
    }

    @Test
    void countsACommandThatIsNotThereAsAnExit() {
        cluster.create(pod("misspelt", "restartPolicy: Never", "command: [pyhton]"));

        var failed = cluster.awaitPhase("misspelt", "Failed");
        var terminated =
                failed.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(terminated.getReason()).isEqualTo("StartError");
        assertThat(terminated.getExitCode()).isEqualTo(128);
        assertThat(terminated.getMessage()).contains("pyhton", "not found in $PATH");
    }

    @Test
    void restartsAContainerThatDoesNotLive() {
        cluster.create(
                pod(
                        "sick",
                        "terminationGracePeriodSeconds: 1",
                        "command: [sh, -c, 'sleep 100055'], livenessProbe: {exec: {command: ['false']}, periodSeconds: 1, failureThreshold: 1}"));

        var pod = cluster.await(
                "sick",
                found -> TestCluster.statuses(found).stream().anyMatch(status -> status.getRestartCount() >= 1));

        assertThat(pod.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getLastState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(143);
        assertThat(cluster.awaitEvent("sick", "Unhealthy").getMessage()).startsWith("Liveness probe failed");
        cluster.delete("sick");
    }

    private static String pod(String name, String spec, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec: {%s, containers: [{name: main, image: host, %s}]}
                """.formatted(name, spec, container);
    }

    private static boolean running(String commandLine) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith(commandLine));
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostProcess process(Path file) {
        return cluster.client.getKubernetesSerialization().unmarshal(read(file), HostProcess.class);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void holdsAContainerToItsMemory() {
        assumeThat(cluster.nodeCondition("LimitsUnenforced")).isEqualTo("False");
        cluster.create(
                pod(
                        "greedy",
                        "restartPolicy: Never",
                        "command: [/usr/bin/python3, -c, 'x = bytearray(200 << 20)'], resources: {limits: {memory: 64Mi, cpu: 500m}}"));

        var failed = cluster.awaitPhase("greedy", "Failed");

        var terminated =
                failed.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(terminated.getReason()).isEqualTo("OOMKilled");
        assertThat(terminated.getExitCode()).isEqualTo(137);
    }

    @Test
    void letsNoContainerTakeAllProcessesOfTheMachine() {
        assumeThat(cluster.nodeCondition("LimitsUnenforced")).isEqualTo("False");
        cluster.create(pod(
                "forking",
                "restartPolicy: Never",
                "command: [sh, -c, 'cat $(find /sys/fs/cgroup -path \"*trainyard/$UID_OF_POD-main-0/pids.max\")'],"
                        + " env: [{name: UID_OF_POD, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}]"));

        cluster.awaitPhase("forking", "Succeeded");

        assertThat(cluster.log("forking").strip())
                .isEqualTo(Long.toString(Machine.read().tasksOfOne()));
        cluster.delete("forking");
    }

    @Test
    void runsAsWhoTheSpecSaysAndSeesNoGpuThatItDidNotAskFor() {
        cluster.create(
                pod(
                        "somebody",
                        "restartPolicy: Never, securityContext: {runAsUser: 1234, runAsGroup: 4321}",
                        "workingDir: /made/up, command: [sh, -c, 'id -u; id -g; pwd; hostname; echo gpus=$CUDA_VISIBLE_DEVICES; ls /dev | grep -c nvidia; touch /usr/x 2>&1; echo $HOME; ls /home 2>&1']"));

        cluster.awaitPhase("somebody", "Failed");

        assertThat(cluster.log("somebody").lines())
                .startsWith("1234", "4321", "/made/up", "somebody", "gpus=", "0")
                .anyMatch(line -> line.contains("Read-only file system"))
                .anyMatch(line -> line.contains("'/home': No such file or directory"));
    }

    @Test
    void handsAGpuToOnePodAtATime() throws IOException, InterruptedException {
        var oneGpu = ", resources: {limits: {nvidia.com/gpu: 1}}";
        cluster.create(pod("holder", "restartPolicy: Never", "command: [sh, -c, 'sleep 100044']" + oneGpu));
        cluster.awaitPhase("holder", "Running");
        cluster.restartAgent(() -> {});
        cluster.create(pod("latecomer", "restartPolicy: Never", "command: ['true']" + oneGpu));
        assertThat(cluster.awaitPhase("latecomer", "Failed").getStatus().getReason())
                .isEqualTo("UnexpectedAdmissionError");

        cluster.delete("holder");
        // Each ends, and stays: only its object does, not what it held.
        for (var name : List.of("next", "one-more")) {
            cluster.create(
                    pod(name, "restartPolicy: Never", "command: [sh, -c, 'echo $CUDA_VISIBLE_DEVICES']" + oneGpu));
            cluster.awaitPhase(name, "Succeeded");
            assertThat(cluster.log(name)).isEqualTo("GPU-made-up\n");
        }
        assertThat(cluster.client
                        .nodes()
                        .withName(TestCluster.NODE)
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("nvidia.com/gpu.product", "Made-Up")
                .containsEntry("nvidia.com/gpu.memory", "1024");
    }

    @Test
    void seesPartsOfVolumesAndPathsThatTheHostLacks() throws IOException {
        var data = Files.createDirectories(home.resolve("parts"));
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: parts}
                spec:
                  restartPolicy: Never
                  volumes:
                  - {name: data, hostPath: {path: %s}}
                  - {name: memory, emptyDir: {medium: Memory}}
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, "echo x > /opt/ml/input/file; touch /readonly/y || echo refused; df /dev/shm | tail -1; ls /opt /usr/share/trainyard/here; exit 0"]
                    volumeMounts:
                    - {name: data, mountPath: /opt/ml/input, subPath: inner/part}
                    - {name: data, mountPath: /readonly, readOnly: true}
                    - {name: data, mountPath: /usr/share/trainyard/here}
                    - {name: memory, mountPath: /dev/shm}
                """.formatted(data));

        cluster.awaitPhase("parts", "Succeeded");

        assertThat(data.resolve("inner/part/file")).hasContent("x");
        assertThat(cluster.log("parts")).contains("refused", "/dev/shm", "inner");
        assertThat(data.resolve("y")).doesNotExist();
    }

    @Test
    void keepsSecretsFromOtherUsersOfTheMachine() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        cluster.client.resource("""
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: keys, namespace: default}
                        data: {password: cGFzcw==}
                        """).create();
        cluster.create(
                pod(
                        "keeping",
                        "restartPolicy: Never, volumes: [{name: keys, secret: {secretName: keys, defaultMode: 0400}},"
                                + " {name: fast, emptyDir: {medium: Memory}}, {name: slow, emptyDir: {}}]",
                        "env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: keys, key: password}}}],"
                                + " command: [sh, -c, 'cat /keys/password; stat -f -c %T /keys /fast; sleep 100033'],"
                                + " volumeMounts: [{name: keys, mountPath: /keys}, {name: fast, mountPath: /fast}, {name: slow, mountPath: /slow}]"));
        var pod = cluster.awaitPhase("keeping", "Running");
        var uid = pod.getMetadata().getUid();
        var folder = home.resolve("pods").resolve(uid);
        var memory = Path.of("/dev/shm/trainyard-" + uid);

        assertThat(permissions(home.resolve("pods"))).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("shim"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("containers/main/0/container.json")))
                .isEqualTo("rw-------");
        assertThat(permissions(memory)).isEqualTo("rwx------");
        assertThat(memory.resolve("keys/password")).hasContent("pass");
        assertThat(folder.resolve("volumes/keys")).doesNotExist();

        cluster.delete("keeping");
    }

    @Test
    void closesTheFolderOfAllPodsAtEveryStart() throws IOException, InterruptedException {
        cluster.restartAgent(() -> open(home.resolve("pods")));

        assertThat(permissions(home.resolve("pods"))).isEqualTo("rwx------");
    }

    @Test
    void letsAnyUserReadSecretsOfItsGroupAndSayItsLastWords() {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        cluster.client.resource("""
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: grouped, namespace: default}
                        data: {password: cGFzcw==}
                        """).create();
        cluster.create(pod(
                "grouped",
                "restartPolicy: Never, securityContext: {runAsUser: 1234, runAsNonRoot: true, fsGroup: 77},"
                        + " volumes: [{name: keys, secret: {secretName: grouped, defaultMode: 0400}}]",
                "command: [sh, -c, 'cat /keys/password > /dev/termination-log'],"
                        + " volumeMounts: [{name: keys, mountPath: /keys}]"));

        var pod = cluster.awaitPhase("grouped", "Succeeded");

        var terminated =
                pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(terminated.getMessage()).isEqualTo("pass");
    }

    @Test
    void saysWhichFieldItDoesNotDo() {
        cluster.create(pod("sharing", "shareProcessNamespace: true", "command: ['true']"));

        var waiting = cluster.awaitWaiting("sharing", "CreateContainerConfigError");

        assertThat(waiting.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getMessage())
                .isEqualTo(
                        "shareProcessNamespace is not supported on this node: every container has processes of its own"
                                + " here. Remove the field");
        cluster.delete("sharing");
    }

    @Test
    void aStartTimeThatIsNoneIsRefused() {
        cluster.create(pod("timeless", "restartPolicy: Never", "command: [sh, -c, 'sleep 100022']"));
        cluster.awaitPhase("timeless", "Running");
        var resource = cluster.client.pods().inNamespace("default").withName("timeless");

        assertThatThrownBy(() -> resource.subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"startTime\": \"garbage\"}}"))
                .hasMessageContaining("parsing time \"garbage\"");

        cluster.delete("timeless");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void open(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
