package dev.trainyard.cli.local;

import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.controllers.Controllers;
import dev.trainyard.cluster.controllers.ControllersConfig;
import dev.trainyard.cluster.node.NodeAgent;
import dev.trainyard.cluster.objectstore.ObjectStore;
import dev.trainyard.cluster.objectstore.ObjectStoreConfig;
import dev.trainyard.cluster.scheduler.Scheduler;
import dev.trainyard.cluster.scheduler.SchedulerConfig;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.operator.Operator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the local cluster in one process, each a client of the API server as it would be anywhere else. */
public final class LocalCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    /** A little more than the 30 seconds that a pod has to end unless it says otherwise. */
    private static final Duration LONGEST_PODS_END = Duration.ofSeconds(35);

    /** In the order in which they were up; closed the other way round. */
    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

    private final UpSettings settings;
    private final RunningCluster running;

    /** Starts every part that is not left out. When this returns, the cluster takes work. */
    public static LocalCluster start(Home home, UpSettings settings) throws Exception {
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
            var client = started(Connection.open(
                            server.url(),
                            server.pki().authorityPem(),
                            server.pki().adminToken()))
                    .client();
            CustomResources.apply(client);
            // None of these waits for another: what one makes the others see by watching.
            inParallel(
                    () -> startStore(home, client),
                    () -> startControllers(home, client),
                    () -> startNode(home, client),
                    () -> startOperator(client),
                    () -> startWebhook(client));
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    private void startStore(Home home, KubernetesClient client) throws Exception {
        if (has(Part.STORE)) {
            var objects = started(ObjectStore.start(
                    ObjectStoreConfig.in(home.path(), settings.ports().store())));
            DefaultArtifactStore.apply(client, objects);
        }
    }

    private void startControllers(Home home, KubernetesClient client) throws Exception {
        var view = started(new ClusterView(client));
        if (has(Part.CONTROLLERS)) {
            started(Controllers.start(client, ControllersConfig.localCluster(home.path()), view));
        }
        if (has(Part.SCHEDULER)) {
            started(Scheduler.start(client, SchedulerConfig.standard(), view));
        }
    }

    private void startNode(Home home, KubernetesClient client) throws Exception {
        if (has(Part.NODE)) {
            var node = started(NodeAgent.start(
                    client, PartConfigs.node(home, settings.ports().node())));
            parts.push(() -> node.stopPods(LONGEST_PODS_END));
        }
    }

    private void startOperator(KubernetesClient client) {
        if (has(Part.OPERATOR)) {
            started(Operator.start(client, PartConfigs.operator(settings.ports())));
        }
    }

    private void startWebhook(KubernetesClient client) throws Exception {
        if (has(Part.OPERATOR)) {
            var ports = settings.ports();
            // Both may not have been taken yet.
            started(LocalWebhook.start(client, PartConfigs.operator(ports), Set.of(ports.store(), ports.node())));
        }
    }

    private interface Start {
        void run() throws Exception;
    }

    /**
     * Returns when all have ended, however they did; then the first one that failed has its say. On platform threads:
     * they load most of the classes that there are, see {@link dev.trainyard.api.VirtualThreads}.
     */
    private static void inParallel(Start... starts) throws Exception {
        try (var threads = Executors.newFixedThreadPool(starts.length)) {
            var running = Stream.of(starts)
                    .map(start -> threads.submit(() -> {
                        start.run();
                        return start;
                    }))
                    .toList();
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception reason ? reason : failed;
        }
    }

    /** Where it is. */
    public RunningCluster running() {
        return running;
    }

    private boolean has(Part part) {
        return !settings.without().contains(part);
    }

    private <T extends AutoCloseable> T started(T part) {
        LOG.info(
                "{} is up, {} ms after the start of the process",
                part.getClass().getSimpleName(),
                sinceStart());
        parts.push(part);
        return part;
    }

    private static long sinceStart() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }

    /** Ends the pods, then the parts. */
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
