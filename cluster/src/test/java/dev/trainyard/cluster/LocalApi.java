package dev.trainyard.cluster;

import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.store.Store;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An API server in memory and a client of it, for tests of the parts that are clients. */
public final class LocalApi implements AutoCloseable {
    private final Store store;
    private final ApiServer server;
    private final KubernetesClient client;

    public LocalApi(Path home) {
        store = Store.inMemory();
        server = ApiServer.start(new ApiServerConfig(home, 0, store));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig().toFile()))
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Registers a node as a kubelet would: ready, and with these resources. */
    public Node node(String name, Map<String, String> allocatable) {
        var node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .build();
        client.nodes().resource(node).create();
        return client.nodes().withName(name).editStatus(made -> {
            var status = new NodeBuilder(made)
                    .editOrNewStatus()
                    .addToAllocatable(Map.of("pods", new Quantity("110")))
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .endCondition();
            allocatable.forEach((resource, amount) -> status.addToAllocatable(resource, new Quantity(amount)));
            return status.endStatus().build();
        });
    }

    /** A pod of one container with these requests, that nobody has made yet. */
    public static PodBuilder pod(String name, Map<String, String> requests) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("trainer")
                .withImage("example")
                .withNewResources()
                .endResources()
                .endContainer()
                .endSpec();
        return pod.editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests(quantities(requests))
                .addToLimits(quantities(requests))
                .endResources()
                .endContainer()
                .endSpec();
    }

    private static Map<String, Quantity> quantities(Map<String, String> amounts) {
        var quantities = new HashMap<String, Quantity>();
        amounts.forEach((resource, amount) -> quantities.put(resource, new Quantity(amount)));
        return quantities;
    }

    public Pod create(PodBuilder pod) {
        return client.pods().inNamespace("default").resource(pod.build()).create();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
