package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.await;
import static dev.trainyard.operator.LocalServer.ended;
import static dev.trainyard.operator.LocalServer.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.artifacts.LogsVolume;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong with the logs, and holds no job up. */
class LogsTest {
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private LocalServer server;

    @BeforeEach
    void start(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
        server.make("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: local}
                spec: {url: "s3://artifacts"}
                """, ArtifactStore.class);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aServerThatTakesNoConfigMap() {
        var builder = new KubernetesClientBuilder()
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("refusal", new Refusal()));
        try (var client = server.client(builder);
                var _ = Operator.start(client, OperatorConfig.DEFAULT)) {
            trains("refused");

            assertThat(signal("refused")).contains("\"final\":true").doesNotContain("logs");
            var events = server.client
                    .v1()
                    .events()
                    .inNamespace("default")
                    .withField("reason", "FailedKeepLogs")
                    .informOnCondition(there -> !there.isEmpty())
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(events.getFirst().getMessage())
                    .startsWith("The logs of its pods are not kept, since ConfigMap " + name("refused")
                            + " cannot be made: ");
            succeeds("refused");
        }
    }

    @Test
    void aNodeThatDoesNotAnswer() throws IOException {
        try (var silence = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            node("here", silence.getLocalPort());
            trains("unheard");

            assertThat(signal("unheard")).contains("\"final\":true,\"logs\":true");
            assertThat(text("unheard", "unheard-chief-0.log.gz"))
                    .isEqualTo("[trainyard] the log could not be read: its node has not answered within 10 seconds\n");
            succeeds("unheard");
            assertThat(logs("unheard").get()).isNull();
        }
    }

    /** The server says so, whose client the operator is. */
    @Test
    void aNodeThatIsGone() throws IOException {
        try (var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            trains("gone");

            assertThat(signal("gone")).contains("\"final\":true,\"logs\":true");
            assertThat(text("gone", "gone-chief-0.log.gz"))
                    .isEqualTo("[trainyard] the log could not be read: nodes \"here\" not found\n");
            succeeds("gone");
        }
    }

    private void trains(String job) {
        server.make(OperatorTest.job(job, "Never", "Never"), TFJob.class);
        await(server.pod(job + "-chief-0"), _ -> true);
        server.kubelet(job + "-chief-0", "Running", Map.of("tensorflow", ended(0, ""), "uploader", running()));
    }

    private void succeeds(String job) {
        var words = "{\"version\":1,\"phase\":\"Uploaded\"}";
        server.kubelet(job + "-chief-0", "Succeeded", Map.of("tensorflow", ended(0, ""), "uploader", ended(0, words)));
        await(jobNamed(job), it -> OperatorTest.is(it, "Succeeded"));
    }

    private String signal(String job) {
        var told = await(
                server.pod(job + "-chief-0"),
                pod -> pod.getMetadata().getAnnotations().containsKey(Names.TRAINER));
        return told.getMetadata().getAnnotations().getOrDefault(Names.TRAINER, "");
    }

    private String text(String job, String file) throws IOException {
        var there = logs(job).require().getBinaryData();
        assertThat(there).containsOnlyKeys(file);
        var bytes = Base64.getDecoder().decode(there.values().iterator().next());
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Resource<ConfigMap> logs(String job) {
        return server.client.configMaps().inNamespace("default").withName(name(job));
    }

    private String name(String job) {
        return LogsVolume.configMap(job, LocalServer.uid(jobNamed(job).require()));
    }

    private Resource<TFJob> jobNamed(String name) {
        return server.client.resources(TFJob.class).inNamespace("default").withName(name);
    }

    private void node(String name, int port) {
        var made = server.client
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        Node ready = new NodeBuilder(made)
                .withNewStatus()
                .addNewAddress("127.0.0.1", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .endStatus()
                .build();
        server.client.resource(ready).updateStatus();
    }

    /** Sends what would make a ConfigMap to where the server has nothing. */
    private static final class Refusal implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (request.method().equals("POST") && request.uri().getPath().endsWith("/configmaps")) {
                builder.uri(URI.create(request.uri() + "-refused"));
            }
        }
    }
}
