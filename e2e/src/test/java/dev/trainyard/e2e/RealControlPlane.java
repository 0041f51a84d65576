package dev.trainyard.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.api.Serialization;
import dev.trainyard.cluster.pki.Pki;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** etcd, kube-apiserver and kube-controller-manager on loopback, as their projects publish them. */
final class RealControlPlane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<ChildProcess> processes = new ArrayList<>();
    private final Path folder;
    private final Path kubeconfig;
    private final KubernetesClient client;

    /** Starts it in an empty folder and returns when it is ready. */
    static RealControlPlane start(Path folder) {
        return new RealControlPlane(folder, RealKubernetes.programs());
    }

    private RealControlPlane(Path folder, Path programs) {
        this.folder = folder;
        var pki = Pki.open(folder.resolve("pki"));
        var etcd = "http://127.0.0.1:" + FreePort.next();
        var port = FreePort.next();
        this.kubeconfig = writeKubeconfig(pki, port);
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build();
        try {
            start(programs.resolve("etcd"), etcdOptions(etcd));
            start(programs.resolve("kube-apiserver"), apiServerOptions(pki, etcd, port));
            awaitReady();
            start(programs.resolve("kube-controller-manager"), controllerManagerOptions());
        } catch (IOException | RuntimeException e) {
            close();
            throw new IllegalStateException("the real control plane did not start", e);
        }
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** The certificates that it works with; {@code ca.crt} signs them all. */
    Path pki() {
        return folder.resolve("pki");
    }

    private void start(Path program, List<String> options) {
        processes.add(ChildProcess.start(
                program.getFileName().toString(), folder, Map.of(), ChildProcess.command(program, options)));
    }

    private static List<String> etcdOptions(String url) {
        var peers = "http://127.0.0.1:" + FreePort.next();
        // Power may fail: nothing here outlives the test.
        return List.of(
                "--data-dir=etcd",
                "--unsafe-no-fsync",
                "--log-level=warn",
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers);
    }

    private List<String> apiServerOptions(Pki pki, String etcd, int port) throws IOException {
        // Asking for an identity writes its files.
        pki.apiServer();
        pki.apiServerAsNodeClient();
        Files.writeString(folder.resolve("tokens.csv"), pki.adminToken() + ",admin,admin,system:masters\n");
        return List.of(
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=pki/apiserver.crt",
                "--tls-private-key-file=pki/apiserver.key",
                "--token-auth-file=tokens.csv",
                "--authorization-mode=RBAC",
                "--kubelet-certificate-authority=pki/ca.crt",
                "--kubelet-client-certificate=pki/apiserver-kubelet-client.crt",
                "--kubelet-client-key=pki/apiserver-kubelet-client.key",
                "--kubelet-preferred-address-types=InternalIP",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=pki/apiserver.crt",
                "--service-account-signing-key-file=pki/apiserver.key",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--disable-admission-plugins=ServiceAccount");
    }

    private List<String> controllerManagerOptions() {
        return List.of(
                "--kubeconfig=" + kubeconfig,
                "--secure-port=0",
                "--leader-elect=false",
                "--root-ca-file=pki/ca.crt",
                "--service-account-private-key-file=pki/apiserver.key");
    }

    private Path writeKubeconfig(Pki pki, int port) {
        var authority = Base64.getEncoder().encodeToString(pki.authorityPem().getBytes(UTF_8));
        try {
            return Files.writeString(folder.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: real, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                    users: [{name: admin, user: {token: %s}}]
                    contexts: [{name: real, context: {cluster: real, user: admin, namespace: default}}]
                    current-context: real
                    """.formatted(port, authority, pki.adminToken()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        var deadline = Instant.now().plus(PATIENCE);
        while (!isReady()) {
            for (var process : processes) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("a part of it has ended:\n" + process.tail());
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        "not ready in " + PATIENCE + ":\n" + processes.getLast().tail());
            }
        }
    }

    /** Whether the server is ready. Nothing announces it: one has to ask. */
    private boolean isReady() {
        try {
            Thread.sleep(Duration.ofMillis(200));
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        processes.reversed().forEach(ChildProcess::close);
    }
}
