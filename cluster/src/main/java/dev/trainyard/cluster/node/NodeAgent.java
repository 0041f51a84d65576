package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.PrivateFolder;
import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.image.Interpreters;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.FolderWatch;
import dev.trainyard.cluster.node.container.Shim;
import dev.trainyard.cluster.node.log.LogEndpoint;
import dev.trainyard.cluster.node.probe.Prober;
import dev.trainyard.cluster.view.Informers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The node agent. It is a client of a Kubernetes API server, whichever that is: it registers this machine as a Node,
 * runs the pods that are bound to it as host processes, and writes their status. Its death stops nothing; started again
 * on the same home folder, it takes over what runs and learns what has ended.
 */
public final class NodeAgent implements AutoCloseable {
    private final NodeTools tools;
    private final HostNames hostNames;
    private final @Nullable LogEndpoint logs;
    private final NodeRegistration registration;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Service> services;

    private NodeAgent(KubernetesClient client, NodeAgentConfig config, List<Gpus.Gpu> found)
            throws IOException, InterruptedException {
        PrivateFolder.make(config.pods());
        var shim = new Shim(
                Interpreters.forTools(), PrivateFolder.make(config.home().resolve("shim")));
        var gpus = new Gpus(found, config.pods());
        var machine = Machine.read();
        var trial = Trial.run(shim, config.pods(), machine.tasksOfOne());
        var noContainers = trial.unavailable();
        var limits = Limits.find(machine);
        var capacity =
                NodeDescription.capacity(config.home(), machine, gpus.all().size());
        var allocatable = NodeDescription.allocatable(capacity, machine);
        this.tools = new NodeTools(
                client,
                config,
                shim,
                new FolderWatch(StandardWatchEventKinds.ENTRY_CREATE),
                new NodeEvents(client, config.nodeName()),
                new ReferencedObjects(client, this::referencesChanged),
                new Images(config.home().resolve("images.yaml"), config.imageCache(), config.uploader()),
                gpus,
                limits,
                new Prober(shim, config.podAddress()),
                trial.rights(),
                allocatable);
        this.hostNames = new HostNames(config.podAddress());
        this.logs = config.logServer().isPresent()
                ? new LogEndpoint(
                        config.logServer().get().port(),
                        config.logServer().get().tls(),
                        this::findRun)
                : null;
        var description = new NodeDescription(
                config.nodeName(), capacity, allocatable, gpus.all(), noContainers, limits.unenforced(), logPort());
        this.registration = new NodeRegistration(client, description, this::check);
        noContainers.ifPresent(why -> tools.events().node().warning("ContainersUnavailable", why));
        limits.unenforced().ifPresent(why -> tools.events().node().warning("LimitsUnenforced", why));
        this.services = listen(client.services().inAnyNamespace(), new ServiceHandler());
        this.pods =
                listen(client.pods().inAnyNamespace().withField("spec.nodeName", config.nodeName()), new PodHandler());
        sweep();
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> listen(
            Informable<T> resources, ResourceEventHandler<T> handler) {
        var informer = Informers.untiring(resources).addEventHandler(handler);
        informer.run();
        return informer;
    }

    /**
     * Starts an agent; returns when the Node is registered and its pods are being looked after.
     *
     * @throws IOException if the home folder cannot be used
     */
    public static NodeAgent start(KubernetesClient client, NodeAgentConfig config)
            throws IOException, InterruptedException {
        return start(client, config, Gpus.find());
    }

    /** Starts one that takes these for the machine's GPUs. */
    static NodeAgent start(KubernetesClient client, NodeAgentConfig config, List<Gpus.Gpu> gpus)
            throws IOException, InterruptedException {
        return new NodeAgent(client, config, gpus);
    }

    /**
     * Ends all containers of this node, in an orderly way as far as the time allows; their pods stay in the API, and an
     * agent that starts later on the same home goes on by each pod's restart policy. Then {@link #close} is to be
     * called.
     */
    public void stopPods(Duration limit) throws InterruptedException {
        pods.stop();
        var halts = workers.values().stream()
                .map(worker -> Thread.ofVirtual().start(() -> worker.halt(limit)))
                .toList();
        for (var halt : halts) {
            halt.join();
        }
    }

    /** Lets go of everything; containers go on running, and the next agent finds them. */
    @Override
    public void close() throws IOException {
        pods.stop();
        services.stop();
        registration.close();
        if (logs != null) {
            logs.close();
        }
        workers.values().forEach(PodWorker::release);
        tools.references().close();
        tools.events().close();
        tools.exits().close();
    }

    private int logPort() {
        return logs == null ? 0 : logs.port();
    }

    private Attempt findRun(String namespace, String pod, String container, boolean previous)
            throws LogEndpoint.NoSuchRun {
        for (var worker : workers.values()) {
            var metadata = worker.pod().getMetadata();
            if (metadata.getNamespace().equals(namespace) && metadata.getName().equals(pod)) {
                return worker.run(container, previous);
            }
        }
        throw new LogEndpoint.NoSuchRun("pod \"%s/%s\" is not on this node".formatted(namespace, pod), false);
    }

    private void check() {
        workers.values().forEach(PodWorker::check);
    }

    private void referencesChanged(String namespace) {
        workers.values().stream()
                .filter(worker -> namespace.isEmpty()
                        || worker.pod().getMetadata().getNamespace().equals(namespace))
                .forEach(PodWorker::referencesChanged);
    }

    /**
     * Folders of pods that nobody knows any more: their containers are stopped, and they are removed. Who is known is
     * read from the informer's store, which is complete after the first listing; its handlers, and so the workers, come
     * later.
     */
    private void sweep() throws IOException {
        if (!pods.hasSynced()) {
            return;
        }
        List<Path> folders;
        try (var found = Files.list(tools.config().pods())) {
            folders = found.filter(Files::isDirectory).toList();
        }
        var known = pods.getStore().list().stream()
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
        folders.stream()
                .filter(folder -> {
                    var name = folder.getFileName().toString();
                    return !name.startsWith(".") && !known.contains(name) && !workers.containsKey(name);
                })
                .forEach(folder -> Thread.ofVirtual().name("sweep").start(() -> Orphan.remove(folder, tools.gpus())));
    }

    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            workers.computeIfAbsent(pod.getMetadata().getUid(), uid -> worker(pod, uid));
            hostNames.refresh(workers.values(), services.getStore().list());
            workers.get(pod.getMetadata().getUid()).begin();
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
                onDelete(before, false);
                onAdd(after);
                return;
            }
            var worker = workers.get(after.getMetadata().getUid());
            if (worker != null) {
                worker.update(after);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            var worker = workers.get(pod.getMetadata().getUid());
            if (worker != null) {
                worker.deleted();
            }
        }

        private PodWorker worker(Pod pod, String uid) {
            try {
                return new PodWorker(tools, pod, () -> gone(uid));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void gone(String uid) {
        workers.remove(uid);
        hostNames.refresh(workers.values(), services.getStore().list());
    }

    private final class ServiceHandler implements ResourceEventHandler<Service> {
        @Override
        public void onAdd(Service service) {
            refresh();
        }

        @Override
        public void onUpdate(Service before, Service after) {}

        @Override
        public void onDelete(Service service, boolean unknown) {
            refresh();
        }

        private void refresh() {
            if (!workers.isEmpty()) {
                hostNames.refresh(workers.values(), services.getStore().list());
            }
        }
    }
}
