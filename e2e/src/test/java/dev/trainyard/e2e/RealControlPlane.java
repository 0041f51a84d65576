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

    /** Knows the options of each program. */
    private static final Path PROGRAM = Path.of("real-program.sh").toAbsolutePath();

    private final List<ChildProcess> processes = new ArrayList<>();
    private final Path folder;
    private final Path programs;
    private final Map<String, String> ports;
    private final Path kubeconfig;
    private final KubernetesClient client;

    /** Starts it in an empty folder and returns when it is ready. */
    static RealControlPlane start(Path folder) {
        return new RealControlPlane(folder, RealKubernetes.programs());
    }

    private RealControlPlane(Path folder, Path programs) {
        this.folder = folder;
        this.programs = programs;
        var pki = Pki.open(folder.resolve("pki"));
        // Asking for an identity writes its files.
        pki.apiServer();
        pki.apiServerAsNodeClient();
        var port = FreePort.next();
        this.ports = Map.of(
                "PORT", Integer.toString(port),
                "ETCD_PORT", Integer.toString(FreePort.next()),
                "ETCD_PEER_PORT", Integer.toString(FreePort.next()));
        this.kubeconfig = writeKubeconfig(pki, port);
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build();
        try {
            // Power may fail: nothing here outlives the test.
            start("etcd", "--unsafe-no-fsync");
            start("kube-apiserver");
            awaitReady();
            start("kube-controller-manager");
        } catch (RuntimeException e) {
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

    private void start(String program, String... options) {
        var command = new ArrayList<>(List.of(PROGRAM.toString(), program, programs.toString()));
        command.addAll(List.of(options));
        processes.add(ChildProcess.start(program, folder, ports, command));
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
