package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static dev.trainyard.operator.LocalServer.ended;
import static dev.trainyard.operator.LocalServer.running;
import static dev.trainyard.operator.LocalServer.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.reconcile.PortRange;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The operator against an API server; the test is the kubelet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets them
    private LocalServer server;

    /** Made as {@link Main} makes it. */
    @SuppressWarnings("NullAway.Init")
    private KubernetesClient client;

    @SuppressWarnings("NullAway.Init")
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
        client = new KubernetesClientBuilder()
                .withConfig(server.client.getConfiguration())
                .withKubernetesSerialization(Operator.serialization())
                .build();
        operator = Operator.start(client, OperatorConfig.DEFAULT.withReplicaPorts(new PortRange(25_000, 25_099)));
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
        server.close();
    }

    @Test
    void aJobRunsAndSucceedsAndItsOtherPodsAreStopped() {
        server.make(job("plain", "OnFailure", "OnFailure"), TFJob.class);
        var chief = await(server.pod("plain-chief-0"), _ -> true);
        await(server.pod("plain-worker-0"), _ -> true);

        assertThat(trainer(chief).getEnv())
                .anySatisfy(env -> assertThat(env.getValue())
                        .contains("plain-worker-0.plain-pods.default.svc:", "\"type\":\"chief\""));
        assertThat(server.client
                        .services()
                        .inNamespace("default")
                        .withName("plain-pods")
                        .get()
                        .getSpec()
                        .getClusterIP())
                .isEqualTo("None");

        server.trainer("plain-chief-0", "Running", running());
        server.trainer("plain-worker-0", "Running", running());
        await(jobNamed("plain"), job -> is(job, "Running"));
        server.trainer("plain-chief-0", "Succeeded", ended(0, ""));
        var job = await(jobNamed("plain"), j -> is(j, "Succeeded"));

        assertThat(job.getStatus().completionTime()).isPresent();
        await(server.pod("plain-worker-0"), pod -> pod.getMetadata().getDeletionTimestamp() != null);
        server.gone("plain-worker-0");
        assertThat(server.pod("plain-chief-0").get()).isNotNull();
    }

    @Test
    void aRetryableFailureGetsANewPodAndIsCountedOnce() {
        server.make(job("again", "ExitCode", "Never"), TFJob.class);
        var first = await(server.pod("again-chief-0"), _ -> true);
        server.trainer("again-chief-0", "Failed", ended(137, ""));
        // A pod that has ended goes at once when it is deleted.
        await(server.pod("again-chief-0"), pod -> !uid(pod).equals(uid(first)));
        var job = await(jobNamed("again"), j -> is(j, "Restarting"));
        assertThat(job.getStatus().history())
                .hasEntrySatisfying(
                        "chief-0", history -> assertThat(history.restarts()).isEqualTo(1));
    }

    @Test
    void theVerdictWaitsForTheUpload() {
        server.make("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: local}
                spec:
                  url: s3://artifacts
                  endpoint: http://127.0.0.1:9000
                  jobSelector: {matchLabels: {keep: "true"}}
                """, ArtifactStore.class);
        server.make(
                job("saved", "Never", "Never")
                        .replace("metadata: {name: saved}", "metadata: {name: saved, labels: {keep: \"true\"}}"),
                TFJob.class);
        var chief = await(server.pod("saved-chief-0"), _ -> true);
        assertThat(chief.getSpec().getContainers())
                .extracting(Container::getName)
                .contains("uploader");
        assertThat(chief.getMetadata().getAnnotations()).containsEntry(Names.ATTEMPT, "1");
        var worker = await(server.pod("saved-worker-0"), _ -> true);
        assertThat(worker.getSpec().getContainers()).hasSize(1);

        server.kubelet("saved-chief-0", "Running", Map.of("tensorflow", ended(0, ""), "uploader", running()));
        var told = await(
                server.pod("saved-chief-0"),
                pod -> pod.getMetadata().getAnnotations().containsKey(Names.TRAINER));
        assertThat(told.getMetadata().getAnnotations().get(Names.TRAINER))
                .isEqualTo(
                        "{\"containerID\":\"c://1\",\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":true,\"logs\":true}");
        var waiting = await(
                jobNamed("saved"),
                j -> j.getStatus()
                        .artifacts()
                        .filter(a -> a.phase().equals("Uploading"))
                        .isPresent());
        assertThat(is(waiting, "Succeeded")).isFalse();

        server.kubelet(
                "saved-chief-0",
                "Succeeded",
                Map.of(
                        "tensorflow",
                        ended(0, ""),
                        "uploader",
                        ended(
                                0,
                                "{\"version\":1,\"phase\":\"Uploaded\",\"url\":\"s3://artifacts/default/saved/u/\",\"attempt\":1,\"files\":9,\"bytes\":212345}")));
        var job = await(jobNamed("saved"), j -> is(j, "Succeeded"));
        assertThat(job.getStatus().artifacts().orElseThrow().url()).contains("s3://artifacts/default/saved/u/");
        assertThat(job.getStatus().artifacts().orElseThrow().files()).contains(9L);
    }

    @Test
    void aChiefThatGoesInMidUploadGetsAFinisherAndIsNotTrainedAgain() {
        server.make("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: kept-on-a-claim}
                spec: {url: "s3://artifacts", jobSelector: {matchLabels: {keep: claim}}}
                """, ArtifactStore.class);
        server.make("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: lost, labels: {keep: claim}}
                spec:
                  tfReplicaSpecs:
                    Chief:
                      template:
                        spec:
                          nodeName: here
                          containers: [{name: tensorflow, image: a, volumeMounts: [{name: out, mountPath: /output}]}]
                          volumes: [{name: out, persistentVolumeClaim: {claimName: out}}]
                """, TFJob.class);
        await(server.pod("lost-chief-0"), _ -> true);
        server.kubelet("lost-chief-0", "Running", Map.of("tensorflow", ended(0, ""), "uploader", running()));
        await(
                jobNamed("lost"),
                job -> job.getStatus()
                        .artifacts()
                        .filter(artifacts -> artifacts.phase().equals("Uploading"))
                        .isPresent());

        server.gone("lost-chief-0");
        var finisher = await(server.pod("lost-finisher"), _ -> true);

        assertThat(finisher.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("uploader");
        assertThat(finisher.getMetadata().getAnnotations())
                .containsEntry(Names.ATTEMPT, "1")
                .containsEntry(
                        Names.TRAINER,
                        "{\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":true,\"logs\":true}");
        server.kubelet(
                "lost-finisher",
                "Succeeded",
                Map.of("uploader", ended(0, "{\"version\":1,\"phase\":\"Uploaded\",\"attempt\":1,\"files\":9}")));
        var job = await(jobNamed("lost"), j -> is(j, "Succeeded"));
        assertThat(job.getStatus().artifacts().orElseThrow().files()).contains(9L);
        assertThat(server.pod("lost-chief-0").get()).isNull();
    }

    @Test
    void jobsAtOnceGetDifferentPortsOfWhateverKindTheyAre() {
        server.make(job("ports-a", "Never", "Never"), TFJob.class);
        server.make(pyTorchJob("ports-b", "nprocPerNode: auto"), PyTorchJob.class);
        server.make(job("ports-c", "Never", "Never"), TFJob.class);
        var ports = Stream.of(
                        "ports-a-chief-0",
                        "ports-a-worker-0",
                        "ports-b-worker-0",
                        "ports-c-chief-0",
                        "ports-c-worker-0")
                .map(name -> await(server.pod(name), _ -> true))
                .map(pod -> trainer(pod).getPorts().getFirst().getContainerPort())
                .toList();
        assertThat(ports)
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(25_000, 25_099));
        assertThat(jobNamed("ports-a").get().getMetadata().getAnnotations().get(Names.PORTS))
                .contains("\"chief-0\":", "\"worker-0\":");
    }

    @Test
    void aPyTorchJobIsScaledThroughItsScaleSubresource() {
        server.make(pyTorchJob("scaled", "elasticPolicy: {minReplicas: 1, maxReplicas: 2}"), PyTorchJob.class);
        await(server.pod("scaled-worker-0"), _ -> true);
        var scaled =
                server.client.resources(PyTorchJob.class).inNamespace("default").withName("scaled");

        scaled.scale(2);
        await(server.pod("scaled-worker-1"), _ -> true);
        scaled.scale(1);
        await(server.pod("scaled-worker-1"), pod -> pod.getMetadata().getDeletionTimestamp() != null);
        server.gone("scaled-worker-1");
        assertThatThrownBy(() -> scaled.scale(0)).hasMessageContaining("the replicas of Worker are 1 or more");

        assertThat(server.pod("scaled-worker-0").get()).isNotNull();
    }

    /** As the local cluster is; the scenarios have one that knows autoscalers. */
    @Test
    void aJobTrainsAlsoWhereTheClusterHasNoAutoscalers() {
        server.make(
                pyTorchJob(
                        "grows",
                        "elasticPolicy: {minReplicas: 1, maxReplicas: 2, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}"),
                PyTorchJob.class);

        assertThat(await(server.pod("grows-worker-0"), _ -> true)).isNotNull();
        var warned = server.client
                .v1()
                .events()
                .inNamespace("default")
                .withField("reason", "FailedCreateAutoscaler")
                .informOnCondition(events -> !events.isEmpty())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(warned)
                .first()
                .satisfies(event -> assertThat(event.getMessage())
                        .isEqualTo(
                                "Error creating: the cluster has no autoscaling/v2, so the number of workers stays"));
    }

    @Test
    void aPodThatAnEarlierJobHasLeftTrainsOn() {
        server.make(chief("adopts", "a"), TFJob.class);
        var left = leftBehind("adopts");

        var job = server.make(chief("adopts", "a"), TFJob.class);

        var adopted = await(
                server.pod("adopts-chief-0"),
                pod -> !pod.getMetadata().getOwnerReferences().isEmpty());
        assertThat(uid(adopted)).isEqualTo(uid(left));
        assertThat(adopted.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo(uid(job));
            assertThat(owner.getController()).isTrue();
        });
        server.trainer("adopts-chief-0", "Succeeded", ended(0, ""));
        await(jobNamed("adopts"), j -> is(j, "Succeeded"));
    }

    @Test
    void howAnEarlierJobEndedIsNoResult() {
        server.make(chief("repeats", "a"), TFJob.class);
        await(server.pod("repeats-chief-0"), _ -> true);
        server.trainer("repeats-chief-0", "Succeeded", ended(0, ""));
        await(jobNamed("repeats"), j -> is(j, "Succeeded"));
        var left = leftBehind("repeats");

        var job = server.make(chief("repeats", "a"), TFJob.class);

        var made = await(server.pod("repeats-chief-0"), pod -> !uid(pod).equals(uid(left)));
        assertThat(made.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid(job)));
        server.trainer("repeats-chief-0", "Running", running());
        assertThat(is(await(jobNamed("repeats"), j -> is(j, "Running")), "Succeeded"))
                .isFalse();
    }

    @Test
    void whatAnEarlierJobStillTrainsIsWaitedFor() {
        server.make(chief("differs", "a"), TFJob.class);
        var left = leftBehind("differs");

        server.make(chief("differs", "b"), TFJob.class);

        awaitEvent(
                "differs",
                "Error creating: differs-chief-0 of an earlier job of this name still runs, and its result is not this job's: the job waits until it has ended; delete it to start at once");
        await(jobNamed("differs"), j -> is(j, "Waiting"));
        assertThat(uid(server.pod("differs-chief-0").get())).isEqualTo(uid(left));
        server.trainer("differs-chief-0", "Succeeded", ended(0, ""));
        var made = await(server.pod("differs-chief-0"), pod -> !uid(pod).equals(uid(left)));
        assertThat(trainer(made).getImage()).isEqualTo("b");
        await(jobNamed("differs"), j -> !is(j, "Waiting"));
    }

    /** Deletes the job of this name as {@code kubectl delete --cascade=orphan} does, and returns its chief's pod. */
    private Pod leftBehind(String job) {
        await(server.pod(job + "-chief-0"), _ -> true);
        jobNamed(job).delete();
        jobNamed(job).waitUntilCondition(it -> it == null, 20, TimeUnit.SECONDS);
        var merge = PatchContext.of(PatchType.JSON_MERGE);
        var ownerless = "{\"metadata\": {\"ownerReferences\": null}}";
        server.client.services().inNamespace("default").withName(job + "-pods").patch(merge, ownerless);
        return server.pod(job + "-chief-0").patch(merge, ownerless);
    }

    private static String chief(String name, String image) {
        return """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: %s}
                spec:
                  tfReplicaSpecs:
                    Chief:
                      template: {spec: {nodeName: here, containers: [{name: tensorflow, image: %s, args: [train], env: [{name: LR, value: "0.1"}]}]}}
                """.formatted(name, image);
    }

    @Test
    void aPodOfAnotherReplicaIsNotAdopted() {
        var other = server.make(pod("waits-chief-0", "waits", "worker"), Pod.class);

        server.make(job("waits", "Never", "Never"), TFJob.class);

        awaitEvent(
                "waits",
                "Error creating: a Pod named waits-chief-0 is there and does not belong to this job: the job waits until it is gone");
        await(jobNamed("waits"), j -> is(j, "Waiting"));
        assertThat(server.pod("waits-chief-0").get().getMetadata().getOwnerReferences())
                .isEmpty();
        assertThat(uid(server.pod("waits-chief-0").get())).isEqualTo(uid(other));
        server.gone("waits-chief-0");
        await(
                server.pod("waits-chief-0"),
                pod -> !pod.getMetadata().getOwnerReferences().isEmpty());
    }

    @Test
    void aPodWhoseLabelsAreTakenAwayIsReleased() {
        server.make(job("releases", "Never", "Never"), TFJob.class);
        await(server.pod("releases-chief-0"), _ -> true);
        await(server.pod("releases-worker-0"), _ -> true);

        server.pod("releases-worker-0")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"labels\": {\"training.kubeflow.org/job-name\": \"a-copy-to-look-at\"}}}");

        await(
                server.pod("releases-worker-0"),
                pod -> pod.getMetadata().getOwnerReferences().isEmpty());
        awaitEvent("releases", "Released Pod releases-worker-0, whose labels are no longer this job's");
        server.gone("releases-worker-0");
        await(
                server.pod("releases-worker-0"),
                pod -> !pod.getMetadata().getOwnerReferences().isEmpty());
    }

    private void awaitEvent(String job, String message) {
        server.client
                .v1()
                .events()
                .inNamespace("default")
                .withField("involvedObject.name", job)
                .informOnCondition(events ->
                        events.stream().anyMatch(event -> event.getMessage().equals(message)))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static String pod(String name, String job, String role) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  labels:
                    training.kubeflow.org/operator-name: tfjob-controller
                    training.kubeflow.org/job-name: %s
                    training.kubeflow.org/replica-type: %s
                    training.kubeflow.org/replica-index: "0"
                spec: {nodeName: here, restartPolicy: Never, containers: [{name: tensorflow, image: a}]}
                """.formatted(name, job, role);
    }

    @Test
    void aJobGoesAfterItsTimeToLive() {
        server.make(
                job("brief", "Never", "Never")
                        .replace("spec:\n  tf", "spec:\n  runPolicy: {ttlSecondsAfterFinished: 0}\n  tf"),
                TFJob.class);
        await(server.pod("brief-chief-0"), _ -> true);
        server.trainer("brief-chief-0", "Failed", ended(1, ""));
        jobNamed("brief").waitUntilCondition(job -> job == null, 20, TimeUnit.SECONDS);
        assertThat(jobNamed("brief").get()).isNull();
    }

    private Resource<TFJob> jobNamed(String name) {
        return server.client.resources(TFJob.class).inNamespace("default").withName(name);
    }

    static boolean is(TFJob job, String type) {
        return job.getStatus() != null
                && job.getStatus().conditions().stream()
                        .filter(condition -> condition.type().equals(type))
                        .map(JobCondition::status)
                        .anyMatch("True"::equals);
    }

    private static Container trainer(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    private static String pyTorchJob(String name, String spec) {
        return """
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: %s}
                spec:
                  %s
                  pytorchReplicaSpecs:
                    Worker:
                      replicas: 1
                      template: {spec: {nodeName: here, containers: [{name: pytorch, image: a}]}}
                """.formatted(name, spec);
    }

    static String job(String name, String chiefPolicy, String workerPolicy) {
        return """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: %s}
                spec:
                  tfReplicaSpecs:
                    Chief:
                      restartPolicy: %s
                      template: {spec: {nodeName: here, containers: [{name: tensorflow, image: a}]}}
                    Worker:
                      restartPolicy: %s
                      template: {spec: {nodeName: here, containers: [{name: tensorflow, image: a}]}}
                """.formatted(name, chiefPolicy, workerPolicy);
    }
}
