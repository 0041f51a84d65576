package dev.trainyard.cluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.environment.DownwardApi;
import dev.trainyard.cluster.node.lifecycle.Action;
import dev.trainyard.cluster.node.lifecycle.ContainerObservation;
import dev.trainyard.cluster.node.lifecycle.PodObservation;
import dev.trainyard.cluster.node.lifecycle.PodObservation.Preparation;
import dev.trainyard.cluster.node.lifecycle.PodObservation.Rejection;
import dev.trainyard.cluster.node.lifecycle.PodPlanner;
import dev.trainyard.cluster.node.log.LogEndpoint;
import dev.trainyard.cluster.node.volume.Folders;
import dev.trainyard.cluster.node.volume.PodVolumes;
import dev.trainyard.cluster.node.volume.VolumeProblem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod: looks at it, plans, acts, and writes its status, each time that something about it changes. */
final class PodWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final long FORCED_GRACE_SECONDS = 2;

    private final NodeTools tools;
    private final Path folder;
    private final PodVolumes volumes;
    private final Runnable gone;
    private final Instant startTime;
    private final Map<String, ContainerWorker> containers = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    // No lock: containers wake the pod while they hold their own.
    private final Semaphore wakeUps = new Semaphore(1);
    private final Thread thread;

    private Pod pod;
    private boolean deleted;
    private boolean removed;
    private Preparation preparation = Preparation.TO_DO;
    private Instant prepareAfter = Instant.MIN;
    private Map<String, PodVolumes.Ready> ready = Map.of();
    private Optional<Rejection> rejection = Optional.empty();
    private List<String> gpus = List.of();
    private @Nullable JsonNode written;

    PodWorker(NodeTools tools, Pod pod, Runnable gone) throws IOException {
        this.tools = tools;
        this.pod = pod;
        this.gone = gone;
        this.folder = tools.config().pods().resolve(pod.getMetadata().getUid());
        this.volumes =
                new PodVolumes(folder.resolve("volumes"), pod.getMetadata().getUid());
        this.startTime = pod.getStatus() == null || pod.getStatus().getStartTime() == null
                ? Instant.now()
                : Instant.parse(pod.getStatus().getStartTime());
        for (var container : containersOf(pod).toList()) {
            var runs = folder.resolve("containers").resolve(container.getName());
            containers.put(container.getName(), new ContainerWorker(tools, pod, container, runs, this::wake));
        }
        admit();
        this.thread =
                Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    Pod pod() {
        lock.lock();
        try {
            return pod;
        } finally {
            lock.unlock();
        }
    }

    Path hosts() {
        return folder.resolve("hosts");
    }

    private static Stream<Container> containersOf(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
    }

    private void admit() throws IOException {
        var wanted = containersOf(pod).mapToInt(ContainerLaunch::gpuCount).sum();
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        if (wanted == 0 || "Succeeded".equals(phase) || "Failed".equals(phase)) {
            return;
        }
        tools.gpus().allocate(folder, wanted).ifPresentOrElse(found -> gpus = found, () -> {
            var message =
                    "Pod was rejected: Allocate failed due to requested number of devices unavailable for %s. Requested: %d, Available: %d, which is unexpected"
                            .formatted(Gpus.RESOURCE, wanted, tools.gpus().free());
            rejection = Optional.of(new Rejection("UnexpectedAdmissionError", message));
            tools.events().pod(pod, true, "UnexpectedAdmissionError", message);
        });
    }

    /** The object has changed. */
    void update(Pod changed) {
        lock.lock();
        try {
            var annotations = String.valueOf(pod.getMetadata().getAnnotations());
            var labels = String.valueOf(pod.getMetadata().getLabels());
            pod = changed;
            containersOf(changed).forEach(container -> {
                var worker = containers.get(container.getName());
                if (worker != null) {
                    worker.update(changed, container);
                }
            });
            if (!annotations.equals(String.valueOf(changed.getMetadata().getAnnotations()))
                    || !labels.equals(String.valueOf(changed.getMetadata().getLabels()))) {
                refreshVolumes();
            }
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** The object has gone: what still runs is stopped in a hurry. */
    void deleted() {
        lock.lock();
        try {
            if (pod.getMetadata().getDeletionTimestamp() == null) {
                pod = new PodBuilder(pod)
                        .editMetadata()
                        .withDeletionTimestamp(Instant.now().toString())
                        .withDeletionGracePeriodSeconds(FORCED_GRACE_SECONDS)
                        .endMetadata()
                        .build();
            }
            deleted = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** An object that its containers or volumes may refer to has changed. */
    void referencesChanged() {
        lock.lock();
        try {
            containers.values().forEach(ContainerWorker::retryNow);
            prepareAfter = Instant.MIN;
            refreshVolumes();
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** A slow look at things that nobody tells of. */
    void check() {
        containers.values().forEach(ContainerWorker::check);
    }

    void wake() {
        wakeUps.release();
    }

    /** Ends all containers, with no further plan and no status; returns when they have ended or the time is up. */
    void halt(Duration limit) {
        thread.interrupt();
        var stops = containers.values().stream()
                .map(container -> Thread.ofVirtual().start(() -> {
                    try {
                        container.halt(limit);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        try {
            for (var stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run of a container whose log is meant. */
    Attempt run(String container, boolean previous) throws LogEndpoint.NoSuchRun {
        var name = pod().getMetadata().getName();
        var worker = containers.get(container);
        if (worker == null) {
            throw new LogEndpoint.NoSuchRun("container %s is not valid for pod %s".formatted(container, name), true);
        }
        return worker.run(previous)
                .orElseThrow(() -> new LogEndpoint.NoSuchRun(
                        previous
                                ? "previous terminated container \"%s\" in pod \"%s\" not found"
                                        .formatted(container, name)
                                : "container \"%s\" in pod \"%s\" is waiting to start".formatted(container, name),
                        true));
    }

    /** Lets go of the pod, which goes on running. */
    void release() {
        thread.interrupt();
        containers.values().forEach(ContainerWorker::release);
    }

    private void run() {
        try {
            while (true) {
                var wakeAt = step();
                if (removed && deleted) {
                    cleanUp();
                    gone.run();
                    return;
                }
                await(wakeAt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error(
                    "What pod {} has left in {} could not be removed: {}",
                    pod.getMetadata().getName(),
                    folder,
                    e.toString());
            gone.run();
        }
    }

    private void await(Optional<Instant> until) throws InterruptedException {
        if (until.isEmpty()) {
            wakeUps.acquire();
        } else {
            var left = Duration.between(Instant.now(), until.get()).toMillis() + 1;
            var _ = wakeUps.tryAcquire(left, TimeUnit.MILLISECONDS);
        }
    }

    private Optional<Instant> step() {
        Pod current;
        PodObservation observed;
        Optional<Instant> again;
        lock.lock();
        try {
            // All that happened up to now is seen by this look.
            wakeUps.drainPermits();
            current = pod;
            observed = observe();
            again = preparation == Preparation.TO_DO && prepareAfter.isAfter(Instant.now())
                    ? Optional.of(prepareAfter)
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
        var plan = PodPlanner.plan(current, observed, tools.config().backOff(), Instant.now());
        for (var action : plan.actions()) {
            apply(action, current);
        }
        if (!deleted) {
            writeStatus(current, plan.status());
        }
        if (plan.actions().contains(new Action.Remove())) {
            remove(current);
        }
        return again.isPresent() ? again : plan.wakeAt();
    }

    private PodObservation observe() {
        var seen = new HashMap<String, ContainerObservation>();
        containers.forEach((name, container) -> seen.put(name, container.observe()));
        return new PodObservation(seen, preparation, rejection, startTime);
    }

    private void apply(Action action, Pod current) {
        switch (action) {
            case Action.Prepare _ -> prepare(current);
            case Action.Start start -> {
                var container = containers.get(start.container());
                if (container != null) {
                    container.start(start, ready, hosts(), gpus);
                }
            }
            case Action.Stop stop -> {
                var container = containers.get(stop.container());
                if (container != null) {
                    container.stop(stop);
                }
            }
            case Action.Remove _ -> {} // After the last status has been written.
        }
    }

    private void prepare(Pod current) {
        if (prepareAfter.isAfter(Instant.now())) {
            return;
        }
        preparation = Preparation.UNDER_WAY;
        Thread.ofVirtual().name("volumes-" + current.getMetadata().getName()).start(() -> {
            Preparation outcome;
            try {
                var found = prepareVolumes(current);
                lock.lock();
                try {
                    ready = found;
                } finally {
                    lock.unlock();
                }
                outcome = Preparation.DONE;
            } catch (VolumeProblem problem) {
                tools.events()
                        .pod(current, true, "FailedMount", "MountVolume.SetUp failed for " + problem.getMessage());
                outcome = Preparation.TO_DO;
            }
            lock.lock();
            try {
                prepareAfter = outcome == Preparation.DONE
                        ? Instant.MIN
                        : Instant.now().plus(RETRY);
                preparation = outcome;
            } finally {
                lock.unlock();
            }
            wake();
        });
    }

    private Map<String, PodVolumes.Ready> prepareVolumes(Pod current) throws VolumeProblem {
        return volumes.prepare(
                current,
                new DownwardApi(current, tools.allocatable()),
                tools.references().of(current.getMetadata().getNamespace()));
    }

    private void refreshVolumes() {
        if (preparation != Preparation.DONE || pod.getSpec().getVolumes().isEmpty()) {
            return;
        }
        var current = pod;
        Thread.ofVirtual().name("refresh-" + current.getMetadata().getName()).start(() -> {
            try {
                prepareVolumes(current);
            } catch (VolumeProblem e) {
                LOG.debug(
                        "Volumes of {} keep their contents: {}",
                        current.getMetadata().getName(),
                        e.getMessage());
            }
        });
    }

    private void writeStatus(Pod current, PodStatus status) {
        JsonNode json = tools.client().getKubernetesSerialization().convertValue(status, JsonNode.class);
        if (json.equals(written)) {
            return;
        }
        var patch = StatusPatch.of(current, (ObjectNode) json);
        try {
            tools.client()
                    .pods()
                    .inNamespace(current.getMetadata().getNamespace())
                    .withName(current.getMetadata().getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            written = json;
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                LOG.warn(
                        "The status of pod {} could not be written: {}",
                        current.getMetadata().getName(),
                        e.getMessage());
                Thread.ofVirtual().start(this::wakeLater);
            }
        }
    }

    private void wakeLater() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
            wake();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove(Pod current) {
        if (removed) {
            return;
        }
        if (!deleted) {
            try {
                var metadata = current.getMetadata();
                tools.client()
                        .raw(
                                "/api/v1/namespaces/%s/pods/%s".formatted(metadata.getNamespace(), metadata.getName()),
                                "DELETE",
                                Map.of(
                                        "apiVersion",
                                        "v1",
                                        "kind",
                                        "DeleteOptions",
                                        "gracePeriodSeconds",
                                        0,
                                        "preconditions",
                                        Map.of("uid", metadata.getUid())));
            } catch (KubernetesClientException e) {
                // Gone, or followed by another of its name: then there is nothing left to remove.
                if (e.getCode() != 404 && e.getCode() != 409) {
                    LOG.warn(
                            "Pod {} could not be removed: {}",
                            current.getMetadata().getName(),
                            e.getMessage());
                    Thread.ofVirtual().start(this::wakeLater);
                    return;
                }
            }
        }
        removed = true;
    }

    private void cleanUp() throws IOException {
        containers.values().forEach(ContainerWorker::release);
        tools.gpus().release(folder);
        volumes.remove();
        Folders.delete(folder);
    }
}
