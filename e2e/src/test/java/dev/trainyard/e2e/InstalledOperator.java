package dev.trainyard.e2e;

import dev.trainyard.api.Serialization;
import dev.trainyard.cli.install.Installation;
import dev.trainyard.cli.install.Release;
import dev.trainyard.operator.webhook.WebhookConfig;
import dev.trainyard.operator.webhook.WebhookConfiguration;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code trainyard install} brings to a real control plane, and an {@code operator.kubeconfig} in the folder for
 * its ServiceAccount, so that an operator which runs here has the rights that it is installed with and no more. The
 * Deployment has no replicas.
 */
final class InstalledOperator implements AutoCloseable {
    /** A right that it lacks, as the server words the refusal and our events and logs repeat it. */
    private static final String REFUSED = "is forbidden: User \"system:serviceaccount";

    private static final String WEBHOOK_PORT = "webhook.port";

    private final Path folder;

    InstalledOperator(RealControlPlane controlPlane, Path folder) {
        this.folder = folder;
        try (var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build()) {
            new Installation(client, false)
                    .apply(Release.standard(Release.NAMESPACE).with("replicas", 0), (_, _) -> {});
            // There is no network of Services: the API server finds the webhook at a port of this machine.
            var port = FreePort.next();
            WebhookConfiguration.apply(client, "https://127.0.0.1:%d%s".formatted(port, WebhookConfig.PATH));
            Files.writeString(folder.resolve(WEBHOOK_PORT), Integer.toString(port));
            writeKubeconfig(client, controlPlane, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an operator that runs in this folder serves its webhook. */
    static WebhookConfig webhook(Path folder) throws IOException {
        var port = Integer.parseInt(Files.readString(folder.resolve(WEBHOOK_PORT)));
        return new WebhookConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Release.NAMESPACE, WebhookConfig.SECRET);
    }

    /** For whoever runs the operator in this folder with the rights that are installed. */
    static void writeKubeconfig(KubernetesClient client, RealControlPlane controlPlane, Path folder)
            throws IOException {
        Files.writeString(
                folder.resolve("operator.kubeconfig"),
                kubeconfig(Files.readString(controlPlane.kubeconfig()), token(client)));
    }

    private static String token(KubernetesClient client) {
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(6 * 3600L)
                .endSpec()
                .build();
        var path = "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(Release.NAMESPACE, Release.NAME);
        return Serialization.kubernetes()
                .unmarshal(client.raw(path, "POST", request), TokenRequest.class)
                .getStatus()
                .getToken();
    }

    /** The administrator's, with another token. */
    private static String kubeconfig(String administrators, String token) {
        return administrators.replaceFirst("token: [^}]+}", "token: " + token + "}");
    }

    /** @throws IllegalStateException if the operator that ran here lacked a right */
    @Override
    public void close() {
        try {
            var log = folder.resolve("operator.log");
            var refusals = Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(line -> line.contains(REFUSED))
                            .toList()
                    : List.<String>of();
            if (!refusals.isEmpty()) {
                throw new IllegalStateException(
                        "the operator lacks a right; add it to deploy/chart/templates/rbac.yaml: "
                                + refusals.getFirst());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
