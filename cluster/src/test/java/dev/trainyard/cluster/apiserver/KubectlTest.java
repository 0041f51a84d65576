package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.store.Store;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that people type, with the real kubectl (any version; another than that on PATH by the variable
 * KUBECTL).
 */
@EnabledIf(value = "isThere", disabledReason = "kubectl is not on PATH")
class KubectlTest {
    private static final String KUBECTL = System.getenv().getOrDefault("KUBECTL", "kubectl");

    private final Path home;
    private final Store store = Store.inMemory();
    private final ApiServer server;

    KubectlTest(@TempDir Path home) {
        this.home = home;
        server = ApiServer.start(new ApiServerConfig(home, 0, store));
    }

    static boolean isThere() {
        return KUBECTL.contains("/")
                || Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, KUBECTL)));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    /** Starts kubectl; what it says goes into {@code output}. */
    private Process start(Path output, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(KUBECTL);
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
        builder.environment().put("HOME", home.toString()); // kubectl caches what it discovers there
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "kubectl", ".out");
        Process process = start(output, arguments);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("kubectl ended").isTrue();
        return Files.readString(output) + (process.exitValue() == 0 ? "" : "exit " + process.exitValue());
    }

    private String apply(String yaml) throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("manifest.yaml"), yaml);
        return kubectl("apply", "-f", file.toString());
    }

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, labels: {app: a}}
            spec:
              containers: [{name: main, image: busybox}]
            """;

    @Test
    void createsShowsChangesAndDeletes() throws IOException, InterruptedException {
        assertThat(kubectl("create", "configmap", "a", "--from-literal=k=v")).contains("configmap/a created");
        assertThat(kubectl("get", "configmaps"))
                .containsPattern("NAME +DATA +AGE")
                .containsPattern("a +1 ");
        assertThat(kubectl("get", "cm", "a", "-o", "yaml")).contains("k: v", "resourceVersion: ");
        assertThat(kubectl("label", "cm", "a", "x=y")).contains("labeled");
        assertThat(kubectl("annotate", "cm", "a", "x=y")).contains("annotated");
        assertThat(kubectl("get", "cm", "-l", "x=y", "-o", "name")).isEqualTo("configmap/a\n");
        assertThat(kubectl("patch", "cm", "a", "-p", "{\"data\":{\"k\":\"w\"}}"))
                .contains("patched");
        assertThat(kubectl("get", "cm", "a", "-o", "jsonpath={.data.k}")).isEqualTo("w");
        assertThat(kubectl("delete", "cm", "a")).contains("deleted");
        assertThat(kubectl("get", "cm", "a")).contains("NotFound", "exit 1");
    }

    @Test
    void showsWarningsAboutOddNames() throws IOException, InterruptedException {
        kubectl("create", "configmap", "a");

        for (var name : List.of("colour", "[".repeat(300), "\u20ac (\u4e2d)", "a".repeat(5_000))) {
            assertThat(kubectl("patch", "cm", "a", "--type=merge", "-p", "{\"" + name + "\":1}"))
                    .startsWith("Warning: unknown field \"" + name.substring(0, Math.min(name.length(), 200)))
                    .contains("configmap/a patched");
        }
    }

    @Test
    void appliesAndDescribes() throws IOException, InterruptedException {
        assertThat(apply(POD)).contains("pod/p created");
        assertThat(apply(POD)).contains("pod/p unchanged");
        assertThat(apply(POD.replace("app: a", "app: b"))).contains("pod/p configured");
        assertThat(apply(POD.replace("image:", "imaage:"))).contains("unknown field \"spec.containers[0].imaage\"");
        assertThat(kubectl("get", "pods", "-o", "wide")).containsPattern("p +0/1 +Pending");
        assertThat(kubectl("describe", "pod", "p")).contains("app=b", "busybox", "Pending");
        assertThat(kubectl("wait", "--for=jsonpath={.status.phase}=Pending", "pod/p", "--timeout=10s"))
                .contains("condition met");
        assertThat(kubectl("logs", "p")).contains("does not have a host assigned");
        assertThat(kubectl("events")).contains("No events found");
        assertThat(kubectl(
                        "apply",
                        "--server-side",
                        "-f",
                        home.resolve("manifest.yaml").toString()))
                .contains("does not do server-side apply yet");
    }

    private Path binding(String pod) throws IOException {
        return Files.writeString(home.resolve("binding.yaml"), """
                apiVersion: v1
                kind: Binding
                metadata: {name: %s}
                target: {kind: Node, name: n1}
                """.formatted(pod));
    }

    @Test
    void explains() throws IOException, InterruptedException {
        assertThat(kubectl("explain", "pod.spec.containers.image")).contains("image <string>");
        assertThat(kubectl("api-resources")).containsPattern("pods +po +v1 +true +Pod");
        assertThat(kubectl("api-versions")).contains("coordination.k8s.io/v1");
        assertThat(kubectl("auth", "can-i", "delete", "nodes")).contains("yes");
    }

    @Test
    void saysWhatIsNotServed() throws IOException, InterruptedException {
        assertThat(kubectl("create", "deployment", "d", "--image=x")).contains("Use a training job");
        assertThat(apply("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}"))
                .contains("no matches for kind \"Deployment\" in version \"apps/v1\"", "exit 1");
        assertThat(kubectl("create", "token", "default")).contains("no tokens to ServiceAccounts");
        assertThat(kubectl("auth", "whoami")).contains("trainyard-admin");
        apply(POD);
        kubectl("create", "-f", binding("p").toString());
        assertThat(kubectl("get", "pod", "p", "-o", "jsonpath={.spec.nodeName}"))
                .isEqualTo("n1");
        var running = "{\"status\":{\"phase\":\"Running\"}}";
        kubectl("patch", "pod", "p", "--subresource=status", "--type=merge", "-p", running);
        assertThat(kubectl("exec", "p", "--", "ls")).contains("no further commands in a container");
        assertThat(kubectl("attach", "p")).contains("no terminal to a container");
        assertThat(kubectl("port-forward", "p", "0:80")).contains("forwards no ports");
    }

    @Test
    void followsChanges() throws IOException, InterruptedException {
        Path output = home.resolve("watch.out");
        Process watch = start(output, "get", "configmaps", "-w", "-o", "name");
        try {
            kubectl("create", "configmap", "seen");
            for (int look = 0;
                    look < 600
                            && !Files.readString(output, StandardCharsets.UTF_8).contains("seen");
                    look++) {
                assertThat(watch.waitFor(100, TimeUnit.MILLISECONDS))
                        .as("kubectl get -w goes on")
                        .isFalse();
            }
            assertThat(Files.readString(output)).contains("configmap/seen");
        } finally {
            watch.destroy();
        }
    }
}
