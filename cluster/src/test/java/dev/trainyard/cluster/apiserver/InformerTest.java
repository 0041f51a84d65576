package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.store.Store;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that all parts of Trainyard use. */
class InformerTest {
    @TempDir
    Path home = Path.of("");

    /** Tells what an informer saw, in order. */
    private record Recorder(BlockingQueue<String> seen) implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap map) {
            seen.add("added " + map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap old, ConfigMap map) {
            seen.add("updated " + map.getMetadata().getName() + " " + map.getData());
        }

        @Override
        public void onDelete(ConfigMap map, boolean unknown) {
            seen.add("deleted " + map.getMetadata().getName());
        }

        String next() throws InterruptedException {
            String next = seen.poll(30, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }

    @Test
    void seesWhatHappens() throws IOException, InterruptedException {
        Recorder recorder = new Recorder(new LinkedBlockingQueue<>());
        try (Store store = Store.inMemory();
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store));
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(Files.readString(server.kubeconfig())))
                        .build()) {
            client.resource(map("before")).create();
            try (var informer = client.configMaps().inAnyNamespace().inform(recorder)) {
                assertThat(recorder.next()).isEqualTo("added before");
                client.resource(map("after")).create();
                assertThat(recorder.next()).isEqualTo("added after");
                client.configMaps()
                        .inNamespace("default")
                        .withName("after")
                        .edit(map ->
                                new ConfigMapBuilder(map).addToData("a", "b").build());
                assertThat(recorder.next()).isEqualTo("updated after {a=b}");
                client.configMaps().inNamespace("default").withName("before").delete();
                assertThat(recorder.next()).isEqualTo("deleted before");
                assertThat(informer.getStore().list()).hasSize(1);
            }
        }
    }
}
