package dev.trainyard.cli.local;

import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.objectstore.ObjectStore;
import dev.trainyard.cluster.objectstore.ObjectStoreConfig;
import dev.trainyard.cluster.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the local cluster in one process, each a client of the API server as it would be anywhere else. */
final class LocalCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    /** In the order of their start; closed the other way round. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final UpSettings settings;
    private final RunningCluster running;

    /** Starts every part that is not left out. When this returns, the cluster takes work. */
    static LocalCluster start(Home home, UpSettings settings) throws Exception {
        // Before anything is made in the home.
        var ports = settings.ports().resolved();
        return new LocalCluster(home, new UpSettings(ports, settings.without()));
    }

    private LocalCluster(Home home, UpSettings settings) throws Exception {
        this.settings = settings;
        var ports = settings.ports();
        try {
            var store = started(Store.open(home.path().resolve("store.db")));
            var server = started(ApiServer.start(new ApiServerConfig(home.path(), ports.api(), store)));
            this.running = RunningCluster.self(
                    server.url(),
                    ports,
                    settings.without().stream().map(Part::name).sorted().toList());
            var connection = started(Connection.open(server.kubeconfig(), "default"));
            CustomResources.apply(connection.client());
            if (has(Part.STORE)) {
                var objects = started(ObjectStore.start(ObjectStoreConfig.in(home.path(), ports.store())));
                DefaultArtifactStore.apply(connection.client(), objects);
            }
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    RunningCluster running() {
        return running;
    }

    private boolean has(Part part) {
        return !settings.without().contains(part);
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception failed) {
                LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), failed);
            }
        }
    }
}
