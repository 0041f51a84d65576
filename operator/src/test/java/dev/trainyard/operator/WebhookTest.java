package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.admission.PodAdmission;
import dev.trainyard.operator.webhook.Webhook;
import dev.trainyard.operator.webhook.WebhookConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that ask for an uploader get one from an API server that asks us. */
class WebhookTest {
    private static final PodAdmission ADMISSION = new PodAdmission(Optional.empty(), "uploader:1", true);

    private final LocalServer server;
    private int port;

    WebhookTest(@TempDir Path home) {
        server = new LocalServer(home).withDefinitions();
    }

    @BeforeEach
    void configure() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server.client
                .resource(Serialization.kubernetes().unmarshal("""
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: MutatingWebhookConfiguration
                        metadata: {name: trainyard-operator}
                        webhooks:
                          - name: pods.trainyard.dev
                            admissionReviewVersions: [v1]
                            sideEffects: None
                            reinvocationPolicy: IfNeeded
                            rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                            clientConfig: {url: "https://127.0.0.1:%d/pods"}
                        """.formatted(port), MutatingWebhookConfiguration.class))
                .create();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Webhook webhook(Clock clock) throws IOException {
        var config = new WebhookConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "kube-system", WebhookConfig.SECRET);
        return new Webhook(server.client, config, () -> ADMISSION, clock);
    }

    private Resource<Secret> secret() {
        return server.client.secrets().inNamespace("kube-system").withName(WebhookConfig.SECRET);
    }

    private Resource<MutatingWebhookConfiguration> configuration() {
        return server.client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookConfig.CONFIGURATION);
    }

    /** Waits until the API server trusts anybody. */
    private void awaitTrust() {
        awaitTrust("");
    }

    /** Waits until it trusts others than these, and says whom. */
    private String awaitTrust(String others) {
        return LocalServer.await(configuration(), it -> {
                    var bundle = it.getWebhooks().getFirst().getClientConfig().getCaBundle();
                    return bundle != null && !bundle.equals(others);
                })
                .getWebhooks()
                .getFirst()
                .getClientConfig()
                .getCaBundle();
    }

    private void store() {
        server.make("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: models}
                spec: {url: "s3://models"}
                """, ArtifactStore.class);
    }

    private Pod make(String name) {
        return server.make("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, annotations: {trainyard.dev/artifacts: "true"}}
                spec: {restartPolicy: Never, containers: [{name: main, image: i}]}
                """.formatted(name), Pod.class);
    }

    @Test
    void aPodThatAsksGetsAnUploaderThatIsToldTheEnd() throws IOException {
        store();
        try (var webhook = webhook(Clock.systemUTC());
                var _ = Operator.start(server.client, OperatorConfig.DEFAULT)) {
            awaitTrust();
            var pod = make("asks");
            assertThat(webhook.isReady()).isTrue();
            assertThat(pod.getSpec().getContainers())
                    .extracting(Container::getName)
                    .containsExactly("main", "uploader");
            assertThat(pod.getMetadata().getLabels()).containsEntry(Names.INJECTED, "main");

            server.kubelet(
                    "asks", "Running", Map.of("main", LocalServer.ended(0, ""), "uploader", LocalServer.running()));
            var told = LocalServer.await(
                    server.pod("asks"), it -> it.getMetadata().getAnnotations().containsKey(Names.TRAINER));
            assertThat(told.getMetadata().getAnnotations().get(Names.TRAINER))
                    .contains("\"outcome\":\"Succeeded\",\"final\":true");

            var words = "{\"version\":1,\"phase\":\"Uploaded\",\"url\":\"s3://models/x/\",\"files\":2,\"bytes\":7}";
            server.kubelet(
                    "asks",
                    "Succeeded",
                    Map.of("main", LocalServer.ended(0, ""), "uploader", LocalServer.ended(0, words)));
            server.client
                    .v1()
                    .events()
                    .inNamespace("default")
                    .withField("reason", "ArtifactsUploaded")
                    .informOnCondition(events -> events.stream()
                            .anyMatch(event -> event.getMessage().equals("Uploaded 2 files, 7 bytes, to s3://models/x/")
                                    && event.getInvolvedObject().getName().equals("asks")))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    void whatWouldBeLostIsNotMade() throws IOException {
        try (var _ = webhook(Clock.systemUTC())) {
            awaitTrust();
            var refusal = catchThrowableOfType(KubernetesClientException.class, () -> make("lost"));
            assertThat(refusal.getCode()).isEqualTo(403);
            assertThat(refusal.getStatus().getMessage())
                    .startsWith("admission webhook \"pods.trainyard.dev\" denied the request: namespace default has no"
                            + " ArtifactStore, so what the pod trains would be lost");
        }
    }

    @Test
    void twoReplicasAgreeOnACertificateAndTakeNonsenseBack() throws IOException, InterruptedException {
        store();
        try (var _ = webhook(Clock.systemUTC())) {
            var first = awaitTrust("");
            var config = new WebhookConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "kube-system", WebhookConfig.SECRET);
            try (var second = new Webhook(server.client, config, () -> ADMISSION, Clock.systemUTC())) {
                assertThat(second.awaitReady(Duration.ofSeconds(20))).isTrue();
                assertThat(secret().require().getData().get("ca.crt")).isEqualTo(first);
                var nonsense = Base64.getEncoder().encodeToString("nonsense".getBytes(StandardCharsets.UTF_8));
                secret().patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"data\": {\"ca.crt\": \"%s\"}}".formatted(nonsense));
                awaitTrust(first);
            }
        }
        try (var third = webhook(Clock.systemUTC())) {
            assertThat(third.awaitReady(Duration.ofSeconds(20))).isTrue();
            assertThat(make("after-nonsense").getSpec().getContainers()).hasSize(2);
        }
    }

    /** Each makes a certificate where it finds none, and only one of them is kept. */
    @Test
    void replicasThatStartAtOnceShowOneCertificate() throws Exception {
        var config = new WebhookConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "kube-system", WebhookConfig.SECRET);
        var replicas = new ArrayList<Webhook>();
        try {
            for (int i = 0; i < 4; i++) {
                replicas.add(new Webhook(server.client, config, () -> ADMISSION, Clock.systemUTC()));
            }
            for (var replica : replicas) {
                assertThat(replica.awaitReady(Duration.ofSeconds(20))).isTrue();
            }
            var data = secret().require().getData();
            assertThat(configuration()
                            .require()
                            .getWebhooks()
                            .getFirst()
                            .getClientConfig()
                            .getCaBundle())
                    .isEqualTo(data.get("ca.crt"));
            for (var replica : replicas) {
                assertThat(shown(replica.port())).isEqualTo(certificate(data.getOrDefault("tls.crt", "")));
            }
        } finally {
            replicas.forEach(Webhook::close);
        }
    }

    /** What the server at this port shows, whoever has signed it. */
    private static Certificate shown(int port) throws Exception {
        var everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {everybody}, null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static Certificate certificate(String base64) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }

    @Test
    void certificatesAreRotatedWithoutARestart() throws IOException {
        store();
        // Two months ago: what is made then is valid today, and due.
        var now = new AtomicReference<>(Instant.now().minus(Duration.ofDays(62)));
        try (var _ = webhook(clock(now::get))) {
            awaitTrust();
            make("before");
            var old = secret().require().getData();

            now.set(Instant.now());
            // Has it looked at.
            secret().patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\": {\"annotations\": {\"touched\": \"yes\"}}}");
            var rotated = LocalServer.await(
                    secret(), it -> !Objects.equals(it.getData().get("tls.crt"), old.get("tls.crt")));

            assertThat(rotated.getData().get("ca.crt")).isEqualTo(old.get("ca.crt"));
            assertThat(make("after").getSpec().getContainers()).hasSize(2);
        }
    }

    private static Clock clock(InstantSource source) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }
}
