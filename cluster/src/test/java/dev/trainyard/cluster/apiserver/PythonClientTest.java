package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.cluster.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official Python client. The Python that has it is python3, or what the variable KUBERNETES_PYTHON names. */
class PythonClientTest {
    private static final String PYTHON = System.getenv().getOrDefault("KUBERNETES_PYTHON", "python3");

    @TempDir
    Path home = Path.of("");

    private static final String SCRIPT = """
            import sys
            from kubernetes import client, config, watch
            config.load_kube_config(sys.argv[1])
            core = client.CoreV1Api()
            core.create_namespaced_config_map("default", client.V1ConfigMap(
                metadata=client.V1ObjectMeta(name="a", labels={"x": "y"}), data={"k": "v"}))
            found = core.list_namespaced_config_map("default", label_selector="x=y")
            print("listed", [one.metadata.name for one in found.items])
            core.create_namespaced_config_map("default", client.V1ConfigMap(metadata=client.V1ObjectMeta(name="b")))
            events = watch.Watch()
            for event in events.stream(core.list_namespaced_config_map, "default",
                                       resource_version=found.metadata.resource_version, timeout_seconds=30):
                print("saw", event["type"], event["object"].metadata.name)
                events.stop()
            for _ in watch.Watch().stream(core.list_namespaced_secret, "default", timeout_seconds=1):
                print("saw what is not there")
            core.patch_namespaced_config_map("a", "default", {"data": {"k": "w"}})
            print("patched", core.read_namespaced_config_map("a", "default").data)
            pod = core.create_namespaced_pod("default", client.V1Pod(
                metadata=client.V1ObjectMeta(generate_name="p-"),
                spec=client.V1PodSpec(containers=[client.V1Container(name="main", image="busybox")])))
            print("pod", pod.status.phase)
            core.delete_namespaced_pod(pod.metadata.name, "default")
            try:
                core.read_namespaced_pod(pod.metadata.name, "default")
            except client.ApiException as error:
                print("gone", error.status, error.reason)
            """;

    @Test
    void works() throws IOException, InterruptedException {
        Process probe = new ProcessBuilder(PYTHON, "-c", "import kubernetes")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(
                probe.waitFor(60, TimeUnit.SECONDS) && probe.exitValue() == 0,
                PYTHON + " has no package kubernetes; KUBERNETES_PYTHON can name one that has");
        Path output = home.resolve("python.out");
        try (Store store = Store.inMemory();
                ApiServer server = ApiServer.start(new ApiServerConfig(home, 0, store))) {
            Process python = new ProcessBuilder(
                            PYTHON, "-c", SCRIPT, server.kubeconfig().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(python.waitFor(90, TimeUnit.SECONDS)).as("python ended").isTrue();
        }
        assertThat(Files.readString(output).lines())
                .containsExactly(
                        "listed ['a']", "saw ADDED b", "patched {'k': 'w'}", "pod Pending", "gone 404 Not Found");
    }
}
