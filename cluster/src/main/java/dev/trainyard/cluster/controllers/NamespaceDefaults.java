package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Gives each namespace what every pod in it may expect, and gives it back where it was deleted. */
final class NamespaceDefaults implements Controller {
    private static final String ACCOUNT = "default";
    private static final String CERTIFICATE = "kube-root-ca.crt";
    private static final Set<String> OURS = Set.of("ServiceAccount " + ACCOUNT, "ConfigMap " + CERTIFICATE);
    private static final int EXISTS = 409;
    private static final Set<Integer> GONE_OR_GOING = Set.of(403, 404);

    private final KubernetesClient client;
    private final WorkQueue<String> queue = new WorkQueue<>("namespace-defaults", this::look);

    NamespaceDefaults(KubernetesClient client, Everything everything) {
        this.client = client;
        everything.listen(new Everything.Listener() {
            @Override
            public void changed(Optional<Owned> before, Optional<Owned> after) {
                after.filter(object -> object.kind().group().isEmpty()
                                && object.kind().kind().equals("Namespace")
                                && !object.deleting())
                        .ifPresent(namespace -> queue.add(namespace.name()));
                before.filter(object ->
                                after.isEmpty() && OURS.contains(object.kind().kind() + " " + object.name()))
                        .ifPresent(object -> queue.add(object.namespace()));
            }

            @Override
            public void kindsChanged() {}
        });
    }

    @Override
    public void start() {
        queue.start();
    }

    private Optional<Duration> look(String namespace) throws IOException {
        var account = new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .endMetadata()
                .build();
        makeOnce(() -> client.serviceAccounts()
                .inNamespace(namespace)
                .resource(account)
                .create());
        var authority = authority();
        if (authority.isPresent()) {
            var certificate = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(CERTIFICATE)
                    .addToAnnotations(
                            "kubernetes.io/description",
                            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints")
                    .endMetadata()
                    .addToData("ca.crt", authority.get())
                    .build();
            makeOnce(() -> client.configMaps()
                    .inNamespace(namespace)
                    .resource(certificate)
                    .create());
        }
        return Optional.empty();
    }

    private static void makeOnce(Runnable create) {
        try {
            create.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != EXISTS && !GONE_OR_GOING.contains(e.getCode())) {
                throw e;
            }
        }
    }

    /** The CA that this client itself trusts, as PEM. */
    private Optional<String> authority() throws IOException {
        var config = client.getConfiguration();
        var data = config.getCaCertData();
        if (data != null && !data.isEmpty()) {
            return Optional.of(
                    data.contains("BEGIN CERTIFICATE")
                            ? data
                            : new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8));
        }
        return config.getCaCertFile() == null
                ? Optional.empty()
                : Optional.of(Files.readString(Path.of(config.getCaCertFile())));
    }

    @Override
    public void close() {
        queue.close();
    }
}
