package dev.trainyard.e2e;

import dev.trainyard.api.Serialization;
import dev.trainyard.cli.local.CustomResources;
import dev.trainyard.cluster.objectstore.ObjectStore;
import dev.trainyard.cluster.objectstore.ObjectStoreConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real control plane, with our parts as its clients, a process each, and our object store. */
final class RealCluster implements ClusterUnderTest {
    private final Path folder = TestFolder.create("real");
    private final RealControlPlane controlPlane = RealControlPlane.start(folder);
    private final ObjectStore store = startStore(folder);
    private final List<ChildProcess> parts = new ArrayList<>();
    private ChildProcess nodeAgent;

    private RealCluster(List<String> started) {
        Images.write(folder);
        installTypes(controlPlane.kubeconfig());
        for (var part : started) {
            parts.add(PartProcess.start(part, folder));
        }
        nodeAgent = PartProcess.start("node-agent", folder);
    }

    static RealCluster start() {
        return new RealCluster(List.of("volumes", "scheduler", "operator"));
    }

    /** Whose operator the test runs. */
    static RealCluster startWithoutOperator() {
        return new RealCluster(List.of("volumes", "scheduler"));
    }

    private static ObjectStore startStore(Path folder) {
        try {
            return ObjectStore.start(ObjectStoreConfig.in(folder, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code kubectl apply -f api/crds} does. */
    private static void installTypes(Path kubeconfig) {
        try (var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .withKubernetesSerialization(Serialization.kubernetes())
                .build()) {
            for (var name : CustomResources.NAMES) {
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
        return new S3Access(
                store.endpoint(),
                store.credentials().accessKey(),
                store.credentials().secretKey());
    }

    @Override
    public void killNodeAgent() {
        nodeAgent.kill();
    }

    @Override
    public void startNodeAgent() {
        nodeAgent = PartProcess.start("node-agent", folder);
    }

    @Override
    public String logs() {
        return Stream.concat(parts.stream(), Stream.of(nodeAgent))
                .map(ChildProcess::tail)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        nodeAgent.close();
        parts.forEach(ChildProcess::close);
        controlPlane.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
