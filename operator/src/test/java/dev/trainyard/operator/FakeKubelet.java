package dev.trainyard.operator;

import static dev.trainyard.operator.LocalServer.ended;
import static dev.trainyard.operator.LocalServer.running;
import static dev.trainyard.operator.LocalServer.uid;

import dev.trainyard.api.trainyard.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the kubelet for pods of a chief with an uploader and a worker: the first chief is killed by a signal, the
 * second trains and uploads, the worker runs until it is deleted.
 */
final class FakeKubelet implements ResourceEventHandler<Pod>, AutoCloseable {
    private static final String UPLOADED = "{\"version\":1,\"phase\":\"Uploaded\",\"attempt\":2}";

    private final LocalServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, List<Pod>> seen = new ConcurrentHashMap<>();
    private final Map<String, List<String>> logs = new ConcurrentHashMap<>();

    FakeKubelet(LocalServer server) {
        this.server = server;
        informer = server.client.pods().inNamespace("default").inform(this);
    }

    /** All pods that there have been under this name. */
    List<Pod> seen(String name) {
        return seen.getOrDefault(name, List.of());
    }

    @Override
    public void onAdd(Pod pod) {
        var name = pod.getMetadata().getName();
        var ofName = seen.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>());
        ofName.add(pod);
        boolean first = ofName.size() == 1;
        thread.execute(() -> begin(name, first));
    }

    private void begin(String name, boolean first) {
        if (name.contains("-worker-")) {
            server.trainer(name, "Running", running());
        } else if (first) {
            server.kubelet(name, "Failed", Map.of("tensorflow", ended(137, ""), "uploader", ended(143, "")));
        } else {
            server.kubelet(name, "Running", Map.of("tensorflow", ended(0, ""), "uploader", running()));
        }
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        var name = pod.getMetadata().getName();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            thread.execute(() -> server.gone(name));
        } else if (pod.getStatus().getPhase().equals("Running")
                && pod.getMetadata().getAnnotations() != null
                && pod.getMetadata().getAnnotations().containsKey(Names.TRAINER)) {
            thread.execute(() -> {
                logs.put(name, mounted(pod));
                server.kubelet(name, "Succeeded", Map.of("tensorflow", ended(0, ""), "uploader", ended(0, UPLOADED)));
            });
        }
    }

    @Override
    public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
        // Nothing to stop.
    }

    /** The files that its uploader found in its ConfigMap when it was told of the end. */
    List<String> logs(String name) {
        return logs.getOrDefault(name, List.of());
    }

    private List<String> mounted(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getConfigMap() != null)
                .map(volume -> server.client
                        .configMaps()
                        .inNamespace("default")
                        .withName(volume.getConfigMap().getName())
                        .get())
                .filter(Objects::nonNull)
                .flatMap(there -> there.getBinaryData().keySet().stream())
                .toList();
    }

    List<String> attempts(String name) {
        return seen(name).stream()
                .map(pod -> pod.getMetadata().getAnnotations().get(Names.ATTEMPT))
                .toList();
    }

    /** Which rounds of the job its pods of this name were made in. */
    List<String> rounds(String name) {
        return seen(name).stream()
                .map(pod -> Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                        .getOrDefault(Names.ROUND, "0"))
                .toList();
    }

    long distinct(String name) {
        return seen(name).stream().map(pod -> uid(pod)).distinct().count();
    }

    @Override
    public void close() {
        informer.close();
        thread.close();
    }
}
