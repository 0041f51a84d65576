package dev.trainyard.cluster.node;

import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.node.lifecycle.BackOff;
import dev.trainyard.cluster.store.Store;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real API server with one node agent on it, which is told that it has a GPU. */
final class TestCluster {
    static final String NODE = "this-machine";
    private static final List<Gpus.Gpu> GPUS = List.of(new Gpus.Gpu("GPU-made-up", "Made-Up", Optional.of(1024L)));
    private static final long PATIENCE_SECONDS = 60;

    final Path home;
    final KubernetesClient client;
    private final Store store;
    private final ApiServer server;
    private NodeAgent agent;

    TestCluster(Path home) throws IOException, InterruptedException {
        this.home = home;
        Files.writeString(home.resolve("images.yaml"), """
                - image: host
                  host: {}
                - image: python-here
                  python: {requirements: []}
                - image: configured
                  host: {}
                  entrypoint: [sh, -c, 'echo "$GREETING $0 $(id -u):$(id -g) $(pwd)"']
                  cmd: [default]
                  env: {GREETING: hello}
                  user: 1000:100
                  workingDir: /srv/work
                """);
        store = Store.inMemory();
        server = ApiServer.start(new ApiServerConfig(home, 0, store));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(server.kubeconfig())))
                .build();
        agent = NodeAgent.start(client, config(), GPUS);
    }

    NodeAgentConfig config() {
        return NodeAgentConfig.of(NODE, home, home.resolve("cache"))
                .withBackOff(new BackOff(Duration.ofMillis(50), Duration.ofMillis(400)))
                .withLogServer(new NodeAgentConfig.LogServer(
                        0, server.pki().nodeAgent().sslContext()));
    }

    /** As when the agent's process is killed and started again; containers go on in between. */
    void restartAgent(Runnable between) throws IOException, InterruptedException {
        agent.close();
        between.run();
        agent = NodeAgent.start(client, config(), GPUS);
    }

    Pod create(String yaml) {
        var pod = client.getKubernetesSerialization().unmarshal(yaml, Pod.class);
        pod.getSpec().setNodeName(NODE);
        return client.pods().inNamespace("default").resource(pod).create();
    }

    Pod await(String name, Predicate<Pod> condition) {
        return client.pods()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(condition, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Pod awaitPhase(String name, String phase) {
        return await(name, pod -> pod != null && phase.equals(pod.getStatus().getPhase()));
    }

    Pod awaitWaiting(String name, String reason) {
        return await(
                name,
                pod -> statuses(pod).stream()
                        .anyMatch(status -> status.getState().getWaiting() != null
                                && reason.equals(status.getState().getWaiting().getReason())));
    }

    static List<ContainerStatus> statuses(Pod pod) {
        return pod == null || pod.getStatus() == null
                ? List.of()
                : pod.getStatus().getContainerStatuses();
    }

    Event awaitEvent(String pod, String reason) {
        return client.v1()
                .events()
                .inNamespace("default")
                .withField("involvedObject.name", pod)
                .informOnCondition(events -> events.stream().anyMatch(event -> reason.equals(event.getReason())))
                .thenApply(events -> events.stream()
                        .filter(event -> reason.equals(event.getReason()))
                        .findFirst()
                        .orElseThrow())
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    String nodeCondition(String type) {
        return client.nodes().withName(NODE).get().getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus())
                .findFirst()
                .orElseThrow();
    }

    String log(String pod) {
        return client.pods().inNamespace("default").withName(pod).getLog();
    }

    void delete(String pod) {
        client.pods().inNamespace("default").withName(pod).delete();
        await(pod, found -> found == null);
    }

    void close() throws IOException, InterruptedException {
        agent.stopPods(Duration.ofSeconds(10));
        agent.close();
        client.close();
        server.close();
        store.close();
    }
}
