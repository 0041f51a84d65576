package dev.trainyard.operator;

import dev.trainyard.api.Serialization;
import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.store.Store;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An API server with our CRDs and no node, where a test plays the kubelet. */
final class LocalServer implements AutoCloseable {
    private static final Path CRDS = Path.of("../api/crds");

    private final Store store = Store.inMemory();
    private final ApiServer server;
    final KubernetesClient client;

    LocalServer(Path home) {
        server = ApiServer.start(new ApiServerConfig(home, 0, store));
        client = client(new KubernetesClientBuilder());
    }

    /** Installs our CRDs. */
    LocalServer withDefinitions() {
        try (Stream<Path> files = Files.list(CRDS)) {
            files.forEach(this::install);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Installs a CRD, and waits until it is served. */
    void install(Path file) {
        var definition = Serialization.kubernetes().unmarshal(read(file), CustomResourceDefinition.class);
        await(
                client.apiextensions().v1().customResourceDefinitions().resource(create(definition)),
                there -> there.getStatus() != null
                        && !there.getStatus().getConditions().isEmpty());
    }

    private CustomResourceDefinition create(CustomResourceDefinition crd) {
        return client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .resource(crd)
                .create();
    }

    /** Another client of the server. */
    KubernetesClient client(KubernetesClientBuilder builder) {
        var config = Config.fromKubeconfig(new File(server.kubeconfig().toUri()));
        // A machine under load takes its time over the rules of the first CRD, and a second attempt finds it there.
        config.setRequestTimeout((int) Duration.ofMinutes(1).toMillis());
        return builder.withConfig(config)
                .withKubernetesSerialization(Serialization.kubernetes())
                .build();
    }

    <T extends HasMetadata> T make(String yaml, Class<T> type) {
        var object = Serialization.kubernetes().unmarshal(yaml, type);
        return client.resource(object).inNamespace("default").create();
    }

    /** Waits until the object is there and as it should be. */
    static <T extends HasMetadata> T await(Resource<T> resource, Predicate<T> condition) {
        return resource.waitUntilCondition(object -> object != null && condition.test(object), 20, TimeUnit.SECONDS);
    }

    Resource<Pod> pod(String name) {
        return client.pods().inNamespace("default").withName(name);
    }

    /** The kubelet says how a pod and its trainer are. */
    void trainer(String pod, String phase, Map<String, Object> trainerState) {
        kubelet(pod, phase, Map.of("tensorflow", trainerState));
    }

    void kubelet(String pod, String phase, Map<String, Map<String, Object>> containers) {
        var statuses = containers.entrySet().stream()
                .map(container -> Map.of(
                        "name",
                        container.getKey(),
                        "image",
                        "a",
                        "imageID",
                        "a",
                        "ready",
                        false,
                        "restartCount",
                        0,
                        "state",
                        container.getValue()))
                .toList();
        var status = Serialization.kubernetes()
                .asJson(Map.of("status", Map.of("phase", phase, "containerStatuses", statuses)));
        pod(pod).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    static Map<String, Object> running() {
        return Map.of("running", Map.of("startedAt", "2026-11-23T10:00:00Z"));
    }

    static Map<String, Object> ended(int exitCode, String message) {
        return Map.of("terminated", Map.of("exitCode", exitCode, "message", message, "containerID", "c://1"));
    }

    /** The kubelet has stopped a pod that is being deleted. */
    void gone(String pod) {
        pod(pod).withGracePeriod(0).delete();
    }

    static String uid(HasMetadata object) {
        return Objects.requireNonNull(object.getMetadata().getUid());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
