package dev.trainyard.e2e;

import dev.trainyard.cluster.objectstore.ObjectStore;
import dev.trainyard.cluster.objectstore.ObjectStoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real control plane, with our parts as its clients, a process each, and our object store. */
final class RealCluster implements ClusterUnderTest {
    private final Path folder = TestFolder.create("real");
    private final RealControlPlane controlPlane = RealControlPlane.start(folder);
    private final ObjectStore store = startStore(folder);
    private final List<ChildProcess> parts = new ArrayList<>();
    private final InstalledOperator installed;
    private ChildProcess nodeAgent;

    private RealCluster(ClusterKind kind) {
        Images.write(folder);
        installed = new InstalledOperator(controlPlane, folder);
        for (var part : List.of("volumes", "scheduler", "operator")) {
            if (kind != ClusterKind.OPERATOR_APART || !part.equals("operator")) {
                parts.add(PartProcess.start(part, folder));
            }
        }
        nodeAgent = PartProcess.start("node-agent", folder);
    }

    static RealCluster start(ClusterKind kind) {
        return new RealCluster(kind);
    }

    private static ObjectStore startStore(Path folder) {
        try {
            return ObjectStore.start(ObjectStoreConfig.in(folder, 0));
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
        installed.close();
        controlPlane.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
