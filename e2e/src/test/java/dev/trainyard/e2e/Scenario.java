package dev.trainyard.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One test's corner of the cluster: a namespace of its own, and the verbs that scenarios are told in. */
final class Scenario implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 180;
    static final long PATIENCE_SECONDS_FOR_AN_ENVIRONMENT = 1200;

    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---$");

    private final ClusterUnderTest cluster;
    private final KubernetesClient client;
    private final String namespace;

    Scenario(ClusterUnderTest cluster) {
        this.cluster = cluster;
        this.namespace = "scenario-" + COUNT.incrementAndGet();
        var config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
        config.setNamespace(namespace);
        this.client = new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(Serialization.kubernetes())
                .build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    ClusterUnderTest cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    /** Creates what the YAML says, word for word, in the namespace of the scenario. */
    void create(String yaml) {
        DOCUMENTS
                .splitAsStream(yaml)
                .map(document -> Serialization.kubernetes().unmarshal(document, GenericKubernetesResource.class))
                .forEach(resource ->
                        client.resource(resource).inNamespace(namespace).create());
    }

    /** Waits until a job has a condition that is true. */
    TFJob awaitCondition(String job, String type) {
        return awaitCondition(TFJob.class, job, type);
    }

    <J extends KubeflowJob> J awaitCondition(Class<J> kind, String job, String type) {
        return await(kind, job, "is " + type, it -> isTrue(it, type), PATIENCE_SECONDS);
    }

    /** Waits for the end of a job that may have to make its environment first. */
    TFJob awaitEnd(String job) {
        return awaitEnd(TFJob.class, job);
    }

    <J extends KubeflowJob> J awaitEnd(Class<J> kind, String job) {
        return await(
                kind,
                job,
                "has ended",
                it -> isTrue(it, "Succeeded") || isTrue(it, "Failed"),
                PATIENCE_SECONDS_FOR_AN_ENVIRONMENT);
    }

    private <J extends KubeflowJob> J await(
            Class<J> kind, String job, String what, Predicate<J> condition, long seconds) {
        try {
            return client.resources(kind)
                    .withName(job)
                    .waitUntilCondition(it -> it != null && condition.test(it), seconds, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException late) {
            throw new AssertionError(HasMetadata.getKind(kind) + " " + job + ": not seen that it " + what, late);
        }
    }

    /** Waits until the upload of a job's artifacts is in a phase. */
    TFJob awaitArtifacts(String job, String phase) {
        return await(
                TFJob.class,
                job,
                "has artifacts in phase " + phase,
                it -> it.getStatus() != null
                        && it.getStatus()
                                .artifacts()
                                .map(ArtifactsStatus::phase)
                                .equals(Optional.of(phase)),
                PATIENCE_SECONDS);
    }

    /** Waits until the artifacts' status says something, once the training is over. */
    TFJob awaitArtifactsMessage(String job, String part) {
        return await(
                TFJob.class,
                job,
                "says of its artifacts: " + part,
                it -> it.getStatus() != null
                        && it.getStatus().history().values().stream()
                                .anyMatch(history -> history.outcome().isPresent())
                        && it.getStatus()
                                .artifacts()
                                .flatMap(ArtifactsStatus::message)
                                .filter(message -> message.contains(part))
                                .isPresent(),
                PATIENCE_SECONDS);
    }

    Pod awaitPhase(String pod, String phase) {
        return awaitPhase(pod, phase, PATIENCE_SECONDS);
    }

    Pod awaitPhase(String pod, String phase, long seconds) {
        return awaitPod(pod, "is " + phase, it -> phase.equals(it.getStatus().getPhase()), seconds);
    }

    /** Waits for a state of the first container of a pod. */
    Pod awaitContainer(String pod, String what, Predicate<ContainerState> condition) {
        return awaitPod(
                pod,
                what,
                it -> it.getStatus().getContainerStatuses().stream()
                        .limit(1)
                        .anyMatch(container -> condition.test(container.getState())));
    }

    Pod awaitPod(String pod, String what, Predicate<Pod> condition) {
        return awaitPod(pod, what, condition, PATIENCE_SECONDS);
    }

    private Pod awaitPod(String pod, String what, Predicate<Pod> condition, long seconds) {
        try {
            return client.pods()
                    .withName(pod)
                    .waitUntilCondition(it -> it != null && condition.test(it), seconds, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException late) {
            throw new AssertionError("Pod " + pod + ": not seen that it " + what, late);
        }
    }

    /** Waits until a pod has gone for good. */
    void awaitGone(String pod) {
        client.pods().withName(pod).waitUntilCondition(it -> it == null, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for an event with this reason, whose message contains this. */
    void awaitEvent(String reason, String part) {
        client.v1()
                .events()
                .withField("reason", reason)
                .informOnCondition(events ->
                        events.stream().anyMatch(event -> event.getMessage().contains(part)))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** How often the containers of a pod have been started again. */
    int restarts(String pod) {
        return client.pods().withName(pod).require().getStatus().getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
    }

    String log(String pod, String container) {
        return client.pods().withName(pod).inContainer(container).getLog();
    }

    /** Waits until a container has logged a line that contains this. */
    void awaitLog(String pod, String container, String text) throws IOException {
        try (var log = client.pods()
                        .withName(pod)
                        .inContainer(container)
                        .withReadyWaitTimeout(0)
                        .watchLog();
                var lines = new BufferedReader(new InputStreamReader(log.getOutput(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(text)) {
                    return;
                }
            }
        }
        throw new AssertionError("Pod " + pod + ": its log has ended without \"" + text + "\"");
    }

    /** Sends the artifacts of this namespace's jobs to the cluster's object store. */
    void createArtifactStore() {
        createArtifactStore(S3Access.BUCKET, 3600);
    }

    void createArtifactStore(String bucket, long uploadDeadlineSeconds) {
        var store = cluster.store();
        create("""
                apiVersion: v1
                kind: Secret
                metadata: {name: artifacts}
                stringData: {AWS_ACCESS_KEY_ID: "%1$s", AWS_SECRET_ACCESS_KEY: "%2$s", AWS_REGION: us-east-1, AWS_ENDPOINT_URL: "%3$s"}
                ---
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: default}
                spec:
                  url: s3://%4$s
                  endpoint: %3$s
                  pathStyle: true
                  credentialsSecret: artifacts
                  uploadDeadlineSeconds: %5$d
                """.formatted(store.accessKey(), store.secretKey(), store.endpoint(), bucket, uploadDeadlineSeconds));
    }

    /** What a person does who does not want to lose a day of training. */
    void saveCheckpoints() {
        client.resources(ArtifactStore.class).withName("default").patch(PatchContext.of(PatchType.JSON_MERGE), """
                {"spec": {"checkpoints": {"keep": 2}}}""");
    }

    /** What a person does who has mistyped the bucket. */
    void moveArtifactStore(String bucket) {
        client.resources(ArtifactStore.class)
                .withName("default")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"url\": \"s3://%s\"}}".formatted(bucket));
    }

    /** The store is at an address where nothing answers. */
    void loseArtifactStore() {
        client.resources(ArtifactStore.class)
                .withName("default")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"endpoint\": \"http://127.0.0.1:1\"}}");
    }

    static boolean isTrue(KubeflowJob job, String type) {
        return Optional.ofNullable(job.getStatus()).stream()
                .flatMap(status -> status.conditions().stream())
                .anyMatch(it -> it.type().equals(type) && it.status().equals("True"));
    }

    /** Everything that a person would ask for first. */
    String state() {
        return ClusterState.describe(client, namespace) + "\n" + cluster.logs();
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
