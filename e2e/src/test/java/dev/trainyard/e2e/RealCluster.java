package dev.trainyard.e2e;

import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A real control plane, with our operator, scheduler and node agent as its clients, a process each. */
final class RealCluster implements ClusterUnderTest {
    private final RealControlPlane controlPlane;

    private RealCluster(RealControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    static RealCluster start() {
        var controlPlane = RealControlPlane.start(TestFolder.create("real"));
        installTypes(controlPlane.kubeconfig());
        return new RealCluster(controlPlane);
    }

    /** What {@code kubectl apply -f api/crds} does. */
    static void installTypes(Path kubeconfig) {
        try (var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build()) {
            for (var name : new String[] {"tfjobs.kubeflow.org", "artifactstores.trainyard.dev"}) {
                try (var definition = Objects.requireNonNull(
                        Serialization.class.getResourceAsStream("/dev/trainyard/api/crds/" + name + ".yaml"))) {
                    client.load(definition).create();
                }
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(name)
                        .waitUntilCondition(
                                it -> it != null
                                        && it.getStatus() != null
                                        && it.getStatus().getConditions().stream()
                                                .anyMatch(condition -> condition
                                                                .getType()
                                                                .equals("Established")
                                                        && condition.getStatus().equals("True")),
                                60,
                                TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    @Override
    public S3Access store() {
        return new S3Access(URI.create("http://127.0.0.1:1"), "", "");
    }

    @Override
    public void killNodeAgent() {}

    @Override
    public void startNodeAgent() {}

    @Override
    public String logs() {
        return "";
    }

    @Override
    public void close() {
        controlPlane.close();
    }
}
